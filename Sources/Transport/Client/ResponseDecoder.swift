// SPDX-License-Identifier: Apache-2.0

/// An answer that our client received.
package struct ClientResponse: Sendable {
    package let status: Int
    /// In the order of arrival; names as sent.
    package let fields: [(name: String, value: String)]
    package let body: [UInt8]

    /// The value of the first field of a name, letter case aside.
    package func firstValue(of name: String) -> String? {
        let wanted = Array(name.utf8.map(ASCII.lowercased))
        return fields.first { $0.name.utf8.map(ASCII.lowercased) == wanted }?.value
    }
}

/// Reads one answer to a GET or POST (RFC 9112 §4, §6), bounded, from bytes that may arrive one by one.
struct ResponseDecoder {
    private let bodyLimit: Int
    private var bytes: [UInt8] = []
    private var head: Head?
    private var body: [UInt8] = []
    private var chunked: ChunkedDecoder
    private var position = 0
    /// How far the search for the head's end has come.
    private var searched = 0

    private struct Head {
        var status: Int
        var fields: [(name: String, value: String)]
        var framing: Framing
    }

    private enum Framing {
        case length(Int)
        case chunked
        case untilEnd
    }

    private static let headLimit = 64 * 1024

    /// - Parameter bodyLimit: The bytes that a body may have.
    init(bodyLimit: Int) {
        self.bodyLimit = bodyLimit
        var limits = HTTPLimits()
        limits.bodyBytes = bodyLimit
        chunked = ChunkedDecoder(limits: limits)
    }

    /// Goes on reading.
    ///
    /// - Parameter more: What has arrived; `nil` at the connection's end.
    /// - Returns: The answer once it is complete.
    /// - Throws: ``ClientError``.
    mutating func decode(_ more: [UInt8]?) throws(ClientError) -> ClientResponse? {
        bytes += more ?? []
        while head == nil {
            guard let end = headEnd() else {
                guard bytes.count <= Self.headLimit else { throw .malformedResponse("its head is too large") }
                guard more != nil else { throw .closedEarly }
                return nil
            }
            // Interim answers count: a server could send them without end.
            guard end <= Self.headLimit else { throw .malformedResponse("its head is too large") }
            let parsed = try parseHead(bytes[position..<end])
            position = end
            // RFC 9110 §15.2: an interim answer comes before the real one.
            if parsed.status >= 200 { head = parsed }
        }
        guard let head else { return nil }
        return try readBody(head, atEnd: more == nil)
    }

    private mutating func readBody(_ head: Head, atEnd: Bool) throws(ClientError) -> ClientResponse? {
        let isComplete: Bool
        switch head.framing {
        case .length(let length):
            body += bytes[position..<min(bytes.count, position + length - body.count)]
            isComplete = body.count == length
        case .untilEnd:
            body += bytes[position...]
            isComplete = atEnd
        case .chunked:
            do throws(RequestError) {
                isComplete = try chunked.decode(bytes, position: &position, end: bytes.count, into: &body)
            } catch {
                throw error == .bodyTooLarge ? .responseTooLarge(limit: bodyLimit) : .malformedResponse(error.reason)
            }
        }
        bytes = []
        position = 0
        guard body.count <= bodyLimit else { throw .responseTooLarge(limit: bodyLimit) }
        guard isComplete else {
            guard !atEnd else { throw .closedEarly }
            return nil
        }
        return ClientResponse(status: head.status, fields: head.fields, body: body)
    }

    private mutating func headEnd() -> Int? {
        var index = max(position, searched)
        while index + 3 < bytes.count {
            if bytes[index] == 0x0D, bytes[index + 1] == 0x0A, bytes[index + 2] == 0x0D, bytes[index + 3] == 0x0A {
                return index + 4
            }
            index += 1
        }
        searched = index
        return nil
    }

    private func parseHead(_ bytes: ArraySlice<UInt8>) throws(ClientError) -> Head {
        let lines = try lines(bytes)
        let code = try Self.status(lines[0])
        var fields: [(name: String, value: String)] = []
        var length: Int?
        var isChunked = false
        for line in lines.dropFirst() {
            let name = line.prefix(while: ASCII.isTokenByte)
            guard !name.isEmpty, line[name.endIndex...].first == UInt8(ascii: ":") else {
                throw .malformedResponse("bad header field")
            }
            var value = line[(name.endIndex + 1)...].drop(while: ASCII.isSpace)
            while let last = value.last, ASCII.isSpace(last) { value = value.dropLast() }
            guard value.allSatisfy(ASCII.isFieldByte) else { throw .malformedResponse("bad header value") }
            if ASCII.equals(name, "content-length") {
                guard length == nil, value.count <= 18, !value.isEmpty, value.allSatisfy(ASCII.isDigit) else {
                    throw .malformedResponse("bad Content-Length")
                }
                length = value.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            } else if ASCII.equals(name, "transfer-encoding") {
                guard ASCII.equals(value, "chunked"), !isChunked else {
                    throw .malformedResponse("unknown Transfer-Encoding")
                }
                isChunked = true
            }
            fields.append((String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
        }
        guard !isChunked || length == nil else {
            throw .malformedResponse("Content-Length beside Transfer-Encoding")
        }
        if let length, length > bodyLimit { throw .responseTooLarge(limit: bodyLimit) }
        let hasNoBody = code < 200 || code == 204 || code == 304
        let framing: Framing =
            hasNoBody ? .length(0) : isChunked ? .chunked : length.map(Framing.length) ?? .untilEnd
        return Head(status: code, fields: fields, framing: framing)
    }

    /// The lines of a head without their ends.
    private func lines(_ head: ArraySlice<UInt8>) throws(ClientError) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        for line in head.dropLast(3).split(separator: 0x0A, omittingEmptySubsequences: false) {
            guard line.last == 0x0D else { throw .malformedResponse("a line ends in LF without CR") }
            lines.append(line.dropLast())
        }
        return lines
    }

    /// `HTTP/1.1 200 OK`: the phrase may be anything or missing (RFC 9112 §4).
    private static func status(_ line: ArraySlice<UInt8>) throws(ClientError) -> Int {
        let bytes = Array(line.prefix(13))
        guard bytes.count >= 12, bytes.starts(with: "HTTP/1.".utf8), ASCII.isDigit(bytes[7]), bytes[8] == 0x20,
            bytes[9...11].allSatisfy(ASCII.isDigit), bytes.count == 12 || bytes[12] == 0x20
        else { throw .malformedResponse("bad status line") }
        let code = bytes[9...11].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        // RFC 9110 §15: a code outside of 100…599 is none.
        guard 100...599 ~= code else { throw .malformedResponse("bad status line") }
        return code
    }
}
