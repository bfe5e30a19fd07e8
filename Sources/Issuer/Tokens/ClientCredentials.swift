// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTransport

/// Which application asks, by the body or by HTTP Basic (RFC 6749 §2.3.1).
struct ClientCredentials: Sendable {
    let clientId: String
    /// What the secret may be: real clients send Basic with and without the encoding that RFC 6749 §2.3.1 wants.
    private let secrets: [String]

    init(_ request: Request, _ parameters: Parameters) throws(OAuthError) {
        if let header = request.head.firstValue(of: "authorization"), !Self.isOther(header, parameters) {
            (clientId, secrets) = try Self.basic(header)
        } else {
            clientId = try parameters.required("client_id")
            secrets = [parameters["client_secret"]].compactMap { $0 }
        }
    }

    /// Whether it is of another scheme, and the client is named in the body: pages add their token to whatever they send.
    private static func isOther(_ header: ArraySlice<UInt8>, _ parameters: Parameters) -> Bool {
        !isBasic(header) && parameters["client_id"] != nil
    }

    private static func isBasic(_ header: ArraySlice<UInt8>) -> Bool {
        String(decoding: header, as: UTF8.self).lowercased().hasPrefix("basic ")
    }

    /// The application, if it is who it says it is.
    ///
    /// One that can keep no secret is known by its name only: what it brings besides (a code's verifier, a refresh token) has
    /// to do.
    ///
    /// - Throws: ``OAuthError``: the same for an unknown name and a wrong secret, but in the log.
    func application(in tenant: Tenant) throws(OAuthError) -> Tenant.Application {
        let application = tenant.application(clientId: clientId)
        // Compared in any case, so that the time does not tell whether there is one of this name.
        let wanted = application?.clientSecret ?? newSecret()
        let isRight = secrets.map { constantTimeEquals($0.utf8, wanted.utf8) }.contains(true)
        guard let application else {
            let known = tenant.applications.map(\.clientId).joined(separator: ", ")
            throw .unauthorizedClient("no application \"\(clientId)\"; there are \(known)")
        }
        guard application.clientSecret == nil || isRight else {
            throw .unauthorizedClient("\(secrets.isEmpty ? "no" : "a wrong") client_secret of \(clientId)")
        }
        return application
    }

    /// Both halves are form-encoded first; or they were not, and are taken as they are.
    private static func basic(_ header: ArraySlice<UInt8>) throws(OAuthError) -> (id: String, secrets: [String]) {
        guard isBasic(header) else { throw .invalidRequest("the Authorization header is not Basic") }
        let credentials: [UInt8]
        do throws(Base64Error) {
            credentials = try Base64.decode(String(decoding: header.dropFirst(6), as: UTF8.self))
        } catch {
            throw .invalidRequest("the Authorization header is not Base64")
        }
        guard let colon = credentials.firstIndex(of: UInt8(ascii: ":")),
            let id = Parameters.decoded(credentials[..<colon])
        else { throw .invalidRequest("the Authorization header holds no id and secret") }
        let secret = credentials[(colon + 1)...]
        let plain = String(validating: secret, as: UTF8.self)
        return (id, [Parameters.decoded(secret), plain].compactMap { $0 })
    }
}
