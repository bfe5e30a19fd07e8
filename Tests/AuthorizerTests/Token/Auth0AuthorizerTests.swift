// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
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
        await authorizer().answer(to: Array(header.utf8)[...], isHeader: true)
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
        #expect(
            answer.note?.reason?.contains(reason) == true,
            "\(answer.note?.reason ?? "no reason")",
            sourceLocation: place
        )
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
        for scope in [nil, .null, 7, ["a"]] as [JSONValue?] {
            let answer = await answer(to: "Bearer " + (try token { $0["scope"] = scope }))
            #expect(answer.principalId == "auth0|1234")
            #expect(answer.context.isEmpty)
        }
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
            to: Array("Bearer \(try token())".utf8)[...],
            isHeader: true
        )
        Self.expectDenial(answer, because: "the JWKS cannot be had: connection refused")
    }

    @Test func `keys that never come are a denial in the end`() async throws {
        let authorizer = authorizer {
            await Gate().pass()
            return JWKSet([])
        }
        let header = Array("Bearer \(try token())".utf8)[...]
        async let answer = authorizer.answer(to: header, isHeader: true)
        try await eventually("the fetch has a time limit") { clock.sleeperCount == 1 }
        clock.advance(by: KeySource.timeLimit)
        Self.expectDenial(await answer, because: "the JWKS cannot be had: no answer within 10 s")
    }

    // MARK: - Behind a guard

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
