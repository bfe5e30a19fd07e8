// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// What the authorization endpoint is to hand out (OAuth 2.0 Multiple Response Type Encoding Practices §3, §5).
struct ResponseType: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    static let code = ResponseType(rawValue: 1)
    static let token = ResponseType(rawValue: 2)
    static let idToken = ResponseType(rawValue: 4)

    private static let names: KeyValuePairs<String, ResponseType> = [
        "code": .code, "token": .token, "id_token": .idToken,
    ]

    /// All combinations, as discovery lists them.
    static let all = [
        "code", "token", "id_token", "code token", "code id_token", "token id_token", "code token id_token",
    ]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Reads names with spaces between them, in any order.
    ///
    /// - Throws: ``OAuthError``.
    init(_ words: [String]) throws(OAuthError) {
        self = []
        guard !words.isEmpty else { throw .missingParameter("response_type") }
        for word in words {
            guard let type = Self.names.first(where: { $0.key == word })?.value else {
                throw .unsupportedResponseType(words.joined(separator: " "))
            }
            insert(type)
        }
    }

    /// Where the answer stands unless the client says otherwise: with a token in it, never in a query, which servers log.
    var usualMode: ResponseMode { self == .code ? .query : .fragment }

    /// The grant types that an application needs for it.
    var grantTypes: [Tenant.Application.GrantType] {
        (contains(.code) ? [.authorizationCode] : []) + (isDisjoint(with: [.token, .idToken]) ? [] : [.implicit])
    }
}

/// How the answer of the authorization endpoint reaches the application.
enum ResponseMode: String, Sendable, Hashable, CaseIterable {
    case query
    case fragment
    /// A page that posts itself to the callback (OAuth 2.0 Form Post Response Mode).
    case formPost = "form_post"
    /// A page that tells its opener, or the page around it.
    ///
    /// - Source: draft-sakimura-oauth-wmrm, as auth0.js and auth0-spa-js read it.
    case webMessage = "web_message"
}
