// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayTime
import Testing

/// The claims of RFC 7519 §4.1, each in the one form that it has there.
@Suite struct ClaimsTests {
    @Test func `a valid token yields its claims`() throws {
        let claims = try verified("aud", [.string(Tenant.audience), "https://tenant.example/userinfo"])
        #expect(claims.issuer == Tenant.issuer)
        #expect(claims.subject == "auth0|0123456789abcdef01234567")
        #expect(claims.audiences == [Tenant.audience, "https://tenant.example/userinfo"])
        #expect(claims.scope == "openid read:messages")
        #expect(claims.expiresAt == Timestamp(secondsSince1970: Tenant.now.secondsSince1970 + 60))
        #expect(claims.object.members.map(\.name) == ["iss", "sub", "aud", "iat", "exp", "scope"])
    }

    @Test(arguments: ["iss", "aud", "exp", "sub"]) func `a token without a claim that it needs is refused`(name: String)
    {
        #expect(throws: TokenError.claimMissing(name)) { try verified(name, nil) }
    }

    @Test(arguments: ["iat", "scope", "nbf"]) func `a token without a claim that it may have is accepted`(name: String)
    {
        #expect(throws: Never.self) { try verified(name, nil) }
    }

    @Test(arguments: [
        "https://tenant.example", "https://tenant.example//", "HTTPS://tenant.example/", "https://tenant.example/ ",
        "http://tenant.example/", "https://tenant.example/\u{0}",
    ])
    func `an issuer that differs by a byte is refused`(issuer: String) {
        #expect(throws: TokenError.issuerMismatch(found: issuer, expected: Tenant.issuer)) {
            try verified("iss", .string(issuer))
        }
    }

    @Test func `an issuer in another spelling of the same letters is refused`() {
        let verifier = JWTVerifier(issuer: "https://caf\u{E9}.example/", audiences: [Tenant.audience])
        let other = "https://cafe\u{301}.example/"
        #expect(throws: TokenError.issuerMismatch(found: other, expected: "https://caf\u{E9}.example/")) {
            try verified("iss", .string(other), verifier: verifier)
        }
    }

    @Test(
        arguments: [
            ("iss", [.string(Tenant.issuer)], "a list"), ("iss", nil, "null"), ("iss", 1, "a number"),
            ("iss", "", "an empty text"), ("sub", "", "an empty text"), ("sub", 1, "a number"), ("sub", nil, "null"),
            ("sub", ["a"], "a list"), ("sub", true, "a boolean"),
        ] as [(String, JSONValue, String)]
    )
    func `issuer and subject are texts with something in them`(name: String, value: JSONValue, found: String) {
        #expect(throws: TokenError.claimMalformed(name, expected: "a text", found: found)) {
            try verified(name, value)
        }
    }

    @Test(
        arguments: [
            .string(Tenant.audience), [.string(Tenant.audience)], ["other", .string(Tenant.audience)],
            [.string(Tenant.audience), .string(Tenant.audience)],
        ] as [JSONValue]
    )
    func `an audience that is ours, or one of several, is accepted`(value: JSONValue) {
        #expect(throws: Never.self) { try verified("aud", value) }
    }

    @Test(
        arguments: [
            ("other", ["other"]), ("", [""]), ([], []), (["a", "b"], ["a", "b"]),
            ("https://api.example", ["https://api.example"]), ("https://API.example/", ["https://API.example/"]),
            ("https://api.example/ https://other/", ["https://api.example/ https://other/"]),
        ] as [(JSONValue, [String])]
    )
    func `an audience that is not ours is refused`(value: JSONValue, found: [String]) {
        #expect(throws: TokenError.audienceMismatch(found: found, expected: [Tenant.audience])) {
            try verified("aud", value)
        }
    }

    @Test(
        arguments: [
            (nil, "null"), (1, "a number"), (true, "a boolean"), (["https://api.example/": true], "an object"),
            ([.string(Tenant.audience), 1], "a list with a number in it"),
            ([[.string(Tenant.audience)]], "a list with a list in it"),
            ([.string(Tenant.audience), nil], "a list with null in it"),
        ] as [(JSONValue, String)]
    )
    func `an audience that is neither a text nor a list of texts is refused`(value: JSONValue, found: String) {
        #expect(throws: TokenError.claimMalformed("aud", expected: "a text or a list of texts", found: found)) {
            try verified("aud", value)
        }
    }

    @Test func `of several audiences that are ours one is enough, and of none nothing is`() {
        let two = JWTVerifier(issuer: Tenant.issuer, audiences: ["first", Tenant.audience])
        #expect(throws: Never.self) { try verified("scope", nil, verifier: two) }
        let none = JWTVerifier(issuer: Tenant.issuer, audiences: [])
        #expect(throws: TokenError.audienceMismatch(found: [Tenant.audience], expected: [])) {
            try verified("scope", nil, verifier: none)
        }
    }

    @Test(arguments: [
        ("", JSONError(reason: .unexpectedEnd, offset: 0)),
        (#"{"sub":"a","sub":"b"}"#, JSONError(reason: .duplicateMember("sub"), offset: 11)),
        (#"{"sub":"a","a":[{"b":1,"b":1}]}"#, JSONError(reason: .duplicateMember("b"), offset: 23)),
        (#"{"sub":"a","sub":"a"}"#, JSONError(reason: .duplicateMember("sub"), offset: 11)),
        (#"{"sub":"\ud800"}"#, JSONError(reason: .loneSurrogate, offset: 9)),
        (#"{"exp":01}"#, JSONError(reason: .invalidNumber, offset: 8)),
        ("{}{}", JSONError(reason: .trailingBytes, offset: 2)),
        (#"{"a":"# + String(repeating: "[", count: 40), JSONError(reason: .tooDeep(limit: 32), offset: 36)),
    ])
    func `a payload that is not strict JSON is refused, although it is signed`(payload: String, error: JSONError) {
        #expect(throws: TokenError.payloadNotJSON(error)) {
            try Tenant.verifier.verify(
                Token(payload: bytes(payload)).signed(),
                keys: Tenant.keys,
                now: Tenant.now
            )
        }
    }

    @Test(arguments: [("[]", "a list"), ("null", "null"), ("\"text\"", "a string"), ("1", "a number")])
    func `a payload that is not an object is refused`(payload: String, found: String) {
        #expect(throws: TokenError.payloadNotAnObject(found: found)) {
            try Tenant.verifier.verify(
                Token(payload: bytes(payload)).signed(),
                keys: Tenant.keys,
                now: Tenant.now
            )
        }
    }

    @Test func `no claim is judged before the signature`() throws {
        let text = try Token(payload: bytes("not JSON")).signed { try Keys.stranger.sign($0, algorithm: .rs256) }
        #expect(throws: TokenError.signatureInvalid) {
            try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
        }
    }

    @Test func `the first reason in the order of the checks is the answer`() throws {
        // Everything is wrong; each round mends the claim that was named.
        var token = Token()
        token.claims = JSONObject(["iss": "x", "aud": "x", "exp": 0, "nbf": 9_999_999_999, "iat": "x", "sub": ""])
        let past = Timestamp(secondsSince1970: 0)
        func reason() throws -> TokenError? {
            let text = try token.signed()
            return #expect(throws: TokenError.self) {
                try Tenant.verifier.verify(text, keys: Tenant.keys, now: Tenant.now)
            }
        }
        #expect(try reason() == .issuerMismatch(found: "x", expected: Tenant.issuer))
        token.claims["iss"] = .string(Tenant.issuer)
        #expect(try reason() == .audienceMismatch(found: ["x"], expected: [Tenant.audience]))
        token.claims["aud"] = .string(Tenant.audience)
        #expect(try reason() == .expired(at: past, now: Tenant.now))
        token.claims["exp"] = 9_999_999_999
        #expect(try reason() == .notYetValid(from: Timestamp(secondsSince1970: 9_999_999_999), now: Tenant.now))
        token.claims["nbf"] = 0
        #expect(try reason() == .claimMalformed("iat", expected: "a number", found: "a string"))
        token.claims["iat"] = 0
        #expect(try reason() == .claimMalformed("sub", expected: "a text", found: "an empty text"))
        token.claims["sub"] = "x"
        #expect(throws: Never.self) { try Tenant.verifier.verify(token.signed(), keys: Tenant.keys, now: Tenant.now) }
    }
}
