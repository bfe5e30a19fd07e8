// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// A JSON object whose members are taken one by one; what nobody takes is a mistake.
struct Members {
    private let object: JSONObject
    private var taken: Set<String> = []
    /// Where it stands, for messages.
    let place: String

    init(_ value: JSONValue, _ place: String) throws(CaseMistake) {
        guard let object = value.object else { throw CaseMistake("\(place) is \(value.kind), expected an object") }
        self.object = object
        self.place = place
    }

    mutating func value(_ name: String) -> JSONValue? {
        taken.insert(name)
        return object[name]
    }

    mutating func optionalText(_ name: String) throws(CaseMistake) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw mistake(name, value, "a text") }
        return text
    }

    mutating func text(_ name: String) throws(CaseMistake) -> String {
        guard let text = try optionalText(name) else { throw CaseMistake("\(place) has no \(name)") }
        return text
    }

    mutating func optionalInteger(_ name: String) throws(CaseMistake) -> Int? {
        guard let value = value(name) else { return nil }
        guard let number = value.number?.int64 else { throw mistake(name, value, "an integer") }
        return Int(number)
    }

    /// A list; empty when it is not there.
    mutating func list(_ name: String) throws(CaseMistake) -> [JSONValue] {
        guard let value = value(name) else { return [] }
        guard let list = value.array else { throw mistake(name, value, "a list") }
        return list
    }

    mutating func texts(_ name: String) throws(CaseMistake) -> [String] {
        var texts: [String] = []
        for element in try list(name) {
            guard let text = element.string else { throw mistake(name, element, "a list of texts") }
            texts.append(text)
        }
        return texts
    }

    /// An object's members; none when it is not there.
    mutating func pairs(_ name: String) throws(CaseMistake) -> [(name: String, value: JSONValue)] {
        guard let value = value(name) else { return [] }
        guard let object = value.object else { throw mistake(name, value, "an object") }
        return object.members.map { ($0.name, $0.value) }
    }

    mutating func textPairs(_ name: String) throws(CaseMistake) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for (member, value) in try self.pairs(name) {
            guard let text = value.string else { throw mistake("\(name).\(member)", value, "a text") }
            pairs.append((member, text))
        }
        return pairs
    }

    /// - Throws: ``CaseMistake`` when there is a member that nobody took.
    func finish() throws(CaseMistake) {
        for member in object.members where !taken.contains(member.name) {
            throw CaseMistake("\(place) has \(member.name), which means nothing")
        }
    }

    private func mistake(_ name: String, _ value: JSONValue, _ expected: String) -> CaseMistake {
        CaseMistake("\(name) of \(place) is \(value.kind), expected \(expected)")
    }
}

/// What is wrong with a case as it is written.
struct CaseMistake: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
