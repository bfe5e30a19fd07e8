// SPDX-License-Identifier: Apache-2.0

/// An answer.
///
/// Date, Content-Length and Connection are the server's to add, and framing is its to decide.
package struct Response: Sendable {
    package var status: UInt16
    /// The value of Content-Type; `nil` for none.
    ///
    /// One with control characters is not sent.
    package var contentType: [UInt8]?
    package var fields: ResponseFields
    package var body: [UInt8]
    /// Whether the connection ends after it.
    package var closesConnection = false

    package init(
        status: UInt16,
        contentType: [UInt8]? = nil,
        fields: ResponseFields = ResponseFields(),
        body: [UInt8] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.fields = fields
        self.body = body
    }
}

/// Header fields in the form in which they are sent, so that writing them is one copy.
package struct ResponseFields: Sendable, Hashable {
    package private(set) var bytes: [UInt8] = []

    package init(reservingBytes capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Appends a field whose value a closure writes.
    ///
    /// - Parameters:
    ///   - name: A constant, so it is known to be a token.
    ///   - write: Appends the value, which must not contain CR or LF.
    package mutating func append(_ name: StaticString, writing write: (inout [UInt8]) -> Void) {
        bytes.append(name)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(0x20)
        write(&bytes)
        bytes.append(0x0D)
        bytes.append(0x0A)
    }

    package mutating func append(_ name: StaticString, _ value: StaticString) {
        append(name) { $0.append(value) }
    }

    /// Appends a field, unless its value would end the line: a value that comes from elsewhere must not add fields.
    ///
    /// - Returns: Whether it was appended.
    @discardableResult
    package mutating func append(_ name: StaticString, _ value: some Collection<UInt8>) -> Bool {
        guard value.allSatisfy(ASCII.isFieldByte) else { return false }
        append(name) { $0.append(contentsOf: value) }
        return true
    }
}

extension [UInt8] {
    /// Appends the bytes of a constant.
    package mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    /// Appends a number in decimal digits.
    package mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var magnitude = number.magnitude
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        Swift.withUnsafeMutableBytes(of: &digits) { memory in
            var position = memory.count
            repeat {
                position -= 1
                memory[position] = UInt8(0x30 + magnitude % 10)
                magnitude /= 10
            } while magnitude > 0
            append(contentsOf: memory[position...])
        }
    }
}
