// SPDX-License-Identifier: Apache-2.0

/// Reads whole requests, head and body, out of a connection's bytes.
///
/// API Gateway hands complete payloads to its integrations, so a request exists only when its body does.
struct RequestDecoder {
    private let limits: HTTPLimits
    private var headDecoder: HeadDecoder
    private var part = Part.head

    private enum Part {
        case head
        case body(RequestHead, remaining: Int, [UInt8])
        case chunkedBody(RequestHead, ChunkedDecoder, [UInt8])
    }

    enum Step {
        case needsMore
        /// The client waits for `100 Continue` before it sends the body.
        case needsContinue
        case complete(RequestHead, body: ArraySlice<UInt8>)
    }

    init(limits: HTTPLimits) {
        self.limits = limits
        headDecoder = HeadDecoder(limits: limits)
    }

    /// Where the connection stands, for the choice of its deadline.
    enum Progress {
        case betweenRequests
        case inHead
        /// - Parameter received: How many bytes of the body are there: as long as it grows, the client is alive.
        case inBody(received: Int)
    }

    /// Inlined, because a call would copy the decoder for it.
    @inline(__always)
    var progress: Progress {
        switch part {
        case .head: headDecoder.hasBegun ? .inHead : .betweenRequests
        case .body(_, _, let body), .chunkedBody(_, _, let body): .inBody(received: body.count)
        }
    }

    /// Whether the request that is being read is known to be a HEAD.
    var isHead: Bool {
        switch part {
        case .head: headDecoder.isHead
        case .body(let head, _, _), .chunkedBody(let head, _, _): head.isHead
        }
    }

    mutating func next(_ input: inout InputBuffer) throws(RequestError) -> Step {
        switch part {
        case .head: return try readHead(&input)
        case .body: return readBody(&input)
        case .chunkedBody: return try readChunkedBody(&input)
        }
    }

    private mutating func readHead(_ input: inout InputBuffer) throws(RequestError) -> Step {
        guard !input.isEmpty,
            let (head, length) = try headDecoder.decode(input.bytes, base: input.start, end: input.end)
        else {
            return .needsMore
        }
        switch head.framing {
        case .none:
            input.consume(length)
            return .complete(head, body: [])
        case .length(let bodyLength) where input.count >= length + bodyLength:
            let bodyStart = input.start + length
            let body = input.bytes[bodyStart..<bodyStart + bodyLength]
            input.consume(length + bodyLength)
            return .complete(head, body: body)
        case .length(let bodyLength):
            part = .body(owning(head, length), remaining: bodyLength, [])
        case .chunked:
            part = .chunkedBody(owning(head, length), ChunkedDecoder(limits: limits), [])
        }
        input.consume(length)
        return input.isEmpty && head.expectsContinue ? .needsContinue : try next(&input)
    }

    /// The head with bytes of its own, because the buffer is needed for the body.
    private func owning(_ head: RequestHead, _ length: Int) -> RequestHead {
        var head = head
        head.bytes = Array(head.bytes[head.base..<head.base + length])
        head.base = 0
        return head
    }

    private mutating func readBody(_ input: inout InputBuffer) -> Step {
        guard case .body(let head, let remaining, var body) = part else { return .needsMore }
        part = .head  // So that the array below is the only reference to its bytes.
        let count = min(remaining, input.count)
        body.append(contentsOf: input.bytes[input.start..<input.start + count])
        input.consume(count)
        guard count == remaining else {
            part = .body(head, remaining: remaining - count, body)
            return .needsMore
        }
        return .complete(head, body: body[...])
    }

    private mutating func readChunkedBody(_ input: inout InputBuffer) throws(RequestError) -> Step {
        guard case .chunkedBody(var head, var decoder, var body) = part else { return .needsMore }
        part = .head
        var position = input.start
        let isComplete = try decoder.decode(input.bytes, position: &position, end: input.end, into: &body)
        input.consume(position - input.start)
        guard isComplete else {
            part = .chunkedBody(head, decoder, body)
            return .needsMore
        }
        if !decoder.trailers.isEmpty { head.keep(trailers: decoder.trailers) }
        return .complete(head, body: body[...])
    }
}
