// SPDX-License-Identifier: Apache-2.0

/// Reads a request line and header fields, strictly by RFC 9112, from bytes that may arrive one by one.
///
/// Where the RFC lets a recipient be lenient (a bare LF, a folded line, a repeated Content-Length), this decoder is not:
/// two readers of one stream that disagree are how requests are smuggled (RFC 9112 §11.2).
struct HeadDecoder {
    private let limits: HTTPLimits
    private var part = Part.requestLine
    /// The start of the line that is being read, counted from the head's first byte.
    private var lineStart = 0
    /// How far the search for a line end has come: no byte is searched twice.
    private var searched = 0
    private var head: RequestHead
    private var valueBytes = 0
    private var hosts = 0
    private var host = RequestHead.OffsetRange(0, 0)
    /// The host of a target in absolute form.
    private var targetHost: RequestHead.OffsetRange?
    private var contentLength: Int?
    private var transferEncoding: TransferEncoding?
    private var connection = ConnectionOptions()
    /// A head was given out; the next call begins a new one.
    private var isFinished = true

    private enum Part {
        case requestLine
        case fields
    }

    private enum TransferEncoding {
        case chunked
        case unknown
    }

    private struct ConnectionOptions {
        var close = false
        var keepAlive = false
    }

    init(limits: HTTPLimits) {
        self.limits = limits
        head = Self.emptyHead
    }

    private static let emptyHead = RequestHead(
        bytes: [],
        base: 0,
        methodRange: .init(0, 0),
        targetRange: .init(0, 0),
        fields: [],
        framing: .none,
        expectsContinue: false,
        keepsAlive: true,
        isHTTP10: false
    )

    /// Forgets the last request and keeps the memory of its field table, which nobody else holds any more.
    private mutating func reset() {
        head.fields.removeAll(keepingCapacity: true)
        if head.fields.capacity == 0 { head.fields.reserveCapacity(16) }
        head.expectsContinue = false
        isFinished = false
        part = .requestLine
        lineStart = 0
        searched = 0
        valueBytes = 0
        hosts = 0
        targetHost = nil
        contentLength = nil
        transferEncoding = nil
        connection = ConnectionOptions()
    }

    /// Whether the request line has begun: empty lines before it do not count.
    var hasBegun: Bool { !isFinished && (part == .fields || searched > lineStart) }

    /// Goes on reading.
    ///
    /// - Parameters:
    ///   - bytes: The buffer; what was given before is still in it.
    ///   - base: Where the head begins; it may differ from call to call.
    ///   - end: The end of what has arrived.
    /// - Returns: The head and its length, or `nil` when more bytes are needed.
    /// - Throws: ``RequestError``.
    mutating func decode(
        _ bytes: [UInt8],
        base: Int,
        end: Int
    ) throws(RequestError) -> (head: RequestHead, length: Int)? {
        if isFinished { reset() }
        while let lineFeed = findLineFeed(bytes, base: base, end: end) {
            let line = base + lineStart
            // The size first: a line is judged alike, whether it comes in one piece or not.
            try checkSize(lineLength: lineFeed - line, headLength: lineFeed + 1 - base)
            guard lineFeed > line, bytes[lineFeed - 1] == 0x0D else { throw .bareLineFeed }
            let lineEnd = lineFeed - 1
            lineStart = lineFeed + 1 - base
            searched = lineStart
            switch part {
            case .requestLine where line == lineEnd:
                // RFC 9112 §2.2: an empty line before the request line is ignored.
                guard lineStart <= limits.emptyBytesBeforeRequest else { throw .requestLineMalformed }
            case .requestLine:
                try readRequestLine(bytes, base: base, from: line, to: lineEnd)
                part = .fields
            case .fields where line == lineEnd:
                try checkHost(bytes, base: base)
                try settleFraming()
                isFinished = true
                // Only the copy refers to the buffer: the connection has to be its one owner again when it reads on.
                var complete = head
                complete.bytes = bytes
                complete.base = base
                return (complete, lineStart)
            case .fields:
                try readField(bytes, base: base, from: line, to: lineEnd)
            }
        }
        try checkSize(lineLength: end - base - lineStart, headLength: end - base)
        return nil
    }

    private mutating func findLineFeed(_ bytes: [UInt8], base: Int, end: Int) -> Int? {
        let start = base + searched
        if start < end, let position = ASCII.firstLineFeed(in: bytes, from: start, to: end) { return position }
        searched = max(searched, end - base)
        return nil
    }

    /// - Parameters:
    ///   - lineLength: The bytes of the line that is being read, up to its LF.
    ///   - headLength: The bytes of the head so far.
    /// - Throws: ``RequestError``.
    private func checkSize(lineLength: Int, headLength: Int) throws(RequestError) {
        // A method and a version take part of the line; a method that does not fit there is nobody's.
        if part == .requestLine, lineLength > limits.targetBytes + 64 { throw .targetTooLong }
        if headLength > limits.headBytes { throw .headTooLarge }
    }

    // MARK: - The request line (RFC 9112 §3)

    private mutating func readRequestLine(
        _ bytes: [UInt8],
        base: Int,
        from start: Int,
        to end: Int
    ) throws(RequestError) {
        var position = start
        while position < end, ASCII.isTokenByte(bytes[position]) {
            position += 1
        }
        guard position < end, bytes[position] == 0x20 else {
            throw position < end && bytes[position] > 0x20 ? .methodNotAToken : .requestLineMalformed
        }
        guard position > start else { throw .requestLineMalformed }
        head.methodRange = .init(start - base, position - base)

        let targetStart = position + 1
        position = targetStart
        while position < end, bytes[position] > 0x20, bytes[position] < 0x7F {
            position += 1
        }
        guard position < end, bytes[position] == 0x20, position > targetStart else {
            throw position < end && bytes[position] != 0x20 ? .targetMalformed : .requestLineMalformed
        }
        guard position - targetStart <= limits.targetBytes else { throw .targetTooLong }
        try readVersion(bytes[position + 1..<end])
        try readTarget(bytes, base: base, from: targetStart, to: position)
    }

    private mutating func readVersion(_ version: ArraySlice<UInt8>) throws(RequestError) {
        // Case-sensitive: RFC 9112 §2.3.
        guard version.count == 8, version.starts(with: "HTTP/".utf8) else {
            throw version.contains(0x20) ? .requestLineMalformed : .versionMalformed
        }
        let major = version[version.startIndex + 5]
        let minor = version[version.startIndex + 7]
        guard ASCII.isDigit(major), version[version.startIndex + 6] == UInt8(ascii: "."), ASCII.isDigit(minor) else {
            throw .versionMalformed
        }
        guard major == UInt8(ascii: "1"), minor <= UInt8(ascii: "1") else { throw .versionNotSupported }
        head.isHTTP10 = minor == UInt8(ascii: "0")
    }

    /// Takes origin form as it is, reduces absolute form to it, and lets `*` pass for OPTIONS (RFC 9112 §3.2).
    private mutating func readTarget(
        _ bytes: [UInt8],
        base: Int,
        from start: Int,
        to end: Int
    ) throws(RequestError) {
        let method = bytes[base + Int(head.methodRange.start)..<base + Int(head.methodRange.end)]
        guard !method.elementsEqual("CONNECT".utf8), !method.elementsEqual("TRACE".utf8) else {
            throw .methodRefused
        }
        let target = bytes[start..<end]
        guard !target.contains(UInt8(ascii: "#")) else { throw .targetMalformed }
        head.targetRange = .init(start - base, end - base)
        if target.first == UInt8(ascii: "/") { return }
        if end - start == 1, target.first == UInt8(ascii: "*") {
            guard method.elementsEqual("OPTIONS".utf8) else { throw .targetMalformed }
            return
        }
        let schemeLength =
            ASCII.equals(target.prefix(7), "http://") ? 7 : ASCII.equals(target.prefix(8), "https://") ? 8 : 0
        guard schemeLength > 0 else { throw .targetMalformed }
        let authority = target.dropFirst(schemeLength).prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard !authority.isEmpty, Self.isHost(authority) else { throw .targetMalformed }
        if authority.endIndex == end {
            // RFC 9112 §3.2.2: without a path it is "/", and one slash stands right before the authority.
            head.targetRange = .init(authority.startIndex - 1 - base, authority.startIndex - base)
        } else {
            // "http://host?query" would have to become "/?query", which is not in the bytes.
            guard bytes[authority.endIndex] == UInt8(ascii: "/") else { throw .targetMalformed }
            head.targetRange = .init(authority.endIndex - base, end - base)
        }
        targetHost = .init(authority.startIndex - base, authority.endIndex - base)
    }

    // MARK: - Header fields (RFC 9112 §5)

    private mutating func readField(
        _ bytes: [UInt8],
        base: Int,
        from start: Int,
        to end: Int
    ) throws(RequestError) {
        guard !ASCII.isSpace(bytes[start]) else { throw .obsoleteLineFolding }
        var colon = start
        while colon < end, ASCII.isTokenByte(bytes[colon]) {
            colon += 1
        }
        guard colon < end, bytes[colon] == UInt8(ascii: ":"), colon > start else {
            throw colon < end && colon > start && ASCII.isSpace(bytes[colon])
                ? .whitespaceBeforeColon : .fieldNameMalformed
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
            throw bytes[position] == 0x0D ? .bareCarriageReturn : .fieldValueMalformed
        }
        guard head.fields.count < limits.fieldCount else { throw .tooManyFields }
        valueBytes += valueEnd - valueStart
        guard valueBytes <= limits.fieldValueBytes else { throw .headTooLarge }
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
            guard Self.isHost(value) else { throw .hostMalformed }
            host = .init(value.startIndex - base, value.endIndex - base)
        case 6 where ASCII.equals(name, "expect"):
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
            contentLength = try Self.length(value)
        case 17 where ASCII.equals(name, "transfer-encoding"):
            // A second field, a list, a parameter: all "not chunked", never "perhaps chunked".
            let isChunked = transferEncoding == nil && ASCII.equals(value, "chunked")
            transferEncoding = isChunked ? .chunked : .unknown
        default:
            break
        }
    }

    /// Digits only: no sign, no list, no white space inside, nothing that overflows.
    private static func length(_ value: ArraySlice<UInt8>) throws(RequestError) -> Int {
        guard !value.isEmpty, value.count <= 18, value.allSatisfy(ASCII.isDigit) else {
            // RFC 9110 §8.6 asks to guard against overflow; a number of that size is too large all the same.
            throw value.count > 18 && value.allSatisfy(ASCII.isDigit) ? .bodyTooLarge : .contentLengthMalformed
        }
        return value.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// `uri-host [ ":" port ]`; empty is allowed (RFC 9112 §3.2).
    private static func isHost(_ value: ArraySlice<UInt8>) -> Bool {
        guard value.allSatisfy(ASCII.hostBytes.contains) else { return false }
        if value.contains(UInt8(ascii: "%")) {
            let escapes = value.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false).dropFirst()
            let areComplete = escapes.allSatisfy { $0.prefix(2).count(where: { ASCII.hexValue($0) != nil }) == 2 }
            guard areComplete else { return false }
        }
        let afterHost: ArraySlice<UInt8>
        if value.first == UInt8(ascii: "[") {
            guard let close = value.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let address = value[(value.startIndex + 1)..<close]
            guard !address.isEmpty, !address.contains(UInt8(ascii: "[")) else { return false }
            afterHost = value[(close + 1)...]
        } else {
            let host = value.prefix { $0 != UInt8(ascii: ":") }
            guard !host.contains(UInt8(ascii: "[")), !host.contains(UInt8(ascii: "]")) else { return false }
            afterHost = value[host.endIndex...]
        }
        guard let colon = afterHost.first else { return true }
        return colon == UInt8(ascii: ":") && afterHost.count <= 6 && afterHost.dropFirst().allSatisfy(ASCII.isDigit)
    }

    private func checkHost(_ bytes: [UInt8], base: Int) throws(RequestError) {
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

    // MARK: - The body's end (RFC 9112 §6.3)

    private mutating func settleFraming() throws(RequestError) {
        switch (transferEncoding, contentLength) {
        case (nil, nil), (nil, 0?): head.framing = .none
        case (nil, let length?): head.framing = .length(length)
        case (_?, _) where head.isHTTP10: throw .transferEncodingInHTTP10
        case (_?, _?): throw .contentLengthWithTransferEncoding
        case (.unknown?, nil): throw .transferCodingUnknown
        case (.chunked?, nil): head.framing = .chunked
        }
        if case .length(let length) = head.framing, length > limits.bodyBytes { throw .bodyTooLarge }
        // RFC 9112 §9.3.
        head.keepsAlive = !connection.close && (!head.isHTTP10 || connection.keepAlive)
        // RFC 9110 §10.1.1: an HTTP/1.0 client's expectation is ignored.
        head.expectsContinue = head.expectsContinue && !head.isHTTP10 && head.framing != .none
    }
}
