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

    /// Fields that stand there already, but for holes in their values.
    ///
    /// - Parameters:
    ///   - template: The fields in the form in which they are sent, each with its line end.
    ///   - room: For how many bytes more there is to be room.
    ///   - fill: Fills the holes of the copy.
    package init(template: [UInt8], room: Int, filling fill: (UnsafeMutableRawBufferPointer) -> Void) {
        bytes.reserveCapacity(template.count + room)
        bytes.append(contentsOf: template)
        bytes.withUnsafeMutableBytes(fill)
    }

    /// Appends fields that were made before.
    package mutating func append(_ others: ResponseFields) {
        bytes.append(contentsOf: others.bytes)
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

    /// Whether a text can be the name of a field: a token (RFC 9110 §5.1, §5.6.2).
    package static func isFieldName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(ASCII.isTokenByte)
    }

    /// Appends a field whose name comes from elsewhere, too.
    ///
    /// - Returns: Whether it was appended: a name that is no token (RFC 9110 §5.6.2), or a value that would end the line,
    ///   is left out.
    @discardableResult
    package mutating func append(named name: String, _ value: String) -> Bool {
        guard Self.isFieldName(name), value.utf8.allSatisfy(ASCII.isFieldByte) else {
            return false
        }
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(0x20)
        bytes.append(contentsOf: value.utf8)
        bytes.append(0x0D)
        bytes.append(0x0A)
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
        append(addingCapacity: 20) { $0.append(decimal: number) }
    }
}

extension OutputSpan<UInt8> {
    /// Appends the bytes of a constant.
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(copying: UnsafeRawBufferPointer($0)) }
    }

    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append(copying: $0) }
    }

    private mutating func append(copying bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= freeCapacity)
        withUnsafeMutableBufferPointer { memory, count in
            UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(memory)[count...])
                .copyMemory(from: bytes)
            count += bytes.count
        }
    }

    /// Appends a number in decimal digits, twenty at most.
    mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var magnitude = number.magnitude
        guard magnitude >= 10 else { return append(UInt8(0x30 + magnitude)) }
        // From the last digit on, so that every division is one by ten, which is a multiplication.
        var digits: InlineArray<20, UInt8> = .init(repeating: 0)
        var first = 20
        while magnitude > 0 {
            first -= 1
            digits[first] = UInt8(truncatingIfNeeded: 0x30 + magnitude % 10)
            magnitude /= 10
        }
        for position in first..<20 { append(digits[position]) }
    }
}
