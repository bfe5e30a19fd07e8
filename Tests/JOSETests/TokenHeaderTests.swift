// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

@Suite struct TokenHeaderTests {
    @Test(arguments: [
        "none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "RS256 ", "rs256", "RS1", "ES512", "PS384", "EdDSA",
        "",
        "RS256\u{0}",
    ])
    func `an algorithm that is not one of the six is refused`(name: String) {
        #expect(throws: TokenError.algorithmNotAccepted(name)) { try verified(header: "alg", .string(name)) }
    }

    @Test func `a header without an algorithm is refused`() {
        #expect(throws: TokenError.algorithmMissing) { try verified(header: "alg", nil) }
    }

    @Test(arguments: ["alg", "kid", "typ"])
    func `a member of the header that is not a text is refused`(name: String) {
        for (value, kind) in [(1, "a number"), (nil, "null"), (["RS256"], "a list")] as [(JSONValue, String)] {
            #expect(throws: TokenError.headerMalformed(member: name, expected: "a text", found: kind)) {
                try verified(header: name, value)
            }
        }
    }

    @Test func `a header without a kid is refused`() {
        #expect(throws: TokenError.kidMissing) { try verified(header: "kid", nil) }
    }

    @Test(
        arguments: [
            (["exp"], ["exp"]), (["b64"], ["b64"]),
            (["b64", "http://example.com/x"], ["b64", "http://example.com/x"]),
        ] as [(JSONValue, [String])]
    )
    func `critical extensions are refused by name`(value: JSONValue, names: [String]) {
        #expect(throws: TokenError.criticalExtensions(names)) { try verified(header: "crit", value) }
    }

    @Test(
        arguments: [
            ([], "a list"), ("b64", "a string"), ([1], "a list"), (["b64", nil], "a list"), (nil, "null"),
            (true, "a boolean"),
        ] as [(JSONValue, String)]
    )
    func `a malformed crit is refused`(value: JSONValue, found: String) {
        let error = TokenError.headerMalformed(member: "crit", expected: "a list of one text or more", found: found)
        #expect(throws: error) { try verified(header: "crit", value) }
    }

    @Test func `a payload that is not encoded is refused even if crit forgets to say so`() {
        #expect(throws: TokenError.payloadNotEncoded) { try verified(header: "b64", false) }
        #expect(throws: TokenError.headerMalformed(member: "b64", expected: "a boolean", found: "a string")) {
            try verified(header: "b64", "false")
        }
    }

    @Test func `a payload that says that it is encoded is just a payload`() throws {
        #expect(throws: Never.self) { try verified(header: "b64", true) }
    }

    @Test(arguments: ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "application/jwt", nil])
    func `the type of an access token is accepted`(type: String?) {
        #expect(throws: Never.self) { try verified(header: "typ", type.map { .string($0) }) }
    }

    @Test(arguments: ["logout+jwt", "dpop+jwt", "secevent+jwt", "JOSE", "", "JWT ", "text/jwt", "application/"])
    func `a token that says it is something else is refused`(type: String) {
        #expect(throws: TokenError.typeNotAccepted(type)) { try verified(header: "typ", .string(type)) }
    }

    @Test func `members that nobody knows are ignored`() {
        #expect(throws: Never.self) { try verified(header: "https://example.com/extra", ["a": 1]) }
    }

    @Test(arguments: ["jku", "x5u"])
    func `an address of a key in the header changes nothing`(name: String) throws {
        #expect(throws: Never.self) { try verified(header: name, "https://evil.example/jwks.json") }

        var token = Token()
        token.header[name] = "https://evil.example/jwks.json"
        let text = try token.signed { try Keys.stranger.sign($0, algorithm: .rs256) }
        #expect(throws: TokenError.signatureInvalid) {
            try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
        }
    }

    @Test func `a key in the header is not trusted`() throws {
        let stranger = try Keys.stranger
        var token = Token()
        token.header["jwk"] = .object(try JWK(stranger.publicKey, kid: "rsa").object)
        token.header["x5c"] = ["MIIB"]
        let text = try token.signed { try stranger.sign($0, algorithm: .rs256) }
        #expect(throws: TokenError.signatureInvalid) {
            try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
        }

        token.header["kid"] = "brought along"
        let unknown = try token.signed { try stranger.sign($0, algorithm: .rs256) }
        #expect(throws: TokenError.keyNotFound(kid: "brought along", keyCount: 3)) {
            try Tenant.verifier.verify(unknown, keys: Tenant.keys, now: Tenant.now)
        }
    }

    @Test func `the key's name can be had before anything is verified`() throws {
        var token = Token()
        token.header["kid"] = "not known yet"
        let unverified = try UnverifiedToken(parsing: token.signed())
        #expect(unverified.kid == "not known yet")
        #expect(unverified.jws.algorithm == .rs256)
    }
}
