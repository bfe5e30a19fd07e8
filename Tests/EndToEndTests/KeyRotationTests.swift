// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayTime
import TestSupport
import Testing

/// The binary in front of a tenant that changes its keys, and in a flood of tokens that name keys that nobody has.
@Suite struct KeyRotationTests {
    @Test func `a token of a new key passes at once, and strangers cannot make the gateway ask for ever`() async throws
    {
        try await KeyServer.run(.publishes([TenantKeys.first])) { server in
            let files = [
                "routes.yml": try ServedGateway.demoWithoutCache(),
                "config.yml": TenantTokens.config(keys: server.url),
            ]
            try await withGateway(files) { gateway in
                func status(_ signer: TokenSigner) async throws -> Int {
                    try await gateway.get("/dev/private", token: TenantTokens.signed(by: signer)).status
                }
                let first = try await status(TenantKeys.first)
                #expect(first == 200, "\(gateway.process.errors)")
                let early = try await status(TenantKeys.second)
                #expect(early == 403)
                server.behave(.publishes([TenantKeys.second]))
                let rotated = try await status(TenantKeys.second)
                #expect(rotated == 200, "\(gateway.process.errors)")
                #expect(server.requestCount == 3)

                for index in 0..<30 {
                    let stranger = try TokenSigner(key: TenantTokens.strangerKey, kid: "unknown \(index)")
                    let refused = try await status(stranger)
                    #expect(refused == 403)
                }
                // Ten turns, and what comes back in the seconds that this takes.
                #expect(server.requestCount < 20)
                server.behave(.resets)
                let known = try await status(TenantKeys.second)
                #expect(known == 200)
            }
        }
    }
}

/// Tokens of a tenant that a test is.
enum TenantTokens {
    static let issuer = "https://tenant.example.test/"
    static let audience = "https://api.example.test/"

    static var strangerKey: PrivateKey { get throws { try stranger.get() } }
    private static let stranger = Result { try PrivateKey.generateEC() }

    static func config(keys: String) -> String {
        """
        audience: \(audience)
        tokenIssuer: \(issuer)
        jwksUri: \(keys)

        """
    }

    /// A token that is good for an hour, in everything that a test does not change.
    static func signed(
        by signer: TokenSigner = TenantKeys.first,
        lifetime: Int64 = 3600,
        _ change: (inout JSONObject) -> Void = { _ in }
    ) throws -> String {
        let now = TimeSource.system.now().secondsSince1970
        var claims = JSONObject([
            "iss": .string(issuer),
            "sub": "auth0|mary",
            "aud": .string(audience),
            "iat": .number(JSONNumber(now)),
            "exp": .number(JSONNumber(now + lifetime)),
        ])
        change(&claims)
        return try signer.sign(claims)
    }

    /// The token with another first character in its signature: never, by chance, the same one.
    static func withOtherSignature(_ token: String) -> String {
        var parts = token.split(separator: ".").map(String.init)
        parts[2] = (parts[2].hasPrefix("A") ? "B" : "A") + parts[2].dropFirst()
        return parts.joined(separator: ".")
    }
}
