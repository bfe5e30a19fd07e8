// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// A map of texts to values, in the order in which they came: a java.util.LinkedHashMap.
final class MapValue {
    private(set) var keys: [String] = []
    private(set) var values: [Value] = []
    /// Where each key is, once there are many of them.
    private var places: [KeyBytes: Int]?
    let role: Role

    enum Role {
        case plain
        /// A part of `$context`, which prints nothing [rest-vtl-019].
        case context
        /// One whose members are set once ("Overrides are final"), under the name that a fault gives it.
        case overrides(String)
    }

    init(role: Role = .plain) { self.role = role }

    var count: Int { keys.count }
    var isEmpty: Bool { keys.isEmpty }

    subscript(key: String) -> Value? {
        place(of: key).map { values[$0] }
    }

    /// Sets a member; the previous value is returned, as Java's `put` does.
    @discardableResult
    func put(_ key: String, _ value: Value) throws(Fault) -> Value {
        if let place = place(of: key) {
            if case .overrides(let name) = role {
                throw Fault(.overriddenTwice("\(name).\(quotedExcerpt(key).dropFirst().dropLast())"))
            }
            let previous = values[place]
            values[place] = value
            return previous
        }
        append(key, value)
        return .null
    }

    /// Appends a member of which the caller knows that it is new.
    func append(_ key: String, _ value: Value) {
        places?[KeyBytes(key)] = keys.count
        keys.append(key)
        values.append(value)
        if places == nil, keys.count > Self.fewMembers {
            places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { (KeyBytes($1), $0) })
        }
    }

    @discardableResult
    func remove(_ key: String) -> Value {
        guard let place = place(of: key) else { return .null }
        keys.remove(at: place)
        places = nil
        if keys.count > Self.fewMembers {
            places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { (KeyBytes($1), $0) })
        }
        return values.remove(at: place)
    }

    func removeAll() {
        keys = []
        values = []
        places = nil
    }

    private func place(of key: String) -> Int? {
        if let places { return places[KeyBytes(key)] }
        return keys.firstIndex { $0.utf8.elementsEqual(key.utf8) }
    }

    private static let fewMembers = 16
}

/// A key by its bytes: Swift's strings are equal under canonical equivalence, Java's are not.
private struct KeyBytes: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: KeyBytes, right: KeyBytes) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
