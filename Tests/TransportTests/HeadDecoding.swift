// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayTransport

/// What a head decoder makes of some bytes: a head as values that can be compared, or why there is none.
enum HeadOutcome: Equatable, Sendable {
    case head(method: String, target: String, fields: [String], framing: RequestHead.BodyFraming, length: Int)
    case unfinished
    case refused(RequestError)
}

/// Feeds a decoder in pieces, each time with the head at another place of the buffer, as a connection may.
func decodeHead(_ bytes: [UInt8], pieces: Int = .max, limits: HTTPLimits = HTTPLimits()) -> HeadOutcome {
    var decoder = HeadDecoder(limits: limits)
    var end = 0
    while end < bytes.count {
        end += min(pieces, bytes.count - end)
        let base = end % 3
        let buffer = [UInt8](repeating: 0x0A, count: base) + bytes[..<end] + [0x0A, 0x0A]
        do throws(RequestError) {
            if let (head, length) = try decoder.decode(buffer, base: base, end: base + end) {
                return .head(
                    method: String(decoding: head.method, as: UTF8.self),
                    target: String(decoding: head.target, as: UTF8.self),
                    fields: (0..<head.fieldCount).map { index in
                        let (name, value) = head.field(at: index)
                        return "\(String(decoding: name, as: UTF8.self))=\(String(decoding: value, as: UTF8.self))"
                    },
                    framing: head.framing,
                    length: length
                )
            }
        } catch {
            return .refused(error)
        }
    }
    return .unfinished
}

func decodeHead(_ text: String, pieces: Int = .max, limits: HTTPLimits = HTTPLimits()) -> HeadOutcome {
    decodeHead(Array(text.utf8), pieces: pieces, limits: limits)
}

/// A malformed head by its name, and the reason why it is refused.
struct MalformedHead: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let error: RequestError

    init(_ name: String, _ text: String, _ error: RequestError) {
        (self.name, self.text, self.error) = (name, text, error)
    }

    /// A good request line and Host, and these fields.
    static func fields(
        _ name: String,
        _ fields: String,
        _ error: RequestError,
        version: String = "1.1"
    ) -> MalformedHead {
        MalformedHead(name, "POST / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n\r\n", error)
    }

    /// A request line with a good Host.
    static func line(_ name: String, _ line: String, _ error: RequestError) -> MalformedHead {
        MalformedHead(name, "\(line)\r\nHost: a\r\n\r\n", error)
    }

    var testDescription: String { "\(name): \(text.debugDescription)" }
}

/// Expects that a head is refused for what is wrong with it, in one piece and in several.
func expectRefusal(_ malformed: MalformedHead) {
    for pieces in [Int.max, 1, 2, 7] {
        #expect(decodeHead(malformed.text, pieces: pieces) == .refused(malformed.error), "in pieces of \(pieces)")
    }
}
