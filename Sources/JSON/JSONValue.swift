// SPDX-License-Identifier: Apache-2.0

/// A JSON value that keeps what other readers lose: the order of members and the exact text of numbers.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// A number as it was written.
///
/// `1.0`, `1` and `1e0` are three texts: a token or a policy is judged by what it says, and a context value becomes a
/// string by its own digits.
package struct JSONNumber: Sendable, Hashable {
    /// The text, valid by the grammar of RFC 8259 §6.
    package let text: String

    init(validated text: String) {
        self.text = text
    }

    package init(_ value: Int64) {
        text = String(value)
    }

    /// The value, when the text is a plain integer that fits.
    package var int64: Int64? { Int64(text) }

    /// The nearest double; infinite for a number beyond its range.
    package var double: Double { Double(text) ?? .infinity }
}

/// The members of a JSON object, in their order.
///
/// The reader refuses duplicate names, so each occurs once.
package struct JSONObject: Sendable, Hashable {
    package private(set) var members: [Member]

    package struct Member: Sendable, Hashable {
        package let name: String
        package var value: JSONValue
    }

    package init() {
        members = []
    }

    package init(_ pairs: KeyValuePairs<String, JSONValue>) {
        self.init()
        for (name, value) in pairs {
            self[name] = value
        }
    }

    /// An object that is written out in the source, where each name stands once.
    package init(literal pairs: KeyValuePairs<String, JSONValue>) {
        members = pairs.map { Member(name: $0.key, value: $0.value) }
    }

    /// An object of names of which the caller knows that they differ: building one name by name looks at all others.
    package init(distinct pairs: some Sequence<(name: String, value: JSONValue)>) {
        members = pairs.map { Member(name: $0.name, value: $0.value) }
    }

    /// The value of a member; setting `nil` removes it, setting a new one appends it.
    ///
    /// Names are compared by code unit (RFC 8259 §8.3), not by Swift's canonical equivalence.
    package subscript(name: String) -> JSONValue? {
        get {
            members.first { sameBytes($0.name, name) }?.value
        }
        set {
            let index = members.firstIndex { sameBytes($0.name, name) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Appends without looking for an earlier member: for a reader that has made sure.
    mutating func append(unchecked name: String, _ value: JSONValue) {
        members.append(Member(name: name, value: value))
    }

    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }
}

private func sameBytes(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }

    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (name, value) in elements {
            object[name] = value
        }
        self = .object(object)
    }
}

extension JSONValue {
    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    package var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    package var number: JSONNumber? {
        if case .number(let value) = self { value } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The kind in words, with its article, for a message: `a number`, `an object`.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
