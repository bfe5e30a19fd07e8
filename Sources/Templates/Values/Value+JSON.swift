// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

extension Value {
    /// A payload's value.
    init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .string(let text): self = .text(text)
        case .number(let number): self.init(number)
        case .array(let elements): self = .list(ListValue(elements.map(Value.init), style: .json))
        case .object(let object): self = .map(MapValue(object))
        }
    }

    /// Integers are long as long as they fit, others are double unless that loses digits: as json-smart reads them, which
    /// gives Java's Long or BigInteger, and a BigDecimal for more than 18 characters.
    private init(_ number: JSONNumber) {
        if let integer = number.int64 {
            self = .integer(integer)
        } else if number.text.utf8.count <= 18, number.text.utf8.contains(where: { $0 == 0x2E || $0 | 0x20 == 0x65 }),
            number.double.isFinite
        {
            self = .decimal(number.double)
        } else {
            self = .exact(number.text)
        }
    }

    /// The value as JSON: what of it JSON does not have becomes its text, or null.
    ///
    /// - Throws: A fault, when it is nested too deep, as a list is that holds itself.
    func json(_ meter: inout Meter, depth: Int = 0) throws(Fault) -> JSONValue {
        guard depth <= TemplateLimits.valueDepth else { throw .valueTooDeep }
        try meter.element()
        switch self {
        case .null, .loop, .block, .input, .util: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return .number(JSONNumber(value))
        case .decimal(let value): return try Self.number(javaText(of: value))
        case .exact(let text): return try Self.number(text)
        case .text(let text): return .string(text)
        case .entry(let entry):
            return .object(JSONObject([entry.key: try entry.value.json(&meter, depth: depth + 1)]))
        case .list(let list):
            var elements: [JSONValue] = []
            for element in list.elements { elements.append(try element.json(&meter, depth: depth + 1)) }
            return .array(elements)
        case .map(let map): return .object(try map.object(&meter, depth: depth))
        }
    }

    private static func number(_ text: String) throws(Fault) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: text)
        } catch {
            return .string(text)  // Infinity and NaN
        }
    }
}

extension MapValue {
    convenience init(_ object: JSONObject, role: Role = .plain) {
        self.init(role: role)
        for member in object.members { append(member.name, Value(member.value)) }
    }

    func object(_ meter: inout Meter, depth: Int = 0) throws(Fault) -> JSONObject {
        var members: [(name: String, value: JSONValue)] = []
        for (key, value) in zip(keys, values) {
            members.append((key, try value.json(&meter, depth: depth + 1)))
        }
        return JSONObject(distinct: members)
    }
}
