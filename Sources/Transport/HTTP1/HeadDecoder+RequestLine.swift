// SPDX-License-Identifier: Apache-2.0

/// The request line (RFC 9112 §3).
extension HeadDecoder {
    mutating func readRequestLine(
        _ bytes: [UInt8],
        base: Int,
        from start: Int,
        to end: Int
    ) throws(RequestError) {
        var position = ASCII.tokenEnd(in: bytes, from: start, to: end)
        guard position < end, bytes[position] == 0x20, position > start else {
            throw methodFault(bytes[start..<end], next: position < end ? bytes[position] : nil)
        }
        head.methodRange = .init(start - base, position - base)
        isHead = ASCII.isExactly("HEAD", bytes, from: start, to: position)

        let targetStart = position + 1
        position = bytes.withUnsafeBufferPointer { bytes in
            var position = targetStart
            while position < end, bytes[position] > 0x20, bytes[position] < 0x7F { position += 1 }
            return position
        }
        guard position < end, bytes[position] == 0x20, position > targetStart else {
            throw targetFault(next: position < end ? bytes[position] : nil, isEmpty: position == targetStart)
        }
        guard position - targetStart <= limits.targetBytes else { throw .targetTooLong }
        // Nearly every request ends its line so; anything else is looked at closely.
        if ASCII.isExactly("HTTP/1.1", bytes, from: position + 1, to: end) {
            head.isHTTP10 = false
        } else {
            try readVersion(bytes[position + 1..<end])
        }
        try readTarget(bytes, base: base, from: targetStart, to: position)
    }

    /// What is wrong where a method should end.
    ///
    /// - Parameters:
    ///   - line: The request line.
    ///   - next: The first byte that is in no token.
    /// - Returns: What to refuse it with.
    private func methodFault(_ line: ArraySlice<UInt8>, next: UInt8?) -> RequestError {
        switch next {
        case nil: .targetMissing
        case 0x00: .nullByte
        case 0x0D: .bareCarriageReturn
        case 0x20 where line.dropFirst().first == UInt8(ascii: "/"): .methodMissing
        case 0x20, 0x09: .requestLineWhitespace
        default: .methodNotAToken
        }
    }

    /// What is wrong where a target should end.
    private func targetFault(next: UInt8?, isEmpty: Bool) -> RequestError {
        switch next {
        case nil: isEmpty ? .targetMissing : .versionMissing
        case 0x00: .nullByte
        case 0x0D: .bareCarriageReturn
        case 0x20, 0x09: .requestLineWhitespace
        case let byte? where byte >= 0x80: .targetNotASCII
        case _?: .targetControlCharacter
        }
    }

    private mutating func readVersion(_ version: ArraySlice<UInt8>) throws(RequestError) {
        // Case-sensitive: RFC 9112 §2.3.
        guard version.count == 8, version.starts(with: "HTTP/".utf8) else { throw versionFault(version) }
        let major = version[version.startIndex + 5]
        let minor = version[version.startIndex + 7]
        guard ASCII.isDigit(major), version[version.startIndex + 6] == UInt8(ascii: "."), ASCII.isDigit(minor) else {
            throw versionFault(version)
        }
        guard major == UInt8(ascii: "1"), minor <= UInt8(ascii: "1") else { throw .versionNotSupported }
        head.isHTTP10 = minor == UInt8(ascii: "0")
    }

    private func versionFault(_ version: ArraySlice<UInt8>) -> RequestError {
        if version.isEmpty { return .versionMissing }
        if version.contains(0x00) { return .nullByte }
        if version.contains(0x0D) { return .bareCarriageReturn }
        guard let space = version.firstIndex(where: ASCII.isSpace) else { return .versionMalformed }
        let isAtTheEdge = space == version.startIndex || version[space...].allSatisfy(ASCII.isSpace)
        return isAtTheEdge ? .requestLineWhitespace : .requestLineMalformed
    }

    // MARK: - The target (RFC 9112 §3.2)

    /// Takes origin form as it is, reduces absolute form to it, and lets `*` pass for OPTIONS.
    private mutating func readTarget(
        _ bytes: [UInt8],
        base: Int,
        from start: Int,
        to end: Int
    ) throws(RequestError) {
        let method = (from: base + Int(head.methodRange.start), to: base + Int(head.methodRange.end))
        guard !ASCII.isExactly("CONNECT", bytes, from: method.from, to: method.to) else { throw .connectRefused }
        guard !ASCII.isExactly("TRACE", bytes, from: method.from, to: method.to) else { throw .traceRefused }
        guard ASCII.first(UInt8(ascii: "#"), in: bytes, from: start, to: end) == nil else { throw .targetFragment }
        head.targetRange = .init(start - base, end - base)
        if bytes[start] == UInt8(ascii: "/") { return }
        if end - start == 1, bytes[start] == UInt8(ascii: "*") {
            guard ASCII.isExactly("OPTIONS", bytes, from: method.from, to: method.to) else {
                throw .targetAsteriskWithoutOptions
            }
            return
        }
        let target = bytes[start..<end]
        let schemeLength =
            ASCII.equals(target.prefix(7), "http://") ? 7 : ASCII.equals(target.prefix(8), "https://") ? 8 : 0
        guard schemeLength > 0 else { throw .targetFormUnknown }
        head.targetIsHTTPS = schemeLength == 8
        let authority = target.dropFirst(schemeLength).prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard !authority.isEmpty else { throw .targetAuthorityMalformed }
        if let fault = HostField.fault(in: authority) {
            throw fault == .hostUserinfo ? .targetUserinfo : .targetAuthorityMalformed
        }
        if authority.endIndex == end {
            // RFC 9112 §3.2.2: without a path it is "/", and one slash stands right before the authority.
            head.targetRange = .init(authority.startIndex - 1 - base, authority.startIndex - base)
        } else {
            // "http://host?query" would have to become "/?query", which is not in the bytes.
            guard bytes[authority.endIndex] == UInt8(ascii: "/") else { throw .targetPathMissing }
            head.targetRange = .init(authority.endIndex - base, end - base)
        }
        targetHost = .init(authority.startIndex - base, authority.endIndex - base)
    }
}
