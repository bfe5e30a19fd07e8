// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
import GatewayModel

/// The JSON Schema of routes.yml, by which an editor completes and checks it while it is written.
///
/// It is made of the keys, words and limits that the reader has. It says less than the reader: what hangs on two places
/// of the file (an authorizer's name, a stage variable) is not in it. It never refuses what the reader takes.
package enum RoutesSchema {
    /// A kind of map in routes.yml, and the keys that the reader knows there.
    package struct Place: Sendable {
        package let name: String
        package let keys: [String]

        static let top = Place(name: "routes.yml", keys: RoutesReader.keys)
        static let authorizer = Place(name: "an authorizer", keys: RoutesReader.authorizerKeys)
        static let jwtConfiguration = Place(name: "jwtConfiguration", keys: RoutesReader.jwtConfigurationKeys)
        static let route = Place(name: "a route", keys: RoutesReader.routeKeys)
        static let integration = Place(name: "an integration", keys: RoutesReader.integrationKeys)
        static let integrationResponse = Place(
            name: "an integration response",
            keys: RoutesReader.integrationResponseKeys
        )
        static let gatewayResponse = Place(name: "a gateway response", keys: RoutesReader.gatewayResponseKeys)
        static let function = Place(name: "a function", keys: RoutesReader.functionKeys)
        static let thrown = Place(name: "throws", keys: RoutesReader.thrownKeys)
        static let cors = Place(name: "cors of a REST API", keys: RoutesReader.corsKeys)
        static let corsConfiguration = Place(name: "cors of an HTTP API", keys: RoutesReader.corsConfigurationKeys)
        static let limits = Place(name: "limits", keys: RoutesReader.limitKeys)
    }

    /// Every place, with the definitions of the schema that describe it; without any, it is the schema itself.
    package static let places: [(place: Place, definitions: [String])] = [
        (.top, []),
        (.authorizer, ["restAuthorizer", "httpAuthorizer"]),
        (.jwtConfiguration, ["jwtConfiguration"]),
        (.route, ["restPublicRoute", "restPrivateRoute", "httpPublicRoute", "httpPrivateRoute"]),
        (.integration, ["restIntegration", "httpIntegration"]),
        (.integrationResponse, ["integrationResponse"]),
        (.gatewayResponse, ["gatewayResponse"]),
        (.function, ["function"]),
        (.thrown, ["thrown"]),
        (.cors, ["restCors"]),
        (.corsConfiguration, ["httpCors"]),
        (.limits, ["limits"]),
    ]

    /// The schema as it is printed: the same at each time.
    package static var text: String { json.prettyLines(width: 118).joined(separator: "\n") + "\n" }

    package static var json: JSONValue {
        guard case .object(var schema) = top else { preconditionFailure("a schema is an object") }
        schema["definitions"] = .object(JSONObject(distinct: definitions))
        return .object(
            JSONObject(
                distinct: [
                    ("$schema", "http://json-schema.org/draft-07/schema#"),
                    ("title", "routes.yml of GatewayEmulator"),
                ] + schema.members.map { ($0.name, $0.value) }
            )
        )
    }

    private static var definitions: [(name: String, value: JSONValue)] {
        [
            ("handler", handler(BuiltInHandler.allCases.map { "builtin:\($0.rawValue)" }, "What a route runs.")),
            ("authorizerHandler", handler(RoutesReader.authorizerHandlers, "What an authorizer runs.")),
            ("mediaType", mediaType), ("statusCode", statusCode), ("templates", templates),
            ("function", function), ("thrown", thrown),
            ("restAuthorizer", restAuthorizer), ("httpAuthorizer", httpAuthorizer),
            ("jwtConfiguration", jwtConfiguration),
            ("restPublicRoute", route(of: .rest, access: .public)),
            ("restPrivateRoute", route(of: .rest, access: .private)),
            ("httpPublicRoute", route(of: .http, access: .public)),
            ("httpPrivateRoute", route(of: .http, access: .private)),
            ("restIntegration", restIntegration), ("httpIntegration", httpIntegration),
            ("integrationResponse", integrationResponse), ("gatewayResponse", gatewayResponse),
            ("restCors", restCors), ("httpCors", httpCors), ("limits", limits),
        ]
    }

    /// `builtin:NAME` or `function:NAME`.
    private static func handler(_ builtIns: [String], _ description: String) -> JSONValue {
        SchemaValue.schema(
            description,
            [
                "anyOf": [
                    SchemaValue.word(nil, builtIns), ["type": "string", "pattern": "^function:[A-Za-z0-9_-]{1,64}$"],
                ]
            ]
        )
    }
}
