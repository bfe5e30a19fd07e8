// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTransport

/// Where the answer of the authorization endpoint goes: an address that the application has listed, and nowhere else.
struct ReplyAddress: Sendable, Hashable {
    let redirectURI: String
    let mode: ResponseMode
    /// Comes back as it was sent.
    let state: String?

    /// Sends an answer there.
    func response(_ parameters: JSONObject) -> Response {
        var parameters = parameters
        parameters["state"] = state.map(JSONValue.string)
        switch mode {
        case .query: return .redirect(to: redirectURI + separator + Self.encoded(parameters))
        case .fragment: return .redirect(to: redirectURI + "#" + Self.encoded(parameters))
        case .formPost: return formPost(parameters)
        case .webMessage: return webMessage(parameters)
        }
    }

    /// Sends a refusal there.
    func response(_ error: OAuthError) -> Response {
        response(JSONObject(["error": .string(error.code), "error_description": .string(error.description)]))
    }

    private var separator: String {
        guard redirectURI.contains("?") else { return "?" }
        return redirectURI.hasSuffix("?") || redirectURI.hasSuffix("&") ? "" : "&"
    }

    private static func encoded(_ parameters: JSONObject) -> String {
        parameters.members
            .map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode(text($0.value)))" }
            .joined(separator: "&")
    }

    private static func text(_ value: JSONValue) -> String {
        value.string ?? value.compactText
    }

    private func formPost(_ parameters: JSONObject) -> Response {
        let fields = parameters.members.map { member in
            "<input type=\"hidden\" name=\"\(member.name)\" value=\"\(Self.text(member.value))\">" as HTML
        }
        return Page(
            title: "Back to the application",
            script: "document.forms[0].submit()",
            content: """
                <form method="post" action="\(redirectURI)">\(fields)\
                <noscript><button type="submit">Go on to the application</button></noscript></form>
                """
        ).response
    }

    /// Tells the page that asked, and no other: a message has the origin of its address on it.
    private func webMessage(_ parameters: JSONObject) -> Response {
        guard let origin = WebOrigin.of(redirectURI) else {
            return .text(400, "\(redirectURI) has no origin that could be told\n")
        }
        let message: JSONValue = ["type": "authorization_response", "response": .object(parameters)]
        let script = """
            (function () {
              var target = window.opener || window.parent;
              if (target && target !== window) {
                target.postMessage(\(Self.scriptSafe(message)), \(Self.scriptSafe(.string(origin))));
              }
            })();
            """
        return Page(
            title: "Authorization response",
            script: script,
            content: "<p>This page tells the one that opened it who is logged in.</p>",
            isFramable: true
        ).response
    }

    /// JSON that does not end the script it stands in: `state` is chosen by whoever made the link.
    static func scriptSafe(_ value: JSONValue) -> String {
        var text = ""
        for scalar in value.compactText.unicodeScalars {
            switch scalar {
            case "<": text += "\\u003c"
            case ">": text += "\\u003e"
            case "&": text += "\\u0026"
            case "\u{2028}": text += "\\u2028"
            case "\u{2029}": text += "\\u2029"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
