// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON

/// What the bearer of a code has to know beside it (PKCE, RFC 7636).
struct CodeChallenge: Sendable, Hashable {
    enum Method: String, Sendable {
        case plain
        case sha256 = "S256"
    }

    let method: Method
    let value: String

    /// Reads `code_challenge` and `code_challenge_method`.
    ///
    /// - Throws: ``OAuthError``.
    init?(_ parameters: Parameters) throws(OAuthError) {
        let name = parameters["code_challenge_method"]
        guard let value = parameters["code_challenge"] else {
            if name != nil { throw .missingParameter("code_challenge") }
            return nil
        }
        guard let method = Method(rawValue: name ?? Method.plain.rawValue) else {
            throw .invalidRequest("code_challenge_method is S256 or plain, not \(name ?? "")")
        }
        // RFC 7636 §4.2: 43 to 128 unreserved characters; a SHA-256 in base64url has 43.
        let length = value.utf8.count
        guard Self.isUnreserved(value), method == .plain ? (43...128).contains(length) : length == 43 else {
            throw .invalidRequest("code_challenge is not one of \(method.rawValue)")
        }
        self.method = method
        self.value = value
    }

    /// Whether a verifier is the one that the challenge was made of (RFC 7636 §4.6).
    func isMet(by verifier: String) -> Bool {
        guard (43...128).contains(verifier.utf8.count), Self.isUnreserved(verifier) else { return false }
        let answer = method == .plain ? verifier : Base64URL.encode(SHA256.hash(verifier.utf8))
        return constantTimeEquals(answer.utf8, value.utf8)
    }

    private static func isUnreserved(_ text: String) -> Bool {
        PercentEncoding.encode(text) == text
    }
}
