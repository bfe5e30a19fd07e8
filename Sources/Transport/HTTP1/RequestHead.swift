// SPDX-License-Identifier: Apache-2.0

/// A request line and header fields, as offsets into the bytes that arrived.
///
/// Strings are made when somebody asks.
package struct RequestHead: Sendable {
    /// The bytes that hold the head; shared with the connection's buffer where that is safe.
    var bytes: [UInt8]
    /// Where the head begins in `bytes`; every other offset counts from here.
    var base: Int
    var methodRange: OffsetRange
    var targetRange: OffsetRange
    var fields: [Field]
    var framing: BodyFraming
    var expectsContinue: Bool
    /// Behind a body in the chunked coding (RFC 9112 §7.1.2), as it came; among the bytes, and no header fields.
    var trailers = OffsetRange(0, 0)
    /// Whether the target was in absolute form, with the scheme `https`.
    var targetIsHTTPS = false

    /// Whether the client wants the connection to stay open.
    package internal(set) var keepsAlive: Bool
    package internal(set) var isHTTP10: Bool

    struct OffsetRange: Sendable {
        var start: UInt32
        var end: UInt32

        init(_ start: Int, _ end: Int) {
            self.start = UInt32(truncatingIfNeeded: start)
            self.end = UInt32(truncatingIfNeeded: end)
        }
    }

    struct Field: Sendable {
        var name: OffsetRange
        var value: OffsetRange
    }

    /// How the end of the body is found (RFC 9112 §6.3).
    enum BodyFraming: Sendable, Equatable {
        case none
        case length(Int)
        case chunked
    }

    package var method: ArraySlice<UInt8> { slice(methodRange) }

    /// The request target in origin form, `/path?query`, or `*`; as sent, nothing decoded.
    package var target: ArraySlice<UInt8> { slice(targetRange) }

    /// Whether the method is HEAD; methods are case-sensitive (RFC 9110 §9.1).
    package var isHead: Bool { hasMethod("HEAD") }

    /// Whether the method is a certain one, letter case and all.
    package func hasMethod(_ name: StaticString) -> Bool {
        ASCII.isExactly(name, bytes, from: base + Int(methodRange.start), to: base + Int(methodRange.end))
    }

    package var fieldCount: Int { fields.count }

    /// The field at a position, in the order of arrival.
    package func field(at index: Int) -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
        (slice(fields[index].name), slice(fields[index].value))
    }

    /// The value of the first field of a name.
    ///
    /// - Parameter name: The name in small letters.
    /// - Returns: The value, without white space around it.
    package func firstValue(of name: StaticString) -> ArraySlice<UInt8>? {
        let length = UInt32(name.utf8CodeUnitCount)
        for field in fields where field.name.end - field.name.start == length && ASCII.equals(slice(field.name), name) {
            return slice(field.value)
        }
        return nil
    }

    /// The value of the first field of a name that is known at run time only.
    ///
    /// - Parameter name: The name's bytes in small letters.
    /// - Returns: The value, without white space around it.
    package func firstValue(ofLowercase name: [UInt8]) -> ArraySlice<UInt8>? {
        for field in fields where field.name.end - field.name.start == UInt32(name.count) {
            if ASCII.equals(bytes, from: base + Int(field.name.start), name) { return slice(field.value) }
        }
        return nil
    }

    /// The values of all fields of a name, in the order of arrival.
    ///
    /// - Parameter name: In any letter case.
    /// - Returns: The values, without white space around them.
    package func values(ofName name: [UInt8]) -> [ArraySlice<UInt8>] {
        let wanted = name.map(ASCII.lowercased)
        return fields.compactMap { field in
            slice(field.name).lazy.map(ASCII.lowercased).elementsEqual(wanted) ? slice(field.value) : nil
        }
    }

    /// The value of the first trailer field of a name: of no meaning but to whom it is meant for (RFC 9110 §6.5.1).
    ///
    /// - Parameter name: The name in small letters.
    /// - Returns: The value, without white space around it.
    package func firstTrailer(of name: StaticString) -> ArraySlice<UInt8>? {
        for line in slice(trailers).split(separator: 0x0A) {
            let fieldName = line.prefix { $0 != UInt8(ascii: ":") }
            guard ASCII.equals(fieldName, name) else { continue }
            let value = line[fieldName.endIndex...].dropFirst().drop { Self.isSpace($0) }
            return value.prefix(upTo: value.lastIndex { !Self.isSpace($0) }.map { $0 + 1 } ?? value.startIndex)
        }
        return nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    /// Keeps trailer fields behind the head's own bytes, which no buffer shares by now.
    mutating func keep(trailers: [UInt8]) {
        self.trailers = OffsetRange(bytes.count - base, bytes.count - base + trailers.count)
        bytes += trailers
    }

    private func slice(_ range: OffsetRange) -> ArraySlice<UInt8> {
        bytes[base + Int(range.start)..<base + Int(range.end)]
    }
}
