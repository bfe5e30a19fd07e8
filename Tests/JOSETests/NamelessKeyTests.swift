// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

/// Tokens without `kid`, which somebody may want to try.
struct NamelessKeyTests {
    @Test func `a token can be made that does not name its key`() throws {
        let signer = try TokenSigner(key: .generateRSA())
        let token = try signer.sign(JSONObject(["sub": "x"]), namesKey: false)
        let header = try JSONValue(parsing: try Base64URL.decode(String(token.prefix { $0 != "." }))).object
        #expect(header == JSONObject(["alg": "RS256", "typ": "JWT"]))
        #expect(throws: TokenError.self) { try UnverifiedToken(parsing: token) }
    }
}
