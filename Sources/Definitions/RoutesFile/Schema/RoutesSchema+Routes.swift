// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// Routes, their integrations, and functions.
extension RoutesSchema {
    static func routes(of kind: API.Kind, access: DeclaredRoute.Access) -> JSONValue {
        let isPublic = access == .public
        let place = isPublic ? "Public" : "Private"
        let handlerOrMap: JSONValue = [
            "anyOf": [SchemaValue.reference("handler"), SchemaValue.reference("\(kind.rawValue)\(place)Route")]
        ]
        let route = SchemaValue.schema(
            "\"METHOD /path: handler\", or a map in place of the handler.",
            [
                "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
                "patternProperties": .object(JSONObject(distinct: [(name: key(of: kind), value: handlerOrMap)])),
            ]
        )
        return SchemaValue.schema(
            isPublic ? "The routes that are open to everyone." : "The routes that ask an authorizer first.",
            ["type": ["array", "null"], "items": route]
        )
    }

    /// What `RouteMethod` and `PathTemplate` take; with `$default` for an HTTP API.
    private static func key(of kind: API.Kind) -> String {
        let methods = RouteMethod.allSpellings.joined(separator: "|")
        let name = "[A-Za-z0-9_.:-]+"
        let segment = "([A-Za-z0-9._~:@!$&'()*+,;=%-]+|\\{\(name)\\})"
        let path = "(/|(/\(segment))+(/\\{\(name)\\+\\})?|/\\{\(name)\\+\\})"
        let route = " *(\(methods)) +\(path)"
        return kind == .http ? "^(\\$default|\(route))$" : "^\(route)$"
    }

    static func route(of kind: API.Kind, access: DeclaredRoute.Access) -> JSONValue {
        let handler = SchemaValue.reference("handler")
        let integration = integrationOfRoute(kind)
        let authorizer = SchemaValue.text("Who is asked first; there need not be one if there is only one.")
        let scopes = SchemaValue.oneOrMore(
            "The scopes of which a JWT must have one.",
            SchemaValue.text(),
            most: RoutesReader.mostScopes
        )
        switch (access, kind) {
        case (.public, .rest):
            return SchemaValue.map(
                of: .route,
                ["handler": handler, "integration": integration],
                conditions: [handlerUnlessMock]
            )
        case (.private, .rest):
            return SchemaValue.map(
                of: .route,
                ["handler": handler, "authorizer": authorizer, "integration": integration],
                conditions: [handlerUnlessMock]
            )
        case (.public, .http):
            return SchemaValue.map(
                of: .route,
                ["handler": handler, "integration": integration],
                required: ["handler"]
            )
        case (.private, .http):
            return SchemaValue.map(
                of: .route,
                [
                    "handler": handler, "authorizer": authorizer, "authorizationScopes": scopes,
                    "integration": integration,
                ],
                required: ["handler"]
            )
        }
    }

    private static func integrationOfRoute(_ kind: API.Kind) -> JSONValue {
        SchemaValue.schema(
            "How the function is spoken to: a type, or a map with one.",
            [
                "anyOf": [
                    SchemaValue.word(nil, IntegrationType.spellings(in: kind)),
                    SchemaValue.reference("\(kind.rawValue)Integration"),
                ]
            ]
        )
    }

    private static let mock: JSONValue = .array(
        [IntegrationType.mock].flatMap { [.string($0.rawValue), .string($0.shortName)] }
    )

    /// A MOCK integration has no handler, each other route has one.
    private static var handlerUnlessMock: JSONValue {
        let asWord: JSONValue = ["enum": mock]
        let asMap: JSONValue = [
            "type": "object", "properties": ["type": ["enum": mock]], "required": ["type"],
        ]
        return [
            "if": ["properties": ["integration": ["anyOf": [asWord, asMap]]], "required": ["integration"]],
            "then": ["properties": ["handler": false]],
            "else": ["required": ["handler"]],
        ]
    }

    static var httpIntegration: JSONValue {
        let range = RoutesReader.timeoutRange(of: .http)
        return SchemaValue.map(
            of: .integration,
            [
                "type": type(of: .http),
                "payloadFormatVersion": formatVersion("The form of event and answer."),
                "timeoutInMillis": SchemaValue.number(
                    "How long the function may take.",
                    range,
                    default: API.Kind.http.integrationTimeoutInMillis
                ),
            ]
        )
    }

    private static func type(of kind: API.Kind) -> JSONValue {
        SchemaValue.word(
            "The type of integration; AWS_PROXY hands the function the whole request.",
            IntegrationType.spellings(in: kind),
            default: IntegrationType.proxy.rawValue
        )
    }

    /// `1.0` or `2.0`, in quotes or not.
    static func formatVersion(_ description: String) -> JSONValue {
        let words = PayloadFormatVersion.allCases.map { JSONValue.string($0.rawValue) }
        return SchemaValue.schema(
            description,
            ["enum": .array(words + [1, 2]), "default": .string(PayloadFormatVersion.v2.rawValue)]
        )
    }

    static var restIntegration: JSONValue {
        let types = IntegrationType.allCases.filter { !$0.isMapped }
            .flatMap { [JSONValue.string($0.rawValue), .string($0.shortName)] }
        let forbidden = JSONObject(distinct: RoutesReader.mappingKeys.map { (name: $0, value: JSONValue.bool(false)) })
        return SchemaValue.map(
            of: .integration,
            [
                "type": type(of: .rest),
                "timeoutInMillis": SchemaValue.number(
                    "How long the function may take; more than 29000 wants a raised quota on AWS.",
                    RoutesReader.timeoutRange(of: .rest),
                    default: API.Kind.rest.integrationTimeoutInMillis
                ),
                "passthroughBehavior": SchemaValue.word(
                    "What becomes of a body for whose media type there is no template.",
                    PassthroughBehavior.allCases.map(\.rawValue),
                    default: PassthroughBehavior.whenNoMatch.rawValue
                ),
                "contentHandling": contentHandling("What becomes of the request's body before it is mapped."),
                "requestParameters": SchemaValue.map(
                    "What is set in the call of the function, and where each value comes from.",
                    names: "^(\(prefixes(RoutesReader.requestParameterPrefixes))).+$",
                    SchemaValue.text(pattern: source(integrationResponse: false, body: true))
                ),
                "requestTemplates": described("The mapping templates of requests, by media type.", "templates"),
                "integrationResponses": SchemaValue.schema(
                    "How results become responses; left out, each is a 200.",
                    ["type": "array", "items": SchemaValue.reference("integrationResponse")]
                ),
            ],
            conditions: [
                [
                    "if": ["properties": ["type": ["enum": .array(types)]]],
                    "then": ["properties": .object(forbidden)],
                ],
                [
                    "if": ["properties": ["type": ["enum": mock]], "required": ["type"]],
                    "then": ["properties": ["timeoutInMillis": false]],
                ],
            ]
        )
    }

    static var integrationResponse: JSONValue {
        SchemaValue.map(
            "How one kind of result becomes the response.",
            of: .integrationResponse,
            [
                "statusCode": SchemaValue.reference("statusCode"),
                "selectionPattern": SchemaValue.schema(
                    "A regular expression over the error message; without one it is the default response.",
                    ["type": ["string", "number", "boolean", "null"]]
                ),
                "responseParameters": SchemaValue.map(
                    "The headers that are set, and where each value comes from.",
                    names: "^\(prefixes([RoutesReader.ResponseParameterPlace.integrationResponse.prefix])).+$",
                    SchemaValue.text(pattern: source(integrationResponse: true, body: false))
                ),
                "responseTemplates": described("The mapping templates of responses, by media type.", "templates"),
                "contentHandling": contentHandling("What becomes of the result before it is mapped."),
            ],
            required: ["statusCode"]
        )
    }

    static var gatewayResponse: JSONValue {
        SchemaValue.map(
            "How one type of the gateway's own answers is worded.",
            of: .gatewayResponse,
            [
                "statusCode": SchemaValue.reference("statusCode"),
                "responseParameters": SchemaValue.map(
                    "The headers that are set, and where each value comes from.",
                    names: "^\(prefixes([RoutesReader.gatewayResponsePrefix])).+$",
                    SchemaValue.text(pattern: source(integrationResponse: false, body: false))
                ),
                "responseTemplates": described("The bodies, by media type.", "templates"),
            ]
        )
    }

    static let mediaType: JSONValue = SchemaValue.text(
        "A media type, such as image/png, or */*.",
        pattern: "^\(token)/\(token)( *;.*)?$"
    )
    static let statusCode: JSONValue = [
        "description": "The status of the response.",
        "anyOf": [
            ["type": "integer", "minimum": 200, "maximum": 599], ["type": "string", "pattern": "^[2-5][0-9]{2}$"],
        ],
    ]
    static let templates: JSONValue = SchemaValue.map(
        names: "^\(token)/\(token)(;.*)?$",
        ["type": ["string", "number", "boolean"]]
    )

    /// RFC 9110 §5.6.2.
    private static let token = "[A-Za-z0-9!#$%&'*+.^_`|~-]+"

    private static func prefixes(_ prefixes: [String]) -> String {
        prefixes.map { $0.split(separator: ".").joined(separator: "\\.") + "\\." }.joined(separator: "|")
    }

    /// Where a mapped value may come from, as `MappingSource` and the reader see it.
    private static func source(integrationResponse: Bool, body: Bool) -> String {
        let request =
            "method\\.request\\.(header|multivalueheader|querystring|multivaluequerystring|path)\\..+"
            + (body ? "|method\\.request\\.body(\\..+)?" : "")
        let response = "integration\\.response\\.(header|multivalueheader)\\..+|integration\\.response\\.body(\\..+)?"
        return "^('.*'|(context|stageVariables)\\..+|\(integrationResponse ? response : request))$"
    }

    private static func contentHandling(_ description: String) -> JSONValue {
        SchemaValue.word(description, ContentHandling.allCases.map(\.rawValue))
    }

    private static func described(_ description: String, _ name: String) -> JSONValue {
        // In draft-07 nothing beside a "$ref" counts.
        SchemaValue.schema(description, ["allOf": [SchemaValue.reference(name)]])
    }
}
