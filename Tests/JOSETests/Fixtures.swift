// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayTime

/// Keys that are made once for all tests of this room.
enum Keys {
    private static let rsaKey = Result { try PrivateKey.generateRSA() }
    private static let strangerKey = Result { try PrivateKey.generateRSA() }
    private static let p256Key = Result { try PrivateKey.generateEC(.p256) }
    private static let p384Key = Result { try PrivateKey.generateEC(.p384) }

    static var rsa: PrivateKey { get throws { try rsaKey.get() } }
    /// A second RSA key, which the JWKS does not have.
    static var stranger: PrivateKey { get throws { try strangerKey.get() } }
    static var p256: PrivateKey { get throws { try p256Key.get() } }
    static var p384: PrivateKey { get throws { try p384Key.get() } }

    static func key(for algorithm: SignatureAlgorithm) throws -> PrivateKey {
        switch algorithm {
        case .rs256, .rs384, .rs512, .ps256: try rsa
        case .es256: try p256
        case .es384: try p384
        }
    }
}

/// One issuer, one audience and one moment, with the keys `rsa`, `p256` and `p384`.
enum Tenant {
    static let issuer = "https://tenant.example/"
    static let audience = "https://api.example/"
    static let now = Timestamp(secondsSince1970: 1_795_356_131)  // 2026-11-22T14:02:11Z
    static let verifier = JWTVerifier(issuer: issuer, audiences: [audience])

    static var keys: JWKSet {
        get throws {
            JWKSet([
                try JWK(Keys.rsa.publicKey, kid: "rsa"),
                try JWK(Keys.p256.publicKey, kid: "p256"),
                try JWK(Keys.p384.publicKey, kid: "p384"),
            ])
        }
    }

    static let claims = JSONObject([
        "iss": .string(issuer),
        "sub": "auth0|0123456789abcdef01234567",
        "aud": .string(audience),
        "iat": .number(JSONNumber(now.secondsSince1970)),
        "exp": .number(JSONNumber(now.secondsSince1970 + 60)),
        "scope": "openid read:messages",
    ])
}

/// A token in the making: right in everything that a test does not change.
struct Token {
    var header = JSONObject(["alg": "RS256", "typ": "JWT", "kid": "rsa"])
    var claims = Tenant.claims
    /// Bytes instead of the claims.
    var payload: [UInt8]?

    /// The token, signed with RS256 by the key `rsa` whatever its header says.
    func signed() throws -> String {
        try signed { try Keys.rsa.sign($0, algorithm: .rs256) }
    }

    func signed(by sign: ([UInt8]) throws -> [UInt8]) throws -> String {
        let payload = self.payload ?? JSONValue.object(claims).compactBytes
        let input = JWS.signingInput(header: header, payload: payload)
        return input + "." + Base64URL.encode(try sign(Array(input.utf8)))
    }
}

/// The claims of a valid token with one of them changed; nil removes it.
func verified(_ name: String, _ value: JSONValue?, verifier: JWTVerifier = Tenant.verifier) throws -> JWTClaims {
    var token = Token()
    token.claims[name] = value
    return try verifier.verify(token.signed(), keys: Tenant.keys, now: Tenant.now)
}

/// The claims of a valid token with one member of its header changed; nil removes it.
func verified(header name: String, _ value: JSONValue?) throws -> JWTClaims {
    var token = Token()
    token.header[name] = value
    return try Tenant.verifier.verify(token.signed(), keys: Tenant.keys, now: Tenant.now)
}

func bytes(_ text: String) -> [UInt8] {
    Array(text.utf8)
}

func parsed(_ json: String) throws -> JSONValue {
    try JSONValue(parsing: json)
}
