// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// Functions and authorizers.
extension RoutesSchema {
    static var function: JSONValue {
        let one = RoutesReader.functionBehaviourKeys.map { ["required": [.string($0)]] as JSONValue }
        return SchemaValue.map(
            "A function: what it does when it is invoked.",
            of: .function,
            [
                "runtime": SchemaValue.text(
                    "It runs code: nodejs22.x, python3.13, provided.al2023 and others of their families.",
                    pattern: "^(nodejs|python3|provided(\\.|$))"
                ),
                "handler": SchemaValue.text("Where the code begins: FILE.FUNCTION."),
                "codeUri": SchemaValue.text("The folder or zip file of the code; the definition's folder unless said."),
                "timeout": SchemaValue.number(
                    "How long an invocation may take, in seconds.",
                    RoutesReader.timeoutRange,
                    default: 3
                ),
                "memorySize": SchemaValue.number(
                    "In megabytes; told to the function, and not held.",
                    RoutesReader.memorySizeRange,
                    default: 128
                ),
                "environment": SchemaValue.map(
                    "Variables of its environment.",
                    names: "^[A-Za-z][A-Za-z0-9_]+$",
                    ["type": ["string", "number", "boolean"]]
                ),
                "reservedConcurrentExecutions": SchemaValue.number(
                    "How many invocations may run at once; 0 throttles each.",
                    RoutesReader.concurrencyRange
                ),
                "returns": ["description": "It returns this: anything, as JSON."],
                "throws": SchemaValue.schema(
                    "It throws an error with this message, or with type and message.",
                    ["anyOf": [["type": ["string", "number", "boolean"]], SchemaValue.reference("thrown")]]
                ),
                "echoes": ["description": "It returns the event, as the body of a proxy response.", "const": true],
                "invokeError": SchemaValue.word(
                    "Lambda does not run it, and says why.",
                    RoutesReader.invokeErrors
                ),
                "after": duration(
                    "How long it takes before, in seconds or such as \"500 ms\".",
                    0...(RoutesReader.functionDelay.milliseconds.upperBound / 1000)
                ),
            ],
            conditions: [
                ["oneOf": .array(one)],
                [
                    "if": ["required": ["runtime"]], "then": ["properties": ["after": false]],
                    "else": [
                        "properties": .object(
                            JSONObject(distinct: RoutesReader.runKeys.map { (name: $0, value: JSONValue.bool(false)) })
                        )
                    ],
                ],
                [
                    "if": ["properties": ["runtime": ["pattern": "^(nodejs|python)"]], "required": ["runtime"]],
                    "then": ["required": ["handler"]],
                ],
            ]
        )
    }

    static var thrown: JSONValue {
        SchemaValue.map(
            of: .thrown,
            [
                "errorType": SchemaValue.text("Its type.", default: RoutesReader.usualErrorType),
                "errorMessage": SchemaValue.schema("Its message.", ["type": ["string", "number", "boolean"]]),
            ]
        )
    }

    static var restAuthorizer: JSONValue {
        SchemaValue.map(
            of: .authorizer,
            [
                "handler": SchemaValue.reference("authorizerHandler"),
                "type": type(of: .rest, "TOKEN looks at one header, REQUEST at the whole request."),
                "identitySource": identitySource(
                    "What tells callers apart: a header for TOKEN, any number of sources for REQUEST.",
                    prefix: "method\\.request\\.",
                    variable: ""
                ),
                "identityValidationExpression": SchemaValue.text(
                    "What the token must match, or it is a 401. TOKEN only."
                ),
                "resultTtlInSeconds": ttl(of: .rest), "authorizerResultTtlInSeconds": ttl(of: .rest),
                "audience": requirement("Of which the token's aud must have one."),
                "issuer": SchemaValue.text("What the token's iss must be. builtin:auth0 only."),
                "jwksUri": SchemaValue.text("Where the issuer's keys are. builtin:auth0 only."),
                "scopes": requirement("Each of which the token must have."),
            ],
            required: ["handler"]
        )
    }

    static var httpAuthorizer: JSONValue {
        let own = ["type", "identitySource", "jwtConfiguration"]
        let foreign = RoutesReader.authorizerKeys.filter { !own.contains($0) }
        let ofJWT: JSONValue = [
            "properties": .object(JSONObject(distinct: foreign.map { (name: $0, value: JSONValue.bool(false)) }))
        ]
        let isJWT: JSONValue = ["properties": ["type": ["const": "JWT"]], "required": ["type"]]
        return SchemaValue.map(
            of: .authorizer,
            [
                "handler": SchemaValue.reference("authorizerHandler"),
                "type": type(of: .http, "REQUEST asks a function, JWT checks a token by itself."),
                "identitySource": identitySource(
                    "What tells callers apart.",
                    prefix: "\\$request\\.",
                    variable: "\\$"
                ),
                "resultTtlInSeconds": ttl(of: .http), "authorizerResultTtlInSeconds": ttl(of: .http),
                "authorizerPayloadFormatVersion": formatVersion("The form of the authorizer's event and answer."),
                "enableSimpleResponses": SchemaValue.boolean(
                    "Whether it answers {\"isAuthorized\": true} and no policy. Format 2.0 only.",
                    default: false
                ),
                "jwtConfiguration": SchemaValue.reference("jwtConfiguration"),
                "audience": requirement("Of which the token's aud must have one."),
                "issuer": SchemaValue.text("What the token's iss must be. builtin:auth0 only."),
                "jwksUri": SchemaValue.text("Where the issuer's keys are. builtin:auth0 only."),
                "scopes": requirement("Each of which the token must have."),
            ],
            conditions: [
                [
                    "if": isJWT, "then": ofJWT,
                    "else": ["required": ["handler"], "properties": ["jwtConfiguration": false]],
                ]
            ]
        )
    }

    static var jwtConfiguration: JSONValue {
        SchemaValue.map(
            "What a JWT authorizer asks of a token; left out, it is what config.yml says.",
            of: .jwtConfiguration,
            [
                "issuer": SchemaValue.text(
                    "What the token's iss must be: a URL of https, or of http on this machine.",
                    pattern: "^[Hh][Tt][Tt][Pp][Ss]?://"
                ),
                "audience": SchemaValue.oneOrMore(
                    "Of which the token's aud must have one.",
                    SchemaValue.text(),
                    most: RoutesReader.mostAudiences
                ),
            ]
        )
    }

    private static func type(of kind: API.Kind, _ description: String) -> JSONValue {
        let types = AuthorizerType.types(of: kind).map(\.rawValue)
        return SchemaValue.word(description, types, default: types[0])
    }

    private static func ttl(of kind: API.Kind) -> JSONValue {
        SchemaValue.number(
            "For how long a result is kept, in seconds; 0 never.",
            AuthorizerDefinition.resultTtlRange,
            default: RoutesReader.usualResultTtl(of: kind)
        )
    }

    private static func requirement(_ description: String) -> JSONValue {
        SchemaValue.oneOrMore(description + " builtin:auth0 only.", SchemaValue.text())
    }

    /// One text with commas, or a list.
    private static func identitySource(_ description: String, prefix: String, variable: String) -> JSONValue {
        let one = "\\s*(\(prefix)(header|querystring)|\(variable)(context|stageVariables))\\.[^,\\s]+\\s*"
        let text: JSONValue = ["type": "string", "pattern": .string("^\(one)(,\(one))*$")]
        return SchemaValue.schema(description, ["anyOf": [text, ["type": "array", "items": text]]])
    }
}
