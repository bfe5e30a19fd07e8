// SPDX-License-Identifier: Apache-2.0

/// A body in the chunked coding without a connection.
package struct ChunkedBody: Hashable, Sendable {
    package let data: [UInt8]
    /// How many bytes it took; what follows is the next message.
    package let length: Int

    /// Reads a whole body.
    ///
    /// - Parameters:
    ///   - bytes: What comes behind a head.
    ///   - pieceLength: In pieces of how many bytes they arrive; what comes of it must not depend on that.
    ///   - limits: As a server has them.
    /// - Throws: What a server would refuse it with.
    /// - Returns: `nil` when bytes are missing.
    package static func read(
        _ bytes: [UInt8],
        pieceLength: Int = .max,
        limits: HTTPLimits = HTTPLimits()
    ) throws(RequestError) -> ChunkedBody? {
        var decoder = ChunkedDecoder(limits: limits)
        var data: [UInt8] = []
        var position = 0
        var end = 0
        while end < bytes.count {
            end += min(pieceLength, bytes.count - end)
            if try decoder.decode(bytes, position: &position, end: end, into: &data) {
                return ChunkedBody(data: data, length: position)
            }
        }
        return nil
    }
}
