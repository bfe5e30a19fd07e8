// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayIssuer
import GatewayTransport

/// Hands one input to the target: the value of a `Cookie` header, as anything on this machine may have set it.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // White space at the ends belongs to the field, not to its value (RFC 9110 §5.5).
    let bytes = Array(trimmed(input(start, count)))
    // One field, not the beginning of another.
    guard !bytes.contains(0x0A), !bytes.contains(0x0D), let sent = request(bytes) else { return 0 }
    for name in ["a", "auth0_3443", "csrf_3443", "$Version"] {
        let found = sent.cookie(name)
        if let found {
            require(!found.utf8.contains(UInt8(ascii: ";")), "a cookie ends at the semicolon")
            let pair = Array("\(name)=\(found)".utf8)
            // Bytes that are no UTF-8 become U+FFFD; such a cookie is none of ours.
            require(found.unicodeScalars.contains("\u{FFFD}") || holds(bytes, pair), "a cookie is what was sent")
        }
        // Cookies of longer paths stand first (RFC 6265 §5.4): they win, and those behind change nothing.
        let first = request(Array("\(name)=first; ".utf8) + bytes)
        require(first?.cookie(name) == "first", "the first of a name is the one")
        if let found {
            require(request(bytes + Array("; \(name)=last".utf8))?.cookie(name) == found, "the last is not")
        }
        let other = request(Array("x\(name)=1; \(name)x=2; ".utf8) + bytes)
        require(other?.cookie(name) == found, "a longer name is another cookie")
    }
    return 0
}

private func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    let rest = bytes.drop(while: isSpace)
    return rest.dropLast(rest.reversed().prefix(while: isSpace).count)
}

private func holds(_ bytes: [UInt8], _ piece: [UInt8]) -> Bool {
    piece.count <= bytes.count
        && (0...(bytes.count - piece.count)).contains { bytes[$0...].starts(with: piece) }
}

/// `nil` for what no server would take.
private func request(_ cookie: [UInt8]) -> Request? {
    let head = Array("GET / HTTP/1.1\r\nHost: localhost\r\nCookie: ".utf8)
    do throws(RequestError) {
        return try Request.read(
            head + cookie + Array("\r\n\r\n".utf8),
            limits: limits,
            peer: .loopbackV4(port: 1),
            isSecure: true
        )
    } catch {
        return nil
    }
}

/// Wide enough for every input with something beside it.
private let limits: HTTPLimits = {
    var limits = HTTPLimits()
    limits.fieldValueBytes = 48 * 1024
    limits.headBytes = 96 * 1024
    return limits
}()
