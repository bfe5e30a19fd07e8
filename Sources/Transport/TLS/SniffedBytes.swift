// SPDX-License-Identifier: Apache-2.0

/// What a server takes a client's first bytes for, without a connection.
package enum SniffedBytes: Hashable, Sendable {
    /// Not one byte has come.
    case undecided
    /// Plain HTTP.
    ///
    /// - Parameter plaintext: What came.
    case http(plaintext: [UInt8])
    /// The beginning of a TLS handshake, which waits for more.
    ///
    /// - Parameter hasReplied: Whether the server has said something.
    case handshake(hasReplied: Bool)
    /// TLS that is none; the connection ends.
    ///
    /// - Parameter alert: What the server says last: the type of its first record.
    case refused(alert: UInt8?)
    /// A handshake that is through.
    case established

    /// Reads bytes as ``ByteChannel`` does.
    ///
    /// - Parameters:
    ///   - bytes: What a client sends.
    ///   - pieceLength: In pieces of how many bytes they arrive; what comes of it must not depend on that.
    ///   - context: The server's certificate.
    /// - Throws: ``TLSError`` when no session can be made.
    package init(reading bytes: [UInt8], pieceLength: Int = .max, context: TLSContext) throws(TLSError) {
        guard let first = bytes.first else {
            self = .undecided
            return
        }
        guard TLSSession.isBegun(by: first) else {
            self = .http(plaintext: bytes)
            return
        }
        let session = try TLSSession(server: context)
        var reply: [UInt8] = []
        var rest = bytes[...]
        var plaintext = [UInt8](repeating: 0, count: 1024)
        self = .handshake(hasReplied: false)
        while !rest.isEmpty {
            let piece = rest.prefix(pieceLength)
            rest = rest.dropFirst(piece.count)
            piece.withUnsafeBytes { session.receive($0) }
            let result = plaintext.withUnsafeMutableBytes { session.read(into: $0) }
            session.takeCiphertext(into: &reply)
            switch result {
            case .wantsMore: self = session.isEstablished ? .established : .handshake(hasReplied: !reply.isEmpty)
            case .bytes, .closed:
                self = .established
                return
            case .failed:
                self = .refused(alert: reply.first)
                return
            }
        }
    }
}
