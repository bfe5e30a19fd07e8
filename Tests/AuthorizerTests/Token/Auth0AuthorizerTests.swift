// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import Synchronization
import TestSupport
import Testing

@testable import GatewayAuthorizer

/// `builtin:auth0`: what passes, and what each refusal says.
struct Auth0AuthorizerTests {
    private let clock = ManualTime()

    private static let settings = TokenSettings(
        issuer: "https://tenant.example/",
        audience: "https://api.example/",
        keys: .url("https://tenant.example/.well-known/jwks.json")
    )
    private static let stage = "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/*"

    private func authorizer(
        _ requirements: TokenRequirements = TokenRequirements(),
        _ keys: @escaping KeySource.Fetch = { JWKSet([TestKeys.first.jwk]) }
    ) -> Auth0Authorizer {
        Auth0Authorizer(
            TokenExpectations(requirements, settings: Self.settings),
            keys: KeySource(executor: globalConcurrentExecutor, time: clock.source, fetch: keys),
            resource: Self.stage,
            time: clock.source
        )
    }

    private func answer(to header: String) async -> AuthorizerAnswer {
        await authorizer().answer(to: .header(Array(header.utf8)[...])).value
    }

    private func token(_ spoil: (inout JSONObject) -> Void = { _ in }, by signer: TokenSigner = TestKeys.first) throws
        -> String
    {
        var claims = goodClaims(now: clock.now)
        spoil(&claims)
        return try signer.sign(claims)
    }

    private func expectDenial(
        of header: String,
        because reason: String,
        _ place: SourceLocation = #_sourceLocation
    ) async {
        Self.expectDenial(await answer(to: header), because: reason, place)
    }

    private static func expectDenial(
        _ answer: AuthorizerAnswer,
        because reason: String,
        _ place: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.policy == PolicyDocument(.deny, resource: stage), sourceLocation: place)
        #expect(answer.principalId == nil, sourceLocation: place)
        #expect(answer.context.isEmpty, sourceLocation: place)
        #expect(answer.note?.subject == nil, sourceLocation: place)
        let words: String
        switch answer.note?.reason {
        case .text(let text)?: words = text
        // The moment at which every test here stands.
        case .tokenExpired(let moment)?: words = TokenError.expired(at: moment, now: ManualTime().now).description
        case nil: words = "no reason"
        }
        #expect(words.contains(reason), "\(words)", sourceLocation: place)
    }

    // MARK: - What passes

    @Test(arguments: ["Bearer ", "bearer ", "BEARER ", "Bearer    "])
    func `a good token allows the whole stage to its subject`(_ scheme: String) async throws {
        let answer = await answer(to: scheme + (try token()))
        #expect(answer.principalId == "auth0|1234")
        #expect(answer.policy == PolicyDocument(.allow, resource: Self.stage))
        #expect(answer.context == [.init(key: "scope", value: "read:things write:things")])
        #expect(answer.note?.reason == nil)
        #expect(answer.note?.subject == "auth0|1234")
        #expect(answer.note?.tokenExpiresAt == clock.now.secondsSince1970 + 60)
    }

    @Test func `a token without a scope has no context`() async throws {
        let answer = await answer(to: "Bearer " + (try token { $0["scope"] = nil }))
        #expect(answer.principalId == "auth0|1234")
        #expect(answer.context.isEmpty)
    }

    @Test func `a scope that is a list comes as one text`() async throws {
        let answer = await answer(to: "Bearer " + (try token { $0["scope"] = ["read:things", "write:things"] }))
        #expect(answer.context == [.init(key: "scope", value: "read:things write:things")])
    }

    @Test func `one audience of several is enough`() async throws {
        let answer = await answer(
            to: "Bearer " + (try token { $0["aud"] = ["https://api.example/", "https://tenant.example/userinfo"] })
        )
        #expect(answer.principalId == "auth0|1234")
    }

    // MARK: - What does not

    @Test(arguments: [
        "", " ", "Bearer", "Bearer ", "Bearer    ", "Basic dTpw", "Token abc.def.ghi", "Bearerabc.def.ghi",
        "Bearer\tabc.def.ghi", "\u{212A}earer abc.def.ghi", "abc.def.ghi", "BeareR_abc",
    ])
    func `a header without a bearer token is denied`(_ header: String) async {
        await expectDenial(of: header, because: #"the header is not "Bearer <token>""#)
    }

    @Test(arguments: [
        ("Bearer abc", "dots"),
        ("Bearer a.b", "the token has 2 parts"),
        ("Bearer a.b.c.d.e", "encrypted"),
        ("Bearer ..", "not JSON"),
        ("Bearer abc.def.ghi", "the token's"),
        ("Bearer a b.c.d", "the token's header is not base64url"),
        ("Bearer \u{0}\u{1}\u{7F}", "dots"),
        ("Bearer Bearer abc.def.ghi", "the token's header is not base64url"),
    ])
    func `garbage is denied`(_ header: String, _ reason: String) async {
        await expectDenial(of: header, because: reason)
    }

    @Test(
        arguments: [
            ("exp", .number(JSONNumber(1_795_000_000)), "token expired 0 s ago"),
            ("exp", .number(JSONNumber(1_794_999_820)), "token expired 3 min ago (exp "),
            ("exp", nil, #"the token has no "exp""#),
            ("exp", "1795000060", #"the token's "exp" is a string"#),
            ("nbf", .number(JSONNumber(1_795_000_001)), "token becomes valid in 1 s"),
            ("iss", "https://tenant.example", "the token's issuer is"),
            ("iss", "https://TENANT.example/", "the token's issuer is"),
            ("iss", nil, #"the token has no "iss""#),
            ("aud", "https://other.example/", #"the token is for "https://other.example/""#),
            ("aud", [], "the token is for nobody"),
            ("aud", nil, #"the token has no "aud""#),
            ("sub", nil, #"the token has no "sub""#),
            ("sub", "", #"the token's "sub" is an empty text"#),
            ("sub", 7, #"the token's "sub" is a number"#),
            ("scope", 7, #"the token's "scope" is a number"#),
            ("scope", "a  b", #"the token's "scope" is a list with an empty one in it"#),
            ("permissions", "read:things", #"the token's "permissions" is a string"#),
        ] as [(String, JSONValue?, String)]
    )
    func `a wrong claim is denied, with the reason`(_ name: String, _ value: JSONValue?, _ reason: String) async throws
    {
        await expectDenial(of: "Bearer " + (try token { $0[name] = value }), because: reason)
    }

    @Test func `a token signed by a key that is not there is denied`() async throws {
        await expectDenial(of: "Bearer " + (try token(by: TestKeys.second)), because: #"no key "second" in the JWKS"#)
    }

    @Test func `a stranger's key under the issuer's name is denied`() async throws {
        let impostor = try TokenSigner(key: PrivateKey.generateRSA(), kid: "first")
        await expectDenial(of: "Bearer " + (try token(by: impostor)), because: "signature does not match")
    }

    @Test func `a changed payload is denied`() async throws {
        let parts = try token().split(separator: ".").map(String.init)
        let other = try token { $0["sub"] = "auth0|admin" }.split(separator: ".").map(String.init)
        await expectDenial(of: "Bearer \(parts[0]).\(other[1]).\(parts[2])", because: "signature does not match")
    }

    @Test(arguments: ["none", "None", "HS256", "HS512", "RS1", "", "rs256"])
    func `an algorithm that proves nothing is denied`(_ algorithm: String) async throws {
        let header = JSONObject(["alg": .string(algorithm), "typ": "JWT", "kid": "first"])
        let payload = JSONValue.object(goodClaims(now: clock.now)).compactBytes
        let input = JWS.signingInput(header: header, payload: payload)
        for signature in ["", Base64URL.encode(Array("signature".utf8))] {
            let answer = await answer(to: "Bearer \(input).\(signature)")
            Self.expectDenial(answer, because: "is not accepted")
        }
    }

    @Test func `a token without a kid is denied`() async throws {
        let header = JSONObject(["alg": "RS256", "typ": "JWT"])
        let input = JWS.signingInput(header: header, payload: JSONValue.object(goodClaims(now: clock.now)).compactBytes)
        await expectDenial(of: "Bearer \(input).AAAA", because: #"no "kid""#)
    }

    // MARK: - Keys that cannot be had

    private struct Outage: Error, CustomStringConvertible {
        let description = "connection refused"
    }

    @Test func `keys that cannot be fetched are a denial, not a fault`() async throws {
        let answer = await authorizer { throw Outage() }.answer(
            to: .header(Array("Bearer \(try token())".utf8)[...])
        ).value
        Self.expectDenial(answer, because: "the JWKS cannot be had: connection refused")
    }

    @Test func `keys that never come are a denial in the end`() async throws {
        let authorizer = authorizer {
            await Gate().pass()
            return JWKSet([])
        }
        let header = Array("Bearer \(try token())".utf8)[...]
        async let answer = authorizer.answer(to: .header(header)).value
        try await eventually("the fetch has a time limit") { clock.sleeperCount == 1 }
        clock.advance(by: KeySource.timeLimit)
        Self.expectDenial(await answer, because: "the JWKS cannot be had: no answer within 10 s")
    }

    // MARK: - Where the token is

    @Test func `a query string holds the token alone`() async throws {
        let token = Array(try token().utf8)[...]
        #expect(await authorizer().answer(to: .query(token)).value.principalId == "auth0|1234")
        Self.expectDenial(await authorizer().answer(to: .query("Bearer ".utf8 + token)).value, because: "base64url")
    }

    @Test func `of several values nobody knows which one the function behind would look at`() async throws {
        Self.expectDenial(
            await authorizer().answer(to: .several(count: 2)).value,
            because: "there are 2 values where one token belongs"
        )
        let guarded = try Guard(
            definition: AuthorizerDefinition(
                name: "auth0",
                kind: .request(identitySources: [.header("X-Tenant"), .header("authorization")]),
                function: .auth0(TokenRequirements())
            ),
            authorizer: .auth0(authorizer()),
            time: clock.source
        )
        let good = "Bearer " + (try token())
        func outcome(_ tokens: [String]) async throws -> Outcome {
            var request = StubRequest(methodArn: "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/a")
            request.headers = [("X-Tenant", "t")] + tokens.map { (name: "Authorization", value: $0) }
            return try await guarded.decide(request).outcome
        }
        #expect(try await outcome([good]) == .allow(principalId: "auth0|1234", ["scope=read:things write:things"]))
        #expect(try await outcome([good, good]) == .deny(explicit: true))
        #expect(try await outcome([good, "Bearer x"]) == .deny(explicit: true))
        #expect(try await outcome(["Bearer x", good]) == .deny(explicit: true))
    }

    @Test func `without a header or a query string among the sources there is no token`() async {
        Self.expectDenial(await authorizer().answer(to: .none).value, because: "no identity source holds a token")
    }

    // MARK: - What it asks for beside a good token

    @Test(
        arguments: [
            (TokenRequirements(scopes: ["read:things"]), nil),
            (TokenRequirements(scopes: ["write:things", "read:things"]), nil),
            (TokenRequirements(scopes: ["read:things", "Read:things"]), "the token has not the scope \"Read:things\""),
            (TokenRequirements(scopes: ["read"]), "the token has not the scope \"read\""),
            (TokenRequirements(audiences: ["https://other.example/", "https://api.example/"]), nil),
            (TokenRequirements(audiences: ["https://other.example/"]), "the token is for"),
            (TokenRequirements(issuer: "https://other.example/"), "the token's issuer is"),
        ] as [(TokenRequirements, String?)]
    )
    func `its own requirements count`(_ requirements: TokenRequirements, _ reason: String?) async throws {
        let authorizer = authorizer(requirements) { JWKSet([TestKeys.first.jwk]) }
        let answer = await authorizer.answer(to: .header(Array("Bearer \(try token())".utf8)[...])).value
        if let reason {
            Self.expectDenial(answer, because: reason)
        } else {
            #expect(answer.principalId == "auth0|1234")
        }
    }

    // MARK: - Behind a guard

    @Test func `a failure to have keys is not kept, and neither is its denial`() async throws {
        let isDown = Mutex(true)
        let guarded = try Guard(
            definition: AuthorizerDefinition(name: "auth0", function: .auth0(TokenRequirements())),
            authorizer: .auth0(
                authorizer {
                    if isDown.withLock({ $0 }) { throw Outage() }
                    return JWKSet([TestKeys.first.jwk])
                }
            ),
            time: clock.source
        )
        let header = "Bearer " + (try token())
        #expect(try await guarded.outcome(header) == .deny(explicit: true))
        isDown.withLock { $0 = false }
        let second = try await guarded.decide(header)
        #expect(second.trace.cache == .miss)
        #expect(second.outcome == .allow(principalId: "auth0|1234", ["scope=read:things write:things"]))
        // A denial for what the token is stays.
        #expect(try await guarded.outcome("Bearer x") == .deny(explicit: true))
        #expect(try await guarded.decide("Bearer x").trace.cache == .hit(remaining: 300))
    }

    @Test func `a kept Allow outlives its token, and the trace says when that expired`() async throws {
        let guarded = try Guard(
            definition: AuthorizerDefinition(name: "auth0", function: .auth0(TokenRequirements())),
            authorizer: .auth0(authorizer()),
            time: clock.source
        )
        let header = "Bearer " + (try token())
        #expect(
            try await guarded.outcome(header) == .allow(principalId: "auth0|1234", ["scope=read:things write:things"])
        )
        clock.advance(by: .seconds(100))
        let late = try await guarded.decide(header)
        #expect(late.outcome == .allow(principalId: "auth0|1234", ["scope=read:things write:things"]))
        #expect(late.trace.cache == .hit(remaining: 200))
        guard case .judged(_, let note?) = late.trace.result else {
            Issue.record("no note")
            return
        }
        #expect(note.tokenExpiresAt == 1_795_000_060)
        // Once it is forgotten, the token is looked at again.
        clock.advance(by: .seconds(200))
        #expect(try await guarded.outcome(header) == .deny(explicit: true))
    }

    @Test func `the stage is allowed, another is not`() async throws {
        let guarded = try Guard(
            definition: AuthorizerDefinition(name: "auth0", function: .auth0(TokenRequirements())),
            authorizer: .auth0(authorizer()),
            time: clock.source
        )
        let header = "Bearer " + (try token())
        _ = try await guarded.outcome(header, "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/POST/a/b")
        #expect(
            try await guarded.outcome(header, "arn:aws:execute-api:us-east-1:123456789012:localapi01/prod/GET/a")
                == .deny(explicit: false)
        )
    }
}
