// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// A public key with the one algorithm that it is for (RFC 7517).
///
/// The algorithm is the key's, never the token's alone: what `alg` names, or what ``PublicKey/defaultAlgorithm`` says
/// when there is no `alg` (RFC 8725 §3.1).
package struct JWK: Sendable {
    package let kid: String?
    package let algorithm: SignatureAlgorithm
    package let publicKey: PublicKey
    /// Its certificate, DER, to publish as `x5c` and `x5t`.
    ///
    /// Of a key that is read nothing is kept of it: only the numbers count.
    package let certificate: [UInt8]?

    /// - Parameters:
    ///   - publicKey: The key.
    ///   - kid: Its name in a set.
    ///   - algorithm: What it is for; without one, ``PublicKey/defaultAlgorithm``.
    ///   - certificate: Its certificate, DER, if it is published as well.
    /// - Throws: ``KeyError/algorithmDoesNotFit(_:key:)``
    package init(
        _ publicKey: PublicKey,
        kid: String?,
        algorithm: SignatureAlgorithm? = nil,
        certificate: [UInt8]? = nil
    ) throws(KeyError) {
        let algorithm = algorithm ?? publicKey.defaultAlgorithm
        guard publicKey.permits(algorithm) else {
            throw .algorithmDoesNotFit(algorithm, key: publicKey.kind)
        }
        self.kid = kid
        self.algorithm = algorithm
        self.publicKey = publicKey
        self.certificate = certificate
    }

    /// The members that a JWKS publishes, the numbers among them.
    package var object: JSONObject {
        var object = JSONObject()
        let parameters = publicKey.parameterMembers
        object["kty"] = parameters["kty"]
        object["use"] = "sig"
        for member in parameters.members {
            object[member.name] = member.value
        }
        if let kid {
            object["kid"] = .string(kid)
        }
        if let certificate {
            // RFC 7517 §4.7 and §4.8: the one is in base64 with padding, the other in base64url.
            object["x5t"] = .string(Base64URL.encode(SHA1.hash(certificate)))
            object["x5c"] = [.string(Base64.encode(certificate))]
        }
        object["alg"] = .string(algorithm.name)
        return object
    }
}

extension PublicKey {
    /// `kty` and the numbers, in the order of their names: the required members, as RFC 7638 §3.2 lists them.
    fileprivate var parameterMembers: JSONObject {
        switch parameters {
        case .rsa(let modulus, let exponent):
            JSONObject([
                "e": .string(Base64URL.encode(exponent)),
                "kty": "RSA",
                "n": .string(Base64URL.encode(modulus)),
            ])
        case .ec(let curve, let x, let y):
            JSONObject([
                "crv": .string(curve.name),
                "kty": "EC",
                "x": .string(Base64URL.encode(x)),
                "y": .string(Base64URL.encode(y)),
            ])
        }
    }

    /// The thumbprint of RFC 7638 with SHA-256, in base64url: a `kid` that follows from the key alone.
    package var thumbprint: String {
        Base64URL.encode(SHA256.hash(JSONValue.object(parameterMembers).compactBytes))
    }
}
