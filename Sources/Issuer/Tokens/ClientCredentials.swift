// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayModel
import GatewayTransport

/// Which application asks, by the body or by HTTP Basic (RFC 6749 §2.3.1).
struct ClientCredentials: Sendable {
    let clientId: String
    private let secret: String?

    init(_ request: Request, _ parameters: Parameters) throws(OAuthError) {
        if let header = request.head.firstValue(of: "authorization") {
            (clientId, secret) = try Self.basic(header)
        } else {
            clientId = try parameters.required("client_id")
            secret = parameters["client_secret"]
        }
    }

    /// The application, if it is who it says it is.
    ///
    /// One that can keep no secret is known by its name only: what it brings besides (a code's verifier, a refresh token) has
    /// to do.
    ///
    /// - Throws: ``OAuthError``: the same for an unknown name and a wrong secret.
    func application(in tenant: Tenant) throws(OAuthError) -> Tenant.Application {
        let application = tenant.application(clientId: clientId)
        // Compared in any case, so that the time does not tell whether there is one of this name.
        let isRight = constantTimeEquals((secret ?? "").utf8, (application?.clientSecret ?? newSecret()).utf8)
        guard let application, application.clientSecret == nil || isRight else { throw .unauthorizedClient }
        return application
    }

    /// Both halves are form-encoded first.
    private static func basic(_ header: ArraySlice<UInt8>) throws(OAuthError) -> (id: String, secret: String?) {
        let text = String(decoding: header, as: UTF8.self)
        guard text.lowercased().hasPrefix("basic ") else {
            throw .invalidRequest("the Authorization header is not Basic")
        }
        let credentials: [UInt8]
        do throws(Base64Error) {
            credentials = try Base64.decode(String(text.dropFirst(6)))
        } catch {
            throw .invalidRequest("the Authorization header is not Base64")
        }
        guard let colon = credentials.firstIndex(of: UInt8(ascii: ":")),
            let id = Parameters.decoded(credentials[..<colon]),
            let secret = Parameters.decoded(credentials[(colon + 1)...])
        else { throw .invalidRequest("the Authorization header holds no id and secret") }
        return (id, secret)
    }
}
