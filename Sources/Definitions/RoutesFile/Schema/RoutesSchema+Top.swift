// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// The keys at the top, and which kind of API has which.
extension RoutesSchema {
    static var top: JSONValue {
        SchemaValue.map(
            "The routes of an API, and who guards them.",
            of: .top,
            [
                "api": SchemaValue.word(
                    "The kind of API: a REST API or an HTTP API of API Gateway.",
                    API.Kind.allCases.map(\.rawValue)
                ),
                "stage": .object(JSONObject(distinct: [("description", "The stage, the first part of each URL.")])),
                "stageVariables": SchemaValue.map(
                    "The stage variables, 100 at most.",
                    names: "^[A-Za-z0-9_]{1,64}$",
                    SchemaValue.text(pattern: "^[A-Za-z0-9\\-._~:/?#&=,]{1,512}$"),
                    isNullable: true
                ),
                "region": SchemaValue.text(
                    "The AWS region in ARNs and host names.",
                    pattern: "^[a-z0-9-]{1,64}$",
                    default: APIIdentity().region
                ),
                "accountId": SchemaValue.text(
                    "The AWS account in ARNs, 12 digits.",
                    pattern: "^[0-9]{12}$",
                    default: APIIdentity().accountId
                ),
                "apiId": SchemaValue.text(
                    "The id of the API in ARNs and host names.",
                    pattern: "^[a-z0-9]{1,64}$",
                    default: APIIdentity().apiId
                ),
                "binaryMediaTypes": SchemaValue.oneOrMore(
                    "Whose bodies are bytes and not text. REST APIs only.",
                    SchemaValue.reference("mediaType")
                ),
                "gatewayResponses": SchemaValue.schema(
                    "The gateway's own answers in other words, by their types. REST APIs only.",
                    [
                        "type": ["object", "null"],
                        "additionalProperties": false,
                        "properties": .object(
                            JSONObject(
                                distinct: GatewayResponseType.allCases.map {
                                    (name: $0.rawValue, value: SchemaValue.reference("gatewayResponse"))
                                }
                            )
                        ),
                    ]
                ),
                "cors": .object(
                    JSONObject(distinct: [("description", "Which pages of other origins may read the answers.")])
                ),
                "limits": SchemaValue.reference("limits"),
                "demo": SchemaValue.boolean("Whether the demo page is served beside the API.", default: false),
                "functions": SchemaValue.map(
                    "What each function does; routes and authorizers name it as function:NAME.",
                    names: "^[A-Za-z0-9_-]{1,64}$",
                    SchemaValue.reference("function"),
                    isNullable: true
                ),
                "authorizers": .object(JSONObject(distinct: [("description", "The authorizers, by their names.")])),
                "public": .object(JSONObject(distinct: [("description", "The routes that are open to everyone.")])),
                "private": .object(
                    JSONObject(distinct: [("description", "The routes that ask an authorizer first.")])
                ),
            ],
            required: ["api"],
            conditions: [condition(for: .rest), condition(for: .http)]
        )
    }

    /// What a kind of API has of its own.
    private static func condition(for kind: API.Kind) -> JSONValue {
        let name = kind.rawValue
        var properties: [(name: String, value: JSONValue)] = [
            ("stage", stage(of: kind)),
            ("cors", ["anyOf": [["type": "boolean"], SchemaValue.reference("\(name)Cors")]]),
            ("authorizers", authorizers(of: kind)),
            ("public", routes(of: kind, access: .public)), ("private", routes(of: kind, access: .private)),
        ]
        if kind == .http {
            properties += [("binaryMediaTypes", false), ("gatewayResponses", false)]
        }
        var then: [(name: String, value: JSONValue)] = [("properties", .object(JSONObject(distinct: properties)))]
        if kind == .rest { then.append(("required", ["stage"])) }
        return [
            "if": ["properties": ["api": ["const": .string(name)]], "required": ["api"]],
            "then": .object(JSONObject(distinct: then)),
        ]
    }

    private static func stage(of kind: API.Kind) -> JSONValue {
        let one = "[A-Za-z0-9_-]{1,128}"
        switch kind {
        case .rest: return SchemaValue.text("The stage, the first part of each URL.", pattern: "^\(one)$")
        case .http:
            return SchemaValue.oneOrMore(
                "The stages. $default has URLs without a stage, and is what is meant when nothing is said.",
                SchemaValue.text(pattern: "^(\\$default|\(one))$")
            )
        }
    }

    private static func authorizers(of kind: API.Kind) -> JSONValue {
        SchemaValue.map(
            "The authorizers, by their names.",
            names: "^[A-Za-z0-9._-]{1,128}$",
            [
                "anyOf": [
                    SchemaValue.reference("authorizerHandler"), SchemaValue.reference("\(kind.rawValue)Authorizer"),
                ]
            ],
            isNullable: true
        )
    }

    static var limits: JSONValue {
        let amounts = Limits.Amount.allCases.map { amount in
            let range = amount.range
            let plain = SchemaValue.number(meaning(of: amount), range)
            guard amount.isBytes else { return (name: amount.rawValue, value: plain) }
            let units = Quantity.bytes.map(\.0).joined(separator: "|")
            let either: JSONValue = [plain, ["type": "string", "pattern": .string("^[0-9]{1,18} *(\(units))$")]]
            return (name: amount.rawValue, value: SchemaValue.schema(meaning(of: amount), ["anyOf": either]))
        }
        let times = Limits.Time.allCases.map { (name: $0.rawValue, value: duration(meaning(of: $0), 0...3600)) }
        return SchemaValue.schema(
            "What differs from API Gateway's quotas.",
            [
                "type": ["object", "null"],
                "additionalProperties": false,
                "properties": .object(JSONObject(distinct: amounts + times)),
            ]
        )
    }

    /// A number of seconds, or a text with a unit.
    static func duration(_ description: String, _ seconds: ClosedRange<Int>) -> JSONValue {
        let units = Quantity.times.map(\.0).joined(separator: "|")
        let number: JSONValue = [
            "type": "integer", "minimum": SchemaValue.integer(seconds.lowerBound),
            "maximum": SchemaValue.integer(seconds.upperBound),
        ]
        return SchemaValue.schema(
            description,
            ["anyOf": [number, ["type": "string", "pattern": .string("^[0-9]{1,18} *(\(units))$")]]]
        )
    }

    private static func meaning(of amount: Limits.Amount) -> String {
        switch amount {
        case .urlBytes: "How long a request target may be, in bytes or such as \"8 KiB\"."
        case .headerBytes: "How long all header values together may be."
        case .headBytes: "How long a request line and its header fields may be."
        case .headerCount: "How many header fields a request may have."
        case .bodyBytes: "How long a payload may be."
        case .connections: "How many clients may be connected; further ones wait."
        }
    }

    private static func meaning(of time: Limits.Time) -> String {
        switch time {
        case .headTimeout: "How long a head may take, in seconds or such as \"500 ms\"."
        case .bodyTimeout: "How long a body may stand still."
        case .idleTimeout: "How long a connection may rest between two requests."
        case .writeTimeout: "How long nothing of an answer may be read."
        }
    }
}
