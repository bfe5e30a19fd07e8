// SPDX-License-Identifier: Apache-2.0

extension Interpreter {
    /// Methods of java.lang.String: places in a text are counted in UTF-16, as in Java.
    func callText(_ name: String, _ arguments: [Value], on text: String) throws(Fault) -> Value? {
        try meter.look(at: text.utf8.count)
        switch arguments.count {
        case 0: return try callText(name, on: text)
        case 1: return try callText(name, arguments[0], on: text)
        case 2: return try callText(name, arguments[0], arguments[1], on: text)
        default: return nil
        }
    }

    private func callText(_ name: String, on text: String) throws(Fault) -> Value? {
        switch name {
        case "length": return .integer(Int64(text.utf16.count))
        case "isEmpty": return .bool(text.isEmpty)
        case "isBlank": return .bool(text.unicodeScalars.allSatisfy { $0.properties.isWhitespace })
        case "trim": return try made(trimmed(text))
        case "strip": return try made(trimmed(text))
        case "toString", "intern": return .text(text)
        case "toLowerCase": return try made(text.lowercased())
        case "toUpperCase": return try made(text.uppercased())
        case "hashCode": return .integer(Int64(javaHash(of: text)))
        default: return nil
        }
    }

    private func callText(_ name: String, _ argument: Value, on text: String) throws(Fault) -> Value? {
        if case .integer(let index) = argument { return try callText(name, index, on: text) }
        if name == "equals" {
            guard case .text(let other) = argument else { return .bool(false) }
            return .bool(text.utf8.elementsEqual(other.utf8))
        }
        // A missing argument is as the empty text; Java would throw for null.
        guard let other = argument.textOrMissing else { return nil }
        try meter.look(at: other.utf8.count)
        switch name {
        case "contains": return .bool(ByteSearch(Array(other.utf8)).first(in: Array(text.utf8)) != nil)
        case "startsWith": return .bool(text.utf8.starts(with: other.utf8))
        case "endsWith": return .bool(text.utf8.reversed().starts(with: other.utf8.reversed()))
        case "indexOf": return .integer(Int64(ByteSearch.firstUnit(of: other, in: text) ?? -1))
        case "lastIndexOf": return .integer(Int64(ByteSearch.lastUnit(of: other, in: text) ?? -1))
        case "equalsIgnoreCase": return .bool(text.lowercased().utf8.elementsEqual(other.lowercased().utf8))
        case "compareTo": return .integer(Int64(compared(text, other)))
        case "compareToIgnoreCase": return .integer(Int64(compared(text.lowercased(), other.lowercased())))
        case "concat": return try made(text + other)
        case "matches": return .bool(try matchesWhole(other, text))
        case "split": return .list(try split(text, other, limit: 0))
        default: return nil
        }
    }

    private func callText(_ name: String, _ argument: Int64, on text: String) throws(Fault) -> Value? {
        switch name {
        case "substring":
            let units = Units(text)
            return try made(units.text(from: argument, to: Int64(units.count)))
        case "charAt":
            let units = Units(text)
            guard argument >= 0, argument < units.count else {
                throw .call("charAt(\(argument)) of a text of \(units.count) (StringIndexOutOfBoundsException)")
            }
            return try made(units.text(from: argument, to: argument + 1))
        case "repeat":
            guard argument >= 0 else { throw .call("repeat(\(argument)) (IllegalArgumentException)") }
            let (count, overflow) = text.utf8.count.multipliedReportingOverflow(by: Int(argument))
            try meter.text(overflow ? .max / 2 : count)
            return .text(text.isEmpty ? "" : String(repeating: text, count: Int(argument)))
        case "equals": return .bool(false)
        default: return nil
        }
    }

    private func callText(_ name: String, _ first: Value, _ second: Value, on text: String) throws(Fault) -> Value? {
        switch (name, first, second) {
        case ("substring", .integer(let start), .integer(let end)):
            return try made(Units(text).text(from: start, to: end))
        case ("indexOf", .text(let other), .integer(let start)):
            return .integer(Int64(ByteSearch.firstUnit(of: other, in: text, from: Int(clamping: start)) ?? -1))
        case ("split", .text(let pattern), .integer(let limit)):
            return .list(try split(text, pattern, limit: Int(clamping: limit)))
        default: break
        }
        guard let first = first.textOrMissing, let second = second.textOrMissing else { return nil }
        switch name {
        case "replace": return try made(try replaced(text, first, second))
        case "replaceAll": return try made(try replaced(text, pattern: first, by: second, all: true))
        case "replaceFirst": return try made(try replaced(text, pattern: first, by: second, all: false))
        default: return nil
        }
    }

    func made(_ text: String) throws(Fault) -> Value {
        try meter.text(text.utf8.count)
        return .text(text)
    }

    /// Java's `trim` takes all up to the space; nothing beyond ASCII.
    private func trimmed(_ text: String) -> String {
        let bytes = text.utf8.drop { $0 <= 0x20 }
        guard let last = bytes.lastIndex(where: { $0 > 0x20 }) else { return "" }
        return String(decoding: bytes[...last], as: UTF8.self)
    }

    /// Java's `compareTo`: the difference of the first units that differ, or of the lengths.
    private func compared(_ left: String, _ right: String) -> Int {
        for (left, right) in zip(left.utf16, right.utf16) where left != right { return Int(left) - Int(right) }
        return left.utf16.count - right.utf16.count
    }

    /// All places of a text, without patterns.
    private func replaced(_ text: String, _ wanted: String, _ replacement: String) throws(Fault) -> String {
        guard !wanted.isEmpty else {
            var result = replacement
            for scalar in text.unicodeScalars {
                result.unicodeScalars.append(scalar)
                result += replacement
                try meter.look(at: replacement.utf8.count)
                guard result.utf8.count <= TemplateLimits.outputBytes else { try meter.text(result.utf8.count); break }
            }
            return result
        }
        return try literallyReplaced(Array(text.utf8), Array(wanted.utf8), Array(replacement.utf8), all: true)
    }

    /// Replaces bytes by bytes.
    func literallyReplaced(
        _ text: [UInt8],
        _ wanted: [UInt8],
        _ replacement: [UInt8],
        all: Bool
    ) throws(Fault) -> String {
        var result: [UInt8] = []
        var index = 0
        let search = ByteSearch(wanted)
        while let found = search.first(in: text, from: index) {
            result += text[index..<found]
            result += replacement
            index = found + wanted.count
            guard result.count <= TemplateLimits.outputBytes else {
                try meter.text(result.count)
                break
            }
            if !all { break }
        }
        result += text[index...]
        return String(decoding: result, as: UTF8.self)
    }
}

extension Value {
    /// The text, or the empty one for what is missing; nothing for other values, which Java would not take for a text.
    var textOrMissing: String? {
        switch self {
        case .null: ""
        case .text(let text): text
        default: nil
        }
    }
}
