// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTransport

/// What is said to the person in front of the browser when there is nobody else to tell.
struct ErrorPage {
    let status: UInt16
    let title: String
    let reason: String
    /// What to do about it, line by line.
    var advice: [String] = []

    init(status: UInt16, title: String, reason: String, advice: [String] = []) {
        self.status = status
        self.title = title
        self.reason = reason
        self.advice = advice
    }

    init(status: UInt16, error: OAuthError) {
        self.init(status: status, title: "This request cannot be answered", reason: error.description)
    }

    static func unknownClient(_ clientId: String, known: [String]) -> ErrorPage {
        ErrorPage(
            status: 403,
            title: "Unknown client",
            reason: "There is no application with the client_id \"\(clientId)\".",
            advice: ["The tenant has: \(known.joined(separator: ", "))", "Applications are written in tenant.yml."]
        )
    }

    static func callbackMismatch(_ uri: String, _ application: Tenant.Application) -> ErrorPage {
        ErrorPage(
            status: 403,
            title: "Callback URL mismatch",
            reason:
                "The redirect_uri \"\(uri)\" is not among the callbacks of the application \"\(application.clientId)\".",
            advice: ["Allowed, letter by letter: \(application.callbacks.inWords)"]
        )
    }

    var response: Response {
        let lines = advice.map { "<p class=\"note\">\($0)</p>" as HTML }
        return Page(
            status: status,
            title: title,
            style: LoginStyle.css,
            content: """
                <main class="card"><h1>\(title)</h1><p class="error" role="alert">\(reason)</p>\(lines)</main>
                """
        ).response
    }
}
