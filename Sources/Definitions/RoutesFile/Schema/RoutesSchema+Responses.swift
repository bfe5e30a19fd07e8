// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// What answers are made of: integration responses, gateway responses, and the templates and parameters of both.
extension RoutesSchema {
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

    static func prefixes(_ prefixes: [String]) -> String {
        prefixes.map { $0.split(separator: ".").joined(separator: "\\.") + "\\." }.joined(separator: "|")
    }

    /// Where a mapped value may come from, as `MappingSource` and the reader see it.
    static func source(integrationResponse: Bool, body: Bool) -> String {
        let request =
            "method\\.request\\.(header|multivalueheader|querystring|multivaluequerystring|path)\\..+"
            + (body ? "|method\\.request\\.body(\\..+)?" : "")
        let response = "integration\\.response\\.(header|multivalueheader)\\..+|integration\\.response\\.body(\\..+)?"
        return "^('.*'|(context|stageVariables)\\..+|\(integrationResponse ? response : request))$"
    }

    static func contentHandling(_ description: String) -> JSONValue {
        SchemaValue.word(description, ContentHandling.allCases.map(\.rawValue))
    }

    static func described(_ description: String, _ name: String) -> JSONValue {
        // In draft-07 nothing beside a "$ref" counts.
        SchemaValue.schema(description, ["allOf": [SchemaValue.reference(name)]])
    }
}
