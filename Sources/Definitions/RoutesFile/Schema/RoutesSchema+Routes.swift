// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// Routes.
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

    static let mock: JSONValue = .array(
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
}
