// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayFiles
import GatewayJOSE
import GatewayJSON
import GatewayTime

/// A tenant of which the keys and some tokens are known; it exists nowhere but in the seeds.
enum Tenant {
    static let issuer = "https://tenant.example/"
    static let audience = "https://api.example/"
    static let now = Timestamp(secondsSince1970: 1_795_356_131)  // 2026-11-22T14:02:11Z
    static let verifier = JWTVerifier(issuer: issuer, audiences: [audience])

    /// What the tenant publishes: a seed of the target JWKS.
    static let keys = made { try JWKSet(parsing: seed("JWKS/tenant.json")) }

    /// Everything that it signed and that is valid now.
    static let goodTokens = Set(
        ["rs256", "rs384", "rs512", "ps256", "es256", "es384"].map { seed("Tokens/good-\($0).jwt") }
    )

    // MARK: - A key of our own, made anew each time

    static let ownKid = "own"
    private static let ownKey = made { try PrivateKey.generateEC(.p256) }
    static let ownKeys = made { JWKSet([try JWK(ownKey.publicKey, kid: ownKid)]) }

    static func sign(header: [UInt8], payload: [UInt8]) -> [UInt8] {
        let signed = Array((Base64URL.encode(header) + "." + Base64URL.encode(payload)).utf8)
        let signature = made { try ownKey.sign(signed, algorithm: .es256) }
        return signed + [UInt8(ascii: ".")] + Array(Base64URL.encode(signature).utf8)
    }

    /// A seed, from the checkout in which this was built.
    private static func seed(_ name: String) -> [UInt8] {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        return made { try File.read("/\(folder)/Corpus/\(name)") }
    }

    /// What cannot fail in a checkout that is whole.
    private static func made<Value>(_ make: () throws -> Value) -> Value {
        do {
            return try make()
        } catch {
            fatalError("the target itself is broken: \(error)")
        }
    }
}
