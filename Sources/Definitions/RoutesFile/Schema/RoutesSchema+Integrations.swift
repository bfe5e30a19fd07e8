// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// Integrations of routes.
extension RoutesSchema {
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
}
