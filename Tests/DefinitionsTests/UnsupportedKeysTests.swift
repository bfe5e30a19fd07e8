// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// What API Gateway has, and this emulator does not: refused by name, and never as a slip of the pen.
///
/// Source: the keys of the API Gateway API reference, of CloudFormation, of OpenAPI's extensions, and of the Serverless
/// Framework.
struct UnsupportedKeysTests {
    @Test(
        arguments: [
            ("apiKeySource", "there are no API keys and no usage plans"),
            ("usagePlan", "there are no API keys and no usage plans"),
            ("throttle", "no request is throttled"),
            ("models", "requests are not validated"),
            ("resourcePolicy", "resource policies are not evaluated"),
            ("waf", "there is no web application firewall"),
            ("minimumCompressionSize", "responses are not compressed"),
            ("canarySettings", "there is one deployment, and no canary beside it"),
            ("deployment", "there is one deployment, made at start"),
            ("vpcLink", "there are no VPC links"),
            ("tlsConfig", "nothing is called over TLS"),
            ("mutualTlsAuthentication", "clients are not asked for certificates"),
            ("cacheClusterEnabled", "responses are not cached"),
            ("routeSelectionExpression", "WebSocket APIs are not supported"),
        ]
    )
    func `a key of the whole API is refused by name`(key: String, reason: String) {
        #expect(
            reportOfRoutes("api: rest\nstage: dev\n\(key): x\npublic: [GET /: builtin:public]")
                == "r.yml:3:1: \"\(key)\" is not supported: \(reason); remove it"
        )
    }

    @Test(
        arguments: [
            ("apiKeyRequired", "there are no API keys and no usage plans"),
            ("requestValidator", "requests are not validated"),
            ("requestModels", "requests are not validated"),
            (
                "methodResponses",
                "each header and status of an integration response is taken as declared"
            ),
            ("authorizationType", "it follows from where the route stands, and from its authorizer"),
        ]
    )
    func `a key of a route is refused by name`(key: String, reason: String) {
        #expect(
            reportOfRoutes("api: rest\nstage: dev\npublic: [GET /: {handler: builtin:public, \(key): x}]")
                == "r.yml:3:43: \"\(key)\" in a route is not supported: \(reason); remove it"
        )
    }

    @Test(
        arguments: [
            ("uri", "the function is named by \"handler\""),
            ("httpMethod", "functions are always called with POST"),
            ("connectionType", "there are no VPC links"),
            ("tlsConfig", "nothing is called over TLS"),
            ("cacheKeyParameters", "responses are not cached"),
            ("credentials", "nothing is called with the permissions of a role"),
            ("responseTransferMode", "responses are not streamed"),
            ("integrationSubtype", "no other service of AWS is called"),
        ]
    )
    func `a key of an integration is refused by name`(key: String, reason: String) {
        let text = "api: rest\nstage: dev\npublic: [GET /: {handler: builtin:public, integration: {\(key): x}}]"
        #expect(
            reportOfRoutes(text)
                == "r.yml:3:57: \"\(key)\" in an integration is not supported: \(reason); remove it"
        )
    }

    @Test(
        arguments: [
            ("authorizerUri", "the function is named by \"handler\""),
            ("providerARNs", "Cognito user pools are not supported"),
            ("credentials", "nothing is called with the permissions of a role"),
        ]
    )
    func `a key of an authorizer is refused by name`(key: String, reason: String) {
        let text =
            "api: rest\nstage: dev\npublic: [GET /: builtin:public]\nauthorizers: {a: {handler: builtin:deny, \(key): x}}"
        #expect(
            reportOfRoutes(text)
                == "r.yml:4:42: \"\(key)\" in an authorizer is not supported: \(reason); remove it"
        )
    }
}
