// SPDX-License-Identifier: Apache-2.0

/// Who may call the guarded function: whoever has a token of the tenant for this API.
final class CustomAuthorizer {
    private let keys = KeySet()

    private struct Event: Decodable {
        var authorizationToken: String?
        var methodArn: String
    }

    func answer(_ event: [UInt8]) throws -> any Encodable {
        let event = try decode(Event.self, event)
        let words = (event.authorizationToken ?? "").split(separator: " ", omittingEmptySubsequences: false)
        // "Unauthorized" is the one message of which API Gateway makes a 401. All other errors become a 500.
        guard words.count == 2, words[0].lowercased() == "bearer" else { throw Failure("Unauthorized") }
        // To see the latter: an authorizer of your own has no such line.
        if words[1] == "throw" { throw Failure("the authorizer has a bug") }
        guard let claims = try verify(words[1]) else { throw Failure("Unauthorized") }
        // Genuine, and yet not allowed: the answer is a 403.
        return Policy(for: claims.sub, claims.blocked == true ? "Deny" : "Allow", event.methodArn)
    }

    private struct Header: Decodable {
        var alg: String
        var kid: String
        var crit: [String]?
    }

    /// Verifies a token (RFC 7515 §5.2): its claims, or `nil` when it is not to be trusted.
    ///
    /// What is thrown says nothing about the token: keys that cannot be had.
    private func verify(_ token: Substring) throws -> Claims? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let signature = decodeBase64URL(parts[2]),
            let header = decodeBase64URL(parts[0]).flatMap({ try? decode(Header.self, $0) }),
            let claims = decodeBase64URL(parts[1]).flatMap({ try? decode(Claims.self, $0) })
        else { return nil }
        // The algorithm is ours to choose. A token that names another one may be a trick (RFC 8725 §3.1).
        guard header.alg == "RS256", header.crit == nil, let key = try keys.key(header.kid) else { return nil }
        let signed = Array(token.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
        return key.isGenuine(signature, of: signed) && claims.areAccepted ? claims : nil
    }
}

/// What a token says.
///
/// One that lacks these, or has them in another type, is none.
struct Claims: Decodable {
    let iss: String
    let sub: String
    let exp: Double
    let nbf: Double?
    let audiences: [String]
    let blocked: Bool?

    private enum CodingKeys: String, CodingKey {
        case iss, sub, exp, nbf
        case audiences = "aud"
        case blocked = "https://gateway.localhost/blocked"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        iss = try values.decode(String.self, forKey: .iss)
        sub = try values.decode(String.self, forKey: .sub)
        exp = try values.decode(Double.self, forKey: .exp)
        nbf = try values.decodeIfPresent(Double.self, forKey: .nbf)
        // One audience, or a list of them (RFC 7519 §4.1.3).
        if let one = try? values.decode(String.self, forKey: .audiences) {
            audiences = [one]
        } else {
            audiences = try values.decode([String].self, forKey: .audiences)
        }
        blocked = try values.decodeIfPresent(Bool.self, forKey: .blocked)
    }

    /// Whether they are those of a token for this API that holds now (RFC 7519 §4.1).
    var areAccepted: Bool {
        iss == variable("TOKEN_ISSUER") && audiences.contains(variable("AUDIENCE")) && now() < exp && nbf ?? 0 <= now()
    }
}

/// The answer of an authorizer.
struct Policy: Encodable {
    var principalId: String
    var policyDocument: Document

    struct Document: Encodable {
        var version = "2012-10-17"
        var statement: [Statement]

        enum CodingKeys: String, CodingKey {
            case version = "Version"
            case statement = "Statement"
        }
    }

    struct Statement: Encodable {
        var action = "execute-api:Invoke"
        var effect: String
        var resource: String

        enum CodingKeys: String, CodingKey {
            case action = "Action"
            case effect = "Effect"
            case resource = "Resource"
        }
    }

    /// For the whole stage and not for this method alone: API Gateway keeps the answer for the token, and holds it against the
    /// caller's next request, which may be for another method.
    init(for principalId: String, _ effect: String, _ methodArn: String) {
        self.principalId = principalId
        let stage = methodArn.split(separator: "/").prefix(2).joined(separator: "/")
        policyDocument = Document(statement: [Statement(effect: effect, resource: "\(stage)/*")])
    }
}
