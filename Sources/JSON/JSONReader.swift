// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not JSON that we take, and at which byte.
package struct JSONError: Error, Hashable, CustomStringConvertible {
    package let reason: Reason
    /// The offset of the byte at which reading stopped, from 0.
    package let offset: Int

    package init(reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package enum Reason: Hashable, Sendable {
        case unexpectedEnd
        case unexpectedByte(UInt8)
        case trailingBytes
        case duplicateMember(String)
        case tooDeep(limit: Int)
        case invalidNumber
        case invalidEscape
        case loneSurrogate
        case controlCharacterInString
        case invalidUTF8
        case byteOrderMark
    }

    package var description: String {
        "\(reasonText) at byte \(offset)"
    }

    private var reasonText: String {
        switch reason {
        case .unexpectedEnd: "the text ends too early"
        case .unexpectedByte(let byte):
            byte > 0x20 && byte < 0x7F ? "unexpected \"\(Character(UnicodeScalar(byte)))\"" : "unexpected byte \(byte)"
        case .trailingBytes: "something follows the value"
        case .duplicateMember(let name): "the member \(quotedExcerpt(name)) occurs twice"
        case .tooDeep(let limit): "nested deeper than \(limit)"
        case .invalidNumber: "not a number of JSON"
        case .invalidEscape: "unknown escape"
        case .loneSurrogate: "half of a surrogate pair"
        case .controlCharacterInString: "a control character inside a string"
        case .invalidUTF8: "invalid UTF-8"
        case .byteOrderMark: "a byte order mark"
        }
    }
}

extension JSONValue {
    /// Reads one JSON text (RFC 8259), strictly.
    ///
    /// Stricter than most readers on purpose: tokens and policies decide who may pass, and two readers that disagree on
    /// a duplicate member or on a lone surrogate are a known way around such a check (RFC 8725 §2.4, RFC 7519 §4).
    ///
    /// - Parameters:
    ///   - bytes: The text in UTF-8, without a byte order mark.
    ///   - depthLimit: How many arrays and objects may stand inside one another.
    /// - Throws: ``JSONError`` with the reason and the offset.
    package init(parsing bytes: some Collection<UInt8>, depthLimit: Int = 64) throws(JSONError) {
        let contiguous = ContiguousArray(bytes)
        var reader = JSONReader(bytes: contiguous, depthLimit: depthLimit)
        self = try reader.readText()
    }

    package init(parsing text: String, depthLimit: Int = 64) throws(JSONError) {
        try self.init(parsing: text.utf8, depthLimit: depthLimit)
    }
}

extension JSONValue {
    /// Whether bytes are a text of JSON, for whoever hands them on as they are: a member may occur twice.
    ///
    /// - Parameters:
    ///   - bytes: The text in UTF-8, without a byte order mark.
    ///   - depthLimit: How many arrays and objects may stand inside one another.
    /// - Throws: ``JSONError`` with the reason and the offset.
    package static func checkSyntax(of bytes: some Collection<UInt8>, depthLimit: Int = 64) throws(JSONError) {
        // Its value is nobody's to see: it could have two members of one name.
        var reader = JSONReader(bytes: ContiguousArray(bytes), depthLimit: depthLimit, allowsDuplicates: true)
        _ = try reader.readText()
    }
}

private struct JSONReader {
    let bytes: ContiguousArray<UInt8>
    let depthLimit: Int
    let allowsDuplicates: Bool
    var position = 0

    init(bytes: ContiguousArray<UInt8>, depthLimit: Int, allowsDuplicates: Bool = false) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        self.allowsDuplicates = allowsDuplicates
    }

    mutating func readText() throws(JSONError) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw failure(.byteOrderMark)
        }
        skipWhitespace()
        let value = try readValue(depth: 0)
        skipWhitespace()
        if position < bytes.count {
            throw failure(.trailingBytes)
        }
        return value
    }

    private mutating func readValue(depth: Int) throws(JSONError) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "{"): return try readObject(depth: depth + 1)
        case UInt8(ascii: "["): return try readArray(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", as: .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", as: .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", as: .null)
        default: return .number(try readNumber())
        }
    }

    private mutating func readObject(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= depthLimit else { throw failure(.tooDeep(limit: depthLimit)) }
        position += 1
        var object = JSONObject()
        var names = MemberNames()
        skipWhitespace()
        if try peek() == UInt8(ascii: "}") {
            position += 1
            return .object(object)
        }
        while true {
            skipWhitespace()
            let start = position
            guard try peek() == UInt8(ascii: "\"") else { throw unexpected() }
            let name = try readString()
            guard names.insert(name, into: object) || allowsDuplicates else {
                throw JSONError(reason: .duplicateMember(name), offset: start)
            }
            skipWhitespace()
            try expect(UInt8(ascii: ":"))
            skipWhitespace()
            object.append(unchecked: name, try readValue(depth: depth))
            skipWhitespace()
            guard try peek() == UInt8(ascii: ",") else {
                try expect(UInt8(ascii: "}"))
                return .object(object)
            }
            position += 1
        }
    }

    private mutating func readArray(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= depthLimit else { throw failure(.tooDeep(limit: depthLimit)) }
        position += 1
        var elements: [JSONValue] = []
        skipWhitespace()
        if try peek() == UInt8(ascii: "]") {
            position += 1
            return .array(elements)
        }
        while true {
            skipWhitespace()
            elements.append(try readValue(depth: depth))
            skipWhitespace()
            guard try peek() == UInt8(ascii: ",") else {
                try expect(UInt8(ascii: "]"))
                return .array(elements)
            }
            position += 1
        }
    }

    private mutating func readWord(_ word: StaticString, as value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount {
            try expect(word.utf8Start[index])
        }
        return value
    }

    private mutating func readNumber() throws(JSONError) -> JSONNumber {
        let start = position
        if try peek() == UInt8(ascii: "-") {
            position += 1
        }
        if try peek() == UInt8(ascii: "0") {
            position += 1
        } else {
            try skipDigits(orFail: start == position ? nil : .invalidNumber)
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try skipDigits(orFail: .invalidNumber)
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try skipDigits(orFail: .invalidNumber)
        }
        if position < bytes.count, isDigit(bytes[position]) {
            throw failure(.invalidNumber)  // 01
        }
        return JSONNumber(validated: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    /// Skips one digit or more; without one, throws the reason, or names the byte when there is none.
    private mutating func skipDigits(orFail reason: JSONError.Reason?) throws(JSONError) {
        guard position < bytes.count, isDigit(bytes[position]) else {
            if let reason { throw failure(reason) }
            throw unexpected()
        }
        while position < bytes.count, isDigit(bytes[position]) {
            position += 1
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private mutating func readString() throws(JSONError) -> String {
        let start = position
        position += 1
        var run = position
        var text: [UInt8] = []
        while true {
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let last = bytes[run..<position]
                position += 1
                let string: String?
                if text.isEmpty {
                    string = String(validating: last, as: UTF8.self)
                } else {
                    text.append(contentsOf: last)
                    string = String(validating: text, as: UTF8.self)
                }
                guard let string else {
                    throw JSONError(reason: .invalidUTF8, offset: start)
                }
                return string
            case UInt8(ascii: "\\"):
                text.append(contentsOf: bytes[run..<position])
                try readEscape(into: &text)
                run = position
            case 0..<0x20:
                throw failure(.controlCharacterInString)
            default:
                position += 1
            }
        }
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(JSONError) {
        position += 1
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        let escape = bytes[position]
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            text.append(contentsOf: Array(String(try readUnicodeEscape()).utf8))
            return
        default: throw failure(.invalidEscape)
        }
        position += 1
    }

    /// Reads `uXXXX`, and the second half of a surrogate pair when the first one asks for it.
    private mutating func readUnicodeEscape() throws(JSONError) -> Character {
        let start = position
        let first = try readFourHexDigits()
        var scalar = UInt32(first)
        if first >= 0xDC00 && first <= 0xDFFF {
            throw JSONError(reason: .loneSurrogate, offset: start)
        }
        if first >= 0xD800 && first <= 0xDBFF {
            guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            else {
                throw JSONError(reason: .loneSurrogate, offset: start)
            }
            position += 1
            let second = try readFourHexDigits()
            guard second >= 0xDC00 && second <= 0xDFFF else {
                throw JSONError(reason: .loneSurrogate, offset: start)
            }
            scalar = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        }
        guard let unicode = UnicodeScalar(scalar) else {
            throw JSONError(reason: .loneSurrogate, offset: start)
        }
        return Character(unicode)
    }

    private mutating func readFourHexDigits() throws(JSONError) -> UInt16 {
        position += 1
        guard position + 4 <= bytes.count else { throw failure(.unexpectedEnd) }
        var value: UInt16 = 0
        for _ in 0..<4 {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt16(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt16(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt16(byte - UInt8(ascii: "A") + 10)
            default: throw failure(.invalidEscape)
            }
            position += 1
        }
        return value
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        return bytes[position]
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard try peek() == byte else { throw unexpected() }
        position += 1
    }

    private func unexpected() -> JSONError {
        failure(.unexpectedByte(bytes[position]))
    }

    private func failure(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason: reason, offset: min(position, bytes.count))
    }
}

/// The names that an object has so far, by their bytes.
///
/// Most objects have a few members, and to look through those is faster than to hash them; for one with many, a set
/// keeps the time from growing with the square of their number.
private struct MemberNames {
    private var seen = Set<[UInt8]>()
    private static let fewMembers = 16

    /// Returns false for a name that the object has already.
    mutating func insert(_ name: String, into object: JSONObject) -> Bool {
        guard object.count >= Self.fewMembers else {
            return object[name] == nil
        }
        if seen.isEmpty {
            seen = Set(object.members.map { Array($0.name.utf8) })
        }
        return seen.insert(Array(name.utf8)).inserted
    }
}
