// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// Why an entry of a JWKS is not used.
package enum JWKError: Error, Hashable, Sendable, CustomStringConvertible {
    case notAnObject(found: String)
    case memberMissing(String)
    case memberMalformed(String, expected: String, found: String)
    case memberNotBase64URL(String, Base64Error)
    case unsupportedKeyType(String)
    case unsupportedCurve(String)
    case unsupportedAlgorithm(String)
    case algorithmDoesNotFit(SignatureAlgorithm, key: String)
    case notForSignatures(use: String)
    case notForVerifying(operations: [String])
    case operationTwice(String)
    /// Whoever can read the set can sign with this key.
    case privateMember(String)
    case key(KeyError)
    case kidTwice

    package var description: String {
        switch self {
        case .notAnObject(let found): "it is \(found), expected an object"
        case .memberMissing(let name): "it has no \"\(name)\""
        case .memberMalformed(let name, let expected, let found): "its \"\(name)\" is \(found), expected \(expected)"
        case .memberNotBase64URL(let name, let error): "its \"\(name)\" is not base64url: \(error)"
        case .unsupportedKeyType(let type):
            "keys of the type \(quotedExcerpt(type)) are not accepted, only \"RSA\" and \"EC\""
        case .unsupportedCurve(let curve):
            "the curve \(quotedExcerpt(curve)) is not accepted, only "
                + EllipticCurve.allCases.map { "\"\($0.name)\"" }.joined(separator: " and ")
        case .unsupportedAlgorithm(let name):
            "it is for the algorithm \(quotedExcerpt(name)), accepted are \(SignatureAlgorithm.allNames)"
        case .algorithmDoesNotFit(let algorithm, let key): "\(algorithm.name) is not an algorithm of \(key)"
        case .notForSignatures(let use): "its \"use\" is \(quotedExcerpt(use)), expected \"sig\""
        case .notForVerifying(let operations):
            "its \"key_ops\" do not fit a key that verifies: "
                + operations.prefix(5).map { quotedExcerpt($0) }.joined(separator: ", ")
        case .operationTwice(let operation): "its \"key_ops\" have \(quotedExcerpt(operation)) twice"
        case .privateMember(let name):
            "it publishes its private part (\"\(name)\"): whoever can read it can sign; replace the key"
        case .key(let error): error.description
        case .kidTwice: "another key has the same \"kid\", and nothing says which of them is meant"
        }
    }
}
