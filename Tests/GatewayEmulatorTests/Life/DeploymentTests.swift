// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayModel
import TestSupport
import Testing

@testable import GatewayEmulator

/// APIs that cannot be served are refused before anybody can reach them.
struct DeploymentTests {
    private func refusal(of api: API, _ parts: GatewayParts = parts()) -> DeploymentError? {
        do throws(DeploymentError) {
            _ = try Stages(api, parts: parts, time: ManualTime().source)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a private route never loses its guard`() throws {
        var api = try demoAPI()
        api.authorizers = []
        #expect(refusal(of: api) == .unknownAuthorizer("guard"))
        api = try demoAPI()
        api.authorizers[0].name = "Guard"
        #expect(refusal(of: api) == .unknownAuthorizer("guard"))
    }

    @Test func `what is named must be there`() throws {
        #expect(refusal(of: try demoAPI(), GatewayParts()) == .unknownFunction("guard"))
        #expect(refusal(of: api([try route("GET /x", .function("missing"))])) == .unknownFunction("missing"))
    }

    @Test func `builtin:auth0 must know whom to trust`() throws {
        var api = try demoAPI()
        api.authorizers[0].function = .auth0(TokenRequirements())
        #expect(refusal(of: api) == .noTokenSettings)
    }

    @Test func `two authorizers of one name are refused`() throws {
        var api = try demoAPI()
        api.authorizers.append(AuthorizerDefinition(name: "guard", function: .function("guard")))
        #expect(refusal(of: api) == .authorizerTwice("guard"))
    }

    @Test func `a cache without an identity, which would answer everybody alike, is refused`() throws {
        var api = try demoAPI()
        api.authorizers[0].kind = .request(identitySources: [])
        #expect(refusal(of: api) == .cacheWithoutIdentity("guard"))
        api.authorizers[0].resultTtlInSeconds = 0
        #expect(refusal(of: api) == nil)
    }

    @Test func `an identityValidationExpression that is none is refused`() throws {
        var api = try demoAPI()
        api.authorizers[0].kind = .token(identityHeader: "A", identityValidationExpression: "(")
        guard case .badIdentityValidationExpression("guard", let reason)? = refusal(of: api) else {
            Issue.record("it is served")
            return
        }
        #expect(reason.contains("parenthesis"), "\(reason)")
    }

    @Test func `a route that is public and private at once is refused`() throws {
        let routes = [try route("GET /users/{id}"), try route("GET /users/{name}", authorizer: "guard")]
        #expect(refusal(of: api(routes)) == .routeTwice("GET /users/{name}"))
    }

    @Test(arguments: [
        (DeploymentError.unknownAuthorizer("a"), #"a private route names the authorizer "a", which is not defined"#),
        (.unknownFunction("f"), #"no function "f" was handed in"#),
        (.noTokenSettings, "an authorizer needs to know which issuer and audience to accept"),
        (.authorizerTwice("a"), #"the authorizer "a" is defined twice"#),
        (
            .cacheWithoutIdentity("a"),
            #"the authorizer "a" keeps results and has no identity source; give it one, or set resultTtlInSeconds: 0"#
        ),
        (.unusableKeys("x is no URL"), "the keys of an authorizer cannot be had: x is no URL"),
        (
            .badIdentityValidationExpression(authorizer: "a", reason: "r"),
            #"the identityValidationExpression of "a" is no regular expression: r"#
        ),
        (.routeTwice("GET /{x}"), "GET /{x} takes the same requests as another route"),
    ])
    func `each refusal says what is wrong`(_ error: DeploymentError, _ words: String) {
        #expect(error.description == words)
    }

    @Test func `a gateway that is refused leaves no port behind`() async throws {
        var api = try demoAPI()
        api.authorizers = []
        await #expect(throws: DeploymentError.unknownAuthorizer("guard")) {
            try await withGateway(api, parts()) { _ in }
        }
    }
}
