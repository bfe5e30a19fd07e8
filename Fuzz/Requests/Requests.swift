// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayTransport

/// Hands one input to the target: what arrives on a connection.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = input(start, count)
    let outcome = Outcome(reading: bytes)
    if case .request(let method, let target, let fields, _) = outcome {
        checkHead(method: method, target: target, fields: fields)
        checkLines(bytes)
    }
    // How bytes are cut on their way is nobody's to choose.
    for length in [1, 3, 16] {
        require(Outcome(reading: bytes, pieceLength: length) == outcome, "a request is the same in pieces of \(length)")
    }
    // How requests are smuggled: bytes behind a request that change what it is (RFC 9112 §11.2).
    if outcome != .unfinished {
        for tail in ["GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n", "0\r\n\r\n", ":"] {
            require(Outcome(reading: bytes + tail.utf8) == outcome, "what follows changes nothing that was decided")
        }
    }
    return 0
}

/// What a server makes of some bytes, as values that can be compared.
private enum Outcome: Equatable {
    case request(method: [UInt8], target: [UInt8], fields: [[UInt8]], body: [UInt8])
    case unfinished
    case refused(RequestError)

    init(reading bytes: [UInt8], pieceLength: Int = .max) {
        do throws(RequestError) {
            guard
                let request = try Request.read(
                    bytes,
                    pieceLength: pieceLength,
                    peer: .loopbackV4(port: 1),
                    isSecure: false
                )
            else {
                self = .unfinished
                return
            }
            let head = request.head
            self = .request(
                method: Array(head.method),
                target: Array(head.target),
                fields: (0..<head.fieldCount).flatMap {
                    [Array(head.field(at: $0).name), Array(head.field(at: $0).value)]
                },
                body: Array(request.body)
            )
        } catch {
            self = .refused(error)
        }
    }
}

/// What everything behind the decoder relies on.
private func checkHead(method: [UInt8], target: [UInt8], fields: [[UInt8]]) {
    let (space, delete) = (UInt8(ascii: " "), UInt8(0x7F))
    require(!method.isEmpty && method.allSatisfy { $0 > space && $0 < delete }, "a method is a token")
    require(target.first == UInt8(ascii: "/") || target == [UInt8(ascii: "*")], "a target is a path, or \"*\"")
    require(target.allSatisfy { $0 > space && $0 < delete && $0 != UInt8(ascii: "#") }, "a target is printable")
    for text in fields {
        require(text.allSatisfy { ($0 >= space || $0 == 0x09) && $0 != delete }, "a field has no control characters")
        require(text.first != space && text.last != space, "a field's value has no white space around it")
    }
    require(fields.count <= 400, "there are 200 fields at most")
}

/// In the head of what is accepted, lines end in CR LF, and neither stands alone (RFC 9112 §2.2).
private func checkLines(_ bytes: [UInt8]) {
    let (carriageReturn, lineFeed) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
    var lineLength = 0
    var hasBegun = false
    for (index, byte) in bytes.enumerated() {
        switch byte {
        case carriageReturn:
            require(index + 1 < bytes.count && bytes[index + 1] == lineFeed, "a CR in a head stands before an LF")
        case lineFeed:
            require(index > 0 && bytes[index - 1] == carriageReturn, "an LF in a head stands behind a CR")
            if hasBegun, lineLength == 0 { return }
            hasBegun = hasBegun || lineLength > 0
            lineLength = 0
        default:
            lineLength += 1
        }
    }
    require(false, "a request has a head that ends")
}
