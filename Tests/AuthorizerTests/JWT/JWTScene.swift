// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import TestSupport

@testable import GatewayAuthorizer

/// A JWT authorizer with an issuer whose keys are at hand, at a time that stands still.
struct JWTScene {
    let clock = ManualTime()
    var scopes: [String] = []
    var configuration = JWTConfiguration()
    var source = IdentitySource.header("Authorization")
    var keys: KeySource.Fetch = { JWKSet([TestKeys.first.jwk, TestKeys.second.jwk]) }

    private static let settings = TokenSettings(
        issuer: "https://tenant.example/",
        otherNames: ["http://localhost:3010/"],
        audience: "https://api.example/",
        keys: .discovery(issuer: "https://tenant.example/")
    )

    func token(by signer: TokenSigner = TestKeys.first, _ spoil: (inout JSONObject) -> Void = { _ in }) throws -> String
    {
        var claims = goodClaims(now: clock.now)
        spoil(&claims)
        return try signer.sign(claims)
    }

    func decide(_ headers: [String], query: [String] = []) async -> Ruling {
        var request = StubRequest()
        request.headers = headers.map { ("authorization", $0) }
        request.query = query.map { ("token", $0) }
        request.authorizationScopes = scopes
        let guarded = JWTGuard(
            definition: AuthorizerDefinition(
                name: "jwt",
                kind: .jwt(identitySource: source),
                function: .jwt(configuration),
                resultTtlInSeconds: 0
            ),
            source: source,
            expectations: JWTExpectations(configuration, settings: Self.settings),
            verification: configuration.ignoresSignature
                ? .unchecked
                : .signed(by: KeySource(executor: globalConcurrentExecutor, time: clock.source, fetch: keys)),
            time: clock.source
        )
        let ruling: Eventually<Ruling> = guarded.decide(request)
        return await ruling.value
    }

    func verdict(_ header: String) async -> JWTVerdict {
        JWTVerdict(await decide([header]))
    }
}

/// What a JWT authorizer decided, in a form that tests can compare.
enum JWTVerdict: Equatable {
    case accepted
    /// 401, with this `www-authenticate`.
    case refused(String)
    /// 403, with this `www-authenticate`.
    case insufficientScope(String)
    case somethingElse(String)

    init(_ ruling: Ruling) {
        switch (ruling.decision, ruling.trace.result) {
        case (.allow, .token(.accepted)): self = .accepted
        case (.tokenRefused(let challenge), .token(.refused)), (.tokenRefused(let challenge), .unauthorized):
            self = .refused(String(decoding: challenge, as: UTF8.self))
        case (.insufficientScope(let challenge), .token(.insufficientScope)):
            self = .insufficientScope(String(decoding: challenge, as: UTF8.self))
        default: self = .somethingElse("\(ruling.decision), \(ruling.trace.result)")
        }
    }

    /// 401, with a description.
    static func invalid(_ description: String, scope: String = "") -> JWTVerdict {
        .refused(#"Bearer scope="\#(scope)" error="invalid_token" error_description="\#(description)""#)
    }
}
