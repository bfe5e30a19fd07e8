// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// Makes tokens with one key, under its name in the JWKS and by the algorithm that the JWKS says it is for.
package struct TokenSigner: Sendable {
    /// What a JWKS has to publish, so that the tokens can be verified.
    package let jwk: JWK
    private let key: PrivateKey
    private let kid: String

    /// - Parameters:
    ///   - key: The key that signs.
    ///   - kid: Its name; without one, its thumbprint (RFC 7638).
    ///   - algorithm: Without one, ``PublicKey/defaultAlgorithm``.
    /// - Throws: ``KeyError/algorithmDoesNotFit(_:key:)``
    package init(key: PrivateKey, kid: String? = nil, algorithm: SignatureAlgorithm? = nil) throws(KeyError) {
        self.key = key
        self.kid = kid ?? key.publicKey.thumbprint
        jwk = try JWK(key.publicKey, kid: self.kid, algorithm: algorithm)
    }

    /// What a JWKS has to publish, with a certificate of the key by itself (`x5c`, `x5t`).
    ///
    /// - Parameter commonName: Whom the certificate names; the same name always makes the same certificate.
    /// - Returns: ``jwk`` with the certificate.
    /// - Throws: ``KeyError`` when the key is not an RSA key.
    package func certifiedJWK(commonName: String) throws(KeyError) -> JWK {
        try JWK(
            jwk.publicKey,
            kid: kid,
            algorithm: jwk.algorithm,
            certificate: key.selfSignedCertificate(commonName: commonName)
        )
    }

    /// A token with these claims; nothing is added to them.
    ///
    /// - Parameters:
    ///   - claims: What it says.
    ///   - type: Its `typ`.
    ///   - namesKey: Whether it says which key signed it. One without `kid` is refused nearly everywhere, which has to be
    ///     tried.
    /// - Returns: The token in its compact form.
    /// - Throws: ``KeyError``.
    package func sign(_ claims: JSONObject, type: String = "JWT", namesKey: Bool = true) throws(KeyError) -> String {
        var header = JSONObject(["alg": .string(jwk.algorithm.name), "typ": .string(type)])
        if namesKey { header["kid"] = .string(kid) }
        let input = JWS.signingInput(header: header, payload: JSONValue.object(claims).compactBytes)
        let signature = try key.sign(Array(input.utf8), algorithm: jwk.algorithm)
        return input + "." + Base64URL.encode(signature)
    }
}

extension JWS {
    /// What a signature is made over (RFC 7515 §5.1): the two parts in base64url with a dot between them.
    package static func signingInput(header: JSONObject, payload: [UInt8]) -> String {
        Base64URL.encode(JSONValue.object(header).compactBytes) + "." + Base64URL.encode(payload)
    }
}
