// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel

/// The issuer of all cases: its keys, made once, and tokens by its hand and by others'.
enum TestTokens {
    private static let published = Result { try PrivateKey.generateRSA() }
    private static let stranger = Result { try PrivateKey.generateRSA() }
    private static let p256 = Result { try PrivateKey.generateEC(.p256) }

    /// The issuer, and that its keys are where its discovery document says.
    static let settings = TokenSettings(
        issuer: "https://issuer.example/",
        audience: "aud1",
        keys: .discovery(issuer: "https://issuer.example/")
    )

    /// What the issuer publishes.
    ///
    /// The elliptic key is among it, so that only its algorithm can be what is wrong with it.
    static func keys() throws -> JWKSet {
        JWKSet([
            try JWK(published.get().publicKey, kid: "published"),
            try JWK(p256.get().publicKey, kid: "p256"),
        ])
    }

    static func token(_ recipe: TokenRecipe) throws -> String {
        let key =
            switch recipe.key {
            case "published": try published.get()
            case "stranger": try stranger.get()
            case "p256": try p256.get()
            default: throw CaseMistake("there is no key \(recipe.key)")
            }
        guard let algorithm = SignatureAlgorithm(name: recipe.algorithm) else {
            throw CaseMistake("there is no algorithm \(recipe.algorithm)")
        }
        var header = JSONObject(["alg": .string(recipe.algorithm), "typ": "JWT"])
        header["kid"] = recipe.kid.map(JSONValue.string)
        let input = JWS.signingInput(header: header, payload: JSONValue.object(recipe.claims).compactBytes)
        return input + "." + Base64URL.encode(try key.sign(Array(input.utf8), algorithm: algorithm))
    }
}
