// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

/// The members of the header: RFC 7515 §4.1 and RFC 8725 §3.
@Suite struct TokenHeaderTests {
    @Test(arguments: [
        "HS256", "HS384", "HS512", "RS256 ", "rs256", "RS1", "ES512", "ES256K", "PS384", "PS512", "EdDSA", "", " ",
        "RS256\u{0}", "\u{FF32}S256", "RSA-OAEP", "dir",
    ])
    func `an algorithm that is not one of the six is refused`(name: String) {
        #expect(throws: TokenError.algorithmNotAccepted(name)) { try verified(header: "alg", .string(name)) }
    }

    /// RFC 7518 §3.6, RFC 8725 §3.2.
    ///
    /// Libraries that refused `none` let `nOnE` pass.
    @Test(arguments: 0..<16) func `none is refused in every letter case`(upper: Int) throws {
        let name = String("none".enumerated().map { upper >> $0 & 1 == 1 ? Character($1.uppercased()) : $1 })
        #expect(throws: TokenError.algorithmNotAccepted(name)) { try verified(header: "alg", .string(name)) }
        var token = Token()
        token.header["alg"] = .string(name)
        #expect(throws: TokenError.algorithmNotAccepted(name)) {
            try UnverifiedToken(parsing: token.signed { _ in [] })
        }
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

    /// RFC 7515 §4.1.4: a name, and nothing that is opened, asked or looked up elsewhere (RFC 8725 §3.10).
    @Test(arguments: [
        "", " ", "rsa ", "RSA", "rsa\u{0}", "../../etc/passwd", "/dev/null", "file:///etc/passwd", "rsa' OR '1'='1",
        "https://evil.example/jwks.json", "%2e%2e", "rsa\nrsa", "0", "null", String(repeating: "k", count: 10_000),
    ])
    func `a kid is compared, and nothing else is done with it`(kid: String) {
        #expect(throws: TokenError.keyNotFound(kid: kid, keyCount: 3)) { try verified(header: "kid", .string(kid)) }
    }

    @Test func `a kid of a megabyte is too long like any token`() throws {
        var token = Token()
        token.header["kid"] = .string(String(repeating: "k", count: 1 << 20))
        let text = try token.signed()
        #expect(throws: TokenError.tooLong(bytes: text.utf8.count, limit: JWS.byteLimit)) {
            try UnverifiedToken(parsing: text)
        }
    }

    /// RFC 7519 §4: the last one would win elsewhere, or the first; both readers would be right.
    @Test(arguments: [
        #"{"alg":"RS256","alg":"RS256","kid":"rsa"}"#, #"{"alg":"none","alg":"RS256","kid":"rsa"}"#,
        #"{"alg":"RS256","kid":"a","kid":"rsa"}"#, #"{"alg":"RS256","kid":"rsa","a":{"b":1,"b":2}}"#,
        #"{"alg":"RS256","\u0061lg":"none","kid":"rsa"}"#,
    ])
    func `a member that occurs twice is refused`(header: String) {
        let error = #expect(throws: TokenError.self) {
            try UnverifiedToken(parsing: "\(Base64URL.encode(bytes(header))).e30.AA")
        }
        guard case .headerNotJSON(let reason) = error, case .duplicateMember = reason.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// RFC 7515 §4.1.11.
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

    /// RFC 7797 §6 and §7.
    @Test func `a payload that is not encoded is refused even if crit forgets to say so`() {
        #expect(throws: TokenError.payloadNotEncoded) { try verified(header: "b64", false) }
        #expect(throws: TokenError.headerMalformed(member: "b64", expected: "a boolean", found: "a string")) {
            try verified(header: "b64", "false")
        }
    }

    @Test func `a payload that says that it is encoded is just a payload`() throws {
        #expect(throws: Never.self) { try verified(header: "b64", true) }
    }

    /// RFC 7515 §4.1.9, RFC 9068 §2.1, RFC 8725 §3.11.
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

    /// RFC 8725 §3.10.
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
