// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTime

/// One sentence for the log. What comes from the token is cut and escaped, and the token itself never appears.
extension TokenError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty: "the token is empty"
        case .tooLong(let bytes, let limit): "the token has \(bytes) bytes, and at most \(limit) are read"
        case .partCount(1):
            "the token is no JWT (it has no dots); Auth0 issues such a token when no audience is asked for"
        case .partCount(let count): "the token has \(count) parts, expected 3 with dots between them"
        case .encrypted: "the token has 5 parts: it is encrypted (JWE), and only signed tokens (JWS) are read"
        case .jsonSerialization(let form): jsonSerialization(form)
        case .notBase64URL(let part, let error): "the token's \(part.rawValue) is not base64url: \(error)"
        case .headerNotJSON(let error): "the token's header is not JSON: \(error)"
        case .headerNotAnObject(let found): "the token's header is \(found), expected an object"
        case .headerMalformed(let member, let expected, let found):
            "the \"\(member)\" in the token's header is \(found), expected \(expected)"
        case .criticalExtensions(let names):
            "the token demands extensions (crit) that are not understood: \(excerpts(names))"
        case .payloadNotEncoded: "the token says that its payload is not encoded (b64), which no JWT may"
        case .algorithmMissing: "the token's header has no \"alg\""
        case .algorithmNotAccepted(let name): algorithmNotAccepted(name)
        case .typeNotAccepted(let type):
            "the token says that it is of the type \(quotedExcerpt(type)), expected \"JWT\" or \"at+jwt\""
        case .kidMissing: "the token's header has no \"kid\" that says which key signed it"
        case .keyNotChosen(let algorithm, let count):
            "the token's header has no \"kid\", and \(count == 0 ? "no key" : "more than one key") in the JWKS is for "
                + algorithm.name
        case .keyNotFound(let kid, let count):
            "no key \(quotedExcerpt(kid)) in the JWKS (\(count) key\(count == 1 ? "" : "s") there)"
        case .keyRejected(let kid, let reason): "the key \(quotedExcerpt(kid)) in the JWKS is not used: \(reason)"
        case .algorithmNotPermitted(let token, let key):
            "the token is signed with \(token.name), and its key is for \(key.name) only"
        case .signatureLength(let found, let expected):
            "the token's signature has \(found) bytes, and this key makes \(expected)"
        case .signatureInvalid: "the token's signature does not match: it was changed, or signed by another key"
        case .payloadNotJSON(let error): "the token's payload is not JSON: \(error)"
        case .payloadNotAnObject(let found): "the token's payload is \(found), expected an object"
        case .claimMissing(let name): "the token has no \"\(name)\""
        case .claimMalformed(let name, let expected, let found):
            "the token's \"\(name)\" is \(found), expected \(expected)"
        case .issuerMismatch(let found, let expected):
            "the token's issuer is \(quotedExcerpt(found)), expected \(quotedExcerpt(expected)) "
                + "(they must agree byte for byte, trailing slash included)"
        case .audienceMismatch(let found, let expected):
            "the token is for \(found.isEmpty ? "nobody (an empty \"aud\")" : excerpts(found)), expected "
                + excerpts(expected)
        case .expired(let expiry, let now):
            "token expired \(span(from: expiry, to: now)) ago (exp \(moment(expiry, seenFrom: now)))"
        case .notYetValid(let start, let now):
            "token becomes valid in \(span(from: now, to: start)) (nbf \(moment(start, seenFrom: now)))"
        case .issuedInFuture(let issued, let now):
            "token was issued in the future, in \(span(from: now, to: issued)) (iat \(moment(issued, seenFrom: now)))"
        }
    }

    private func algorithmNotAccepted(_ name: String) -> String {
        let why =
            switch name {
            case "none": "an unsigned token proves nothing; "
            case "HS256", "HS384", "HS512": "who can check such a token can also make one; "
            default: ""
            }
        let shown = why.isEmpty ? quotedExcerpt(name) : name
        return "algorithm \(shown) is not accepted; \(why)accepted are \(SignatureAlgorithm.allNames)"
    }

    private func jsonSerialization(_ form: JSONSerialization) -> String {
        let found =
            switch form {
            case .general: "is a JWS in the general JSON serialization"
            case .flattened: "is a JWS in the flattened JSON serialization"
            case .neither: "begins like JSON"
            }
        return "the token \(found), and only the compact form (header.payload.signature) is read"
    }

    private func excerpts(_ texts: [String], limit: Int = 5) -> String {
        let shown = texts.prefix(limit).map { quotedExcerpt($0) }.joined(separator: ", ")
        return texts.count > limit ? "\(shown) and \(texts.count - limit) more" : shown
    }

    private func span(from start: Timestamp, to end: Timestamp) -> String {
        spanInWords(seconds: end.secondsSince1970 - start.secondsSince1970)
    }

    /// The time of day says enough on the same day only.
    private func moment(_ time: Timestamp, seenFrom now: Timestamp) -> String {
        time.civil.dateText == now.civil.dateText ? time.timeOfDay : time.iso8601
    }
}
