// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// Pieces of a JSON Schema, in the order in which a person reads them.
///
/// - Source: JSON Schema draft-07, which editors' YAML servers know best.
enum SchemaValue {
    /// A schema with keywords of its own.
    static func schema(_ description: String? = nil, _ keywords: KeyValuePairs<String, JSONValue>) -> JSONValue {
        let described = description.map { [("description", JSONValue.string($0))] } ?? []
        return .object(JSONObject(distinct: described + keywords.map { ($0.key, $0.value) }))
    }

    /// A text; YAML also takes plain numbers and booleans for one, letter by letter, as `stage: 1`.
    static func text(_ description: String? = nil, pattern: String? = nil, default usual: String? = nil) -> JSONValue {
        var keywords: [(String, JSONValue)] = description.map { [("description", .string($0))] } ?? []
        keywords.append(("type", ["string", "number", "boolean"]))
        if let pattern { keywords.append(("pattern", .string(pattern))) } else { keywords.append(("minLength", 1)) }
        if let usual { keywords.append(("default", .string(usual))) }
        return .object(JSONObject(distinct: keywords.map { ($0.0, $0.1) }))
    }

    /// One of some words.
    static func word(_ description: String? = nil, _ words: [String], default usual: String? = nil) -> JSONValue {
        var keywords: [(String, JSONValue)] = description.map { [("description", .string($0))] } ?? []
        keywords.append(("enum", .array(words.map(JSONValue.string))))
        if let usual { keywords.append(("default", .string(usual))) }
        return .object(JSONObject(distinct: keywords.map { ($0.0, $0.1) }))
    }

    static func boolean(_ description: String, default usual: Bool? = nil) -> JSONValue {
        var keywords: [(String, JSONValue)] = [("description", .string(description)), ("type", "boolean")]
        if let usual { keywords.append(("default", .bool(usual))) }
        return .object(JSONObject(distinct: keywords.map { ($0.0, $0.1) }))
    }

    static func number(_ description: String, _ range: ClosedRange<Int>, default usual: Int? = nil) -> JSONValue {
        var keywords: [(String, JSONValue)] = [
            ("description", .string(description)), ("type", "integer"), ("minimum", integer(range.lowerBound)),
            ("maximum", integer(range.upperBound)),
        ]
        if let usual { keywords.append(("default", integer(usual))) }
        return .object(JSONObject(distinct: keywords.map { ($0.0, $0.1) }))
    }

    /// One element, or a list of them, each once.
    static func oneOrMore(
        _ description: String? = nil,
        _ element: JSONValue,
        most: Int? = nil,
        default usual: [String]? = nil
    ) -> JSONValue {
        var list: [(String, JSONValue)] = [
            ("type", "array"), ("minItems", 1), ("uniqueItems", true), ("items", element),
        ]
        if let most { list.append(("maxItems", integer(most))) }
        let either: JSONValue = [element, .object(JSONObject(distinct: list.map { ($0.0, $0.1) }))]
        guard let usual else { return schema(description, ["anyOf": either]) }
        return schema(description, ["anyOf": either, "default": .array(usual.map(JSONValue.string))])
    }

    /// A map with keys that are known.
    ///
    /// - Parameters:
    ///   - description: What it is.
    ///   - place: Which keys the reader knows there; each of these must be among them.
    ///   - properties: What each key holds.
    ///   - required: Those that must be there.
    ///   - conditions: What depends on what, `allOf`.
    /// - Returns: The schema of the map.
    static func map(
        _ description: String? = nil,
        of place: RoutesSchema.Place,
        _ properties: KeyValuePairs<String, JSONValue>,
        required: [String] = [],
        conditions: [JSONValue] = []
    ) -> JSONValue {
        for property in properties {
            precondition(place.keys.contains(property.key), "\(property.key) is no key that is read in \(place.name)")
        }
        var keywords: [(String, JSONValue)] = description.map { [("description", .string($0))] } ?? []
        keywords.append(("type", "object"))
        keywords.append(("additionalProperties", false))
        let members = properties.map { (name: $0.key, value: $0.value) }
        keywords.append(("properties", .object(JSONObject(distinct: members))))
        if !required.isEmpty { keywords.append(("required", .array(required.map(JSONValue.string)))) }
        if !conditions.isEmpty { keywords.append(("allOf", .array(conditions))) }
        return .object(JSONObject(distinct: keywords.map { ($0.0, $0.1) }))
    }

    /// A map from names to one kind of value.
    static func map(
        _ description: String? = nil,
        names pattern: String,
        _ value: JSONValue,
        isNullable: Bool = false
    ) -> JSONValue {
        schema(
            description,
            [
                "type": isNullable ? ["object", "null"] : "object",
                "additionalProperties": false,
                "patternProperties": .object(JSONObject(distinct: [(name: pattern, value: value)])),
            ]
        )
    }

    /// What stands among the definitions.
    static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/definitions/\(name)")] }

    static func integer(_ value: Int) -> JSONValue { .number(JSONNumber(Int64(value))) }
}
