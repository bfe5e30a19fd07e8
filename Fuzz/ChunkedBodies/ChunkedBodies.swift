// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayTransport

/// Hands one input to the target: what comes behind a head with `Transfer-Encoding: chunked`.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = input(start, count)
    let outcome = Outcome(reading: bytes)
    for length in [1, 2, 7, 64] {
        require(Outcome(reading: bytes, pieceLength: length) == outcome, "a body is the same in pieces of \(length)")
    }
    if outcome != .unfinished {
        for tail in ["0\r\n\r\n", "\r\n", "GET / HTTP/1.1\r\n\r\n"] {
            require(Outcome(reading: bytes + tail.utf8) == outcome, "what follows changes nothing that was decided")
        }
    }
    guard case .body(let body) = outcome else { return 0 }
    require(body.length <= bytes.count, "no more is read than there is")
    // The last chunk and the end of the trailers take five bytes, and each byte of data is one byte of input.
    require(body.data.count + 5 <= body.length, "nothing is in a body that was not sent")
    require(body.data.count <= Outcome.limits.bodyBytes, "a body is no longer than its limit")
    let used = Array(bytes[..<body.length])
    require(used.suffix(4).elementsEqual("\r\n\r\n".utf8), "a body ends in an empty line")
    require(Outcome(reading: Array(used.dropLast())) == .unfinished, "a body ends with its last byte, and not before")
    guard case .body(let again) = Outcome(reading: chunked(body.data)) else {
        require(false, "what was read can be written and read again")
        return 0
    }
    require(again.data == body.data, "what was written and read again is the same")
    return 0
}

/// The same data, a byte a chunk.
private func chunked(_ data: [UInt8]) -> [UInt8] {
    data.flatMap { Array("1\r\n".utf8) + [$0] + Array("\r\n".utf8) } + Array("0\r\n\r\n".utf8)
}

/// What a server makes of some bytes, as values that can be compared.
private enum Outcome: Equatable {
    case body(ChunkedBody)
    case unfinished
    case refused(RequestError)

    static let limits: HTTPLimits = {
        var limits = HTTPLimits()
        limits.bodyBytes = 512
        limits.trailerBytes = 64
        limits.chunkExtensionBytes = 32
        return limits
    }()

    init(reading bytes: [UInt8], pieceLength: Int = .max) {
        do throws(RequestError) {
            let body = try ChunkedBody.read(bytes, pieceLength: pieceLength, limits: Self.limits)
            self = body.map(Outcome.body) ?? .unfinished
        } catch {
            self = .refused(error)
        }
    }
}
