// SPDX-License-Identifier: Apache-2.0

/// Reads a request line and header fields, strictly by RFC 9112, from bytes that may arrive one by one.
///
/// Where the RFC lets a recipient be lenient (a bare LF, a folded line, a repeated Content-Length), this decoder is not:
/// two readers of one stream that disagree are how requests are smuggled (RFC 9112 §11.2).
struct HeadDecoder {
    let limits: HTTPLimits
    private var part = Part.requestLine
    /// The start of the line that is being read, counted from the head's first byte.
    private var lineStart = 0
    /// How far the search for a line end has come: no byte is searched twice.
    private var searched = 0
    var head: RequestHead
    var valueBytes = 0
    var hosts = 0
    var host = RequestHead.OffsetRange(0, 0)
    /// The host of a target in absolute form.
    var targetHost: RequestHead.OffsetRange?
    var contentLength: Int?
    var transferEncoding: TransferEncoding?
    var connection = ConnectionOptions()
    /// Whether the method is HEAD, known as soon as it is read: a refusal has no body then, either.
    var isHead = false
    /// A head was given out; the next call begins a new one.
    private var isFinished = true

    private enum Part {
        case requestLine
        case fields
    }

    enum TransferEncoding {
        case chunked
        case refused(RequestError)
    }

    struct ConnectionOptions {
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
        head.targetIsHTTPS = false
        isHead = false
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
                guard lineStart <= limits.emptyBytesBeforeRequest else { throw .emptyLinesBeforeRequest }
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

    // MARK: - The body's end (RFC 9112 §6.3)

    private mutating func settleFraming() throws(RequestError) {
        switch (transferEncoding, contentLength) {
        case (nil, nil), (nil, 0?): head.framing = .none
        case (nil, let length?): head.framing = .length(length)
        case (_?, _) where head.isHTTP10: throw .transferEncodingInHTTP10
        case (_?, _?): throw .contentLengthWithTransferEncoding
        case (.refused(let error)?, nil): throw error
        case (.chunked?, nil): head.framing = .chunked
        }
        if case .length(let length) = head.framing, length > limits.bodyBytes { throw .bodyTooLarge }
        // RFC 9112 §9.3.
        head.keepsAlive = !connection.close && (!head.isHTTP10 || connection.keepAlive)
        // RFC 9110 §10.1.1: an HTTP/1.0 client's expectation is ignored.
        head.expectsContinue = head.expectsContinue && !head.isHTTP10 && head.framing != .none
    }
}
