// SPDX-License-Identifier: Apache-2.0

extension ClientResponse {
    /// Reads an answer without a connection.
    ///
    /// - Parameters:
    ///   - bytes: All that a server sends before it closes.
    ///   - pieceLength: In pieces of how many bytes they arrive; what comes of it must not depend on that.
    ///   - bodyLimit: The bytes that a body may have.
    /// - Returns: The answer.
    /// - Throws: What a client would say of it.
    package static func read(_ bytes: [UInt8], pieceLength: Int = .max, bodyLimit: Int) throws(ClientError)
        -> ClientResponse
    {
        var decoder = ResponseDecoder(bodyLimit: bodyLimit)
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(pieceLength)
            rest = rest.dropFirst(piece.count)
            if let response = try decoder.decode(Array(piece)) { return response }
        }
        guard let response = try decoder.decode(nil) else { throw .closedEarly }
        return response
    }
}
