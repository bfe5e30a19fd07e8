// SPDX-License-Identifier: Apache-2.0

/// Requests and answers without a connection: what would have happened on one.
extension Request {
    /// Reads a whole request.
    ///
    /// - Parameters:
    ///   - bytes: Head and body.
    ///   - pieceLength: In pieces of how many bytes they arrive; what comes of it must not depend on that.
    ///   - limits: As a server has them.
    ///   - peer: Who is taken to have sent it.
    ///   - isSecure: Whether it is taken to have come over TLS.
    /// - Throws: What a server would refuse it with.
    /// - Returns: `nil` when bytes are missing.
    package static func read(
        _ bytes: [UInt8],
        pieceLength: Int = .max,
        limits: HTTPLimits = HTTPLimits(),
        peer: SocketAddress,
        isSecure: Bool
    ) throws(RequestError) -> Request? {
        var decoder = RequestDecoder(limits: limits)
        var input = InputBuffer([])
        var rest = bytes[...]
        while true {
            let piece = rest.prefix(pieceLength)
            rest = rest.dropFirst(piece.count)
            input.append(piece)
            switch try decoder.next(&input) {
            case .complete(let head, let body):
                return Request(head: head, body: body, peer: peer, isSecure: isSecure, loopIndex: 0)
            case .needsMore, .needsContinue:
                if rest.isEmpty { return nil }
            }
        }
    }
}

extension Response {
    /// The answer as a server sends it on a connection that stays open.
    ///
    /// - Parameters:
    ///   - httpDate: The value of `Date`.
    ///   - isHead: Whether the request was HEAD.
    /// - Returns: The bytes from the status line to the end of the body.
    package func message(httpDate: String, isHead: Bool) -> [UInt8] {
        var output: [UInt8] = []
        ResponseEncoder.encode(
            self,
            into: &output,
            dateField: Array("Date: \(httpDate)\r\n".utf8),
            keepsAlive: !closesConnection,
            isHead: isHead
        )
        return output
    }
}
