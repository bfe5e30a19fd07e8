// SPDX-License-Identifier: Apache-2.0

/// Header fields (RFC 9112 §5), and what those that frame the message say.
extension HeadDecoder {
    mutating func readField(
        _ bytes: [UInt8],
        base: Int,
        from start: Int,
        to end: Int
    ) throws(RequestError) {
        guard !ASCII.isSpace(bytes[start]) else { throw .obsoleteLineFolding }
        let colon = ASCII.tokenEnd(in: bytes, from: start, to: end)
        guard colon < end, bytes[colon] == UInt8(ascii: ":"), colon > start else {
            throw FieldFault.name(next: colon < end ? bytes[colon] : nil, isEmpty: colon == start)
        }
        var valueStart = colon + 1
        var valueEnd = end
        while valueStart < valueEnd, ASCII.isSpace(bytes[valueStart]) {
            valueStart += 1
        }
        while valueEnd > valueStart, ASCII.isSpace(bytes[valueEnd - 1]) {
            valueEnd -= 1
        }
        if let position = ASCII.firstNonFieldByte(in: bytes, from: valueStart, to: valueEnd) {
            throw FieldFault.value(bytes[position])
        }
        guard head.fields.count < limits.fieldCount else { throw .tooManyFields }
        valueBytes += valueEnd - valueStart
        guard valueBytes <= limits.fieldValueBytes else { throw .fieldValuesTooLarge }
        head.fields.append(
            RequestHead.Field(
                name: .init(start - base, colon - base),
                value: .init(valueStart - base, valueEnd - base)
            )
        )
        try note(name: bytes[start..<colon], value: bytes[valueStart..<valueEnd], base: base)
    }

    /// Remembers the fields that frame the message.
    ///
    /// The length of a name settles most of them at once.
    private mutating func note(
        name: ArraySlice<UInt8>,
        value: ArraySlice<UInt8>,
        base: Int
    ) throws(RequestError) {
        switch name.count {
        case 4 where ASCII.equals(name, "host"):
            hosts += 1
            guard hosts == 1 else { throw .hostRepeated }
            if let fault = HostField.fault(in: value) { throw fault }
            host = .init(value.startIndex - base, value.endIndex - base)
        case 6 where ASCII.equals(name, "expect"):
            guard !head.expectsContinue else { throw .expectationRepeated }
            guard ASCII.equals(value, "100-continue") else { throw .expectationUnknown }
            head.expectsContinue = true
        case 10 where ASCII.equals(name, "connection"):
            for option in value.split(separator: UInt8(ascii: ",")) {
                let word = option.drop(while: ASCII.isSpace)
                let length = word.lastIndex { !ASCII.isSpace($0) }.map { $0 + 1 - word.startIndex } ?? 0
                connection.close = connection.close || ASCII.equals(word.prefix(length), "close")
                connection.keepAlive = connection.keepAlive || ASCII.equals(word.prefix(length), "keep-alive")
            }
        case 14 where ASCII.equals(name, "content-length"):
            guard contentLength == nil else { throw .contentLengthRepeated }
            contentLength = try ContentLengthField.length(value)
        case 17 where ASCII.equals(name, "transfer-encoding"):
            // Judged when the head is complete, because beside a Content-Length it is wrong whatever it says.
            if transferEncoding != nil {
                transferEncoding = .refused(.transferEncodingRepeated)
            } else if TransferEncodingField.isChunked(value) {
                transferEncoding = .chunked
            } else {
                transferEncoding = .refused(TransferEncodingField.fault(in: value))
            }
        default:
            break
        }
    }

    func checkHost(_ bytes: [UInt8], base: Int) throws(RequestError) {
        guard hosts == 1 else {
            guard head.isHTTP10 else { throw .hostMissing }
            return
        }
        guard let targetHost else { return }
        // RFC 9112 §3.2: a client must send both alike. One that does not may mean either, and who checks one of them
        // could be led to serve the other.
        let field = bytes[base + Int(host.start)..<base + Int(host.end)]
        let target = bytes[base + Int(targetHost.start)..<base + Int(targetHost.end)]
        guard field.elementsEqual(target, by: { ASCII.lowercased($0) == ASCII.lowercased($1) }) else {
            throw .hostDiffersFromTarget
        }
    }
}

/// What is wrong with the line of a field, in a head or among trailers: both are fields (RFC 9110 §6.5).
enum FieldFault {
    /// A name without a colon behind it.
    ///
    /// - Parameters:
    ///   - next: The byte where the name ends, which is no colon, or none when the line is at its end.
    ///   - isEmpty: Whether nothing stands before it.
    /// - Returns: What to refuse it with.
    static func name(next: UInt8?, isEmpty: Bool) -> RequestError {
        switch next {
        case UInt8(ascii: ":")? where isEmpty: .fieldNameMissing
        case nil: .colonMissing
        case 0x00?: .nullByte
        case 0x0D?: .bareCarriageReturn
        case 0x0A?: .bareLineFeed
        case 0x20?, 0x09?: isEmpty ? .obsoleteLineFolding : .whitespaceBeforeColon
        case _?: .fieldNameMalformed
        }
    }

    /// A value with a byte that may not stand there.
    static func value(_ byte: UInt8) -> RequestError {
        switch byte {
        case 0x00: .nullByte
        case 0x0D: .bareCarriageReturn
        case 0x0A: .bareLineFeed
        default: .fieldValueMalformed
        }
    }
}
