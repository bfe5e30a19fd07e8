// SPDX-License-Identifier: Apache-2.0

package import GatewayHandlers
import GatewayTransport

/// What stands behind a route answers: a response, in the gateway's own types.
package struct ProxyResponse: Sendable, Hashable {
    package var status: UInt16
    /// `nil` where nobody says one, and the kind of the API decides.
    package var contentType: [UInt8]?
    /// Beside `Content-Type`, in the order in which they are sent.
    package var headers: [NameAndValue]
    package var body: [UInt8]

    init(status: UInt16, contentType: [UInt8]? = nil, headers: [NameAndValue] = [], body: [UInt8] = []) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }

    init(_ answer: HandlerAnswer) {
        let headers = answer.headers.filter { !Self.isSame($0.name, "content-type") }
        self.init(status: answer.status, contentType: answer.contentType, headers: headers, body: answer.body)
    }

    /// Why this is nothing that can be sent; `nil` for a response that can.
    ///
    /// What answers is somebody else's code. A status of 1xx is no answer (RFC 9110 §15.2), and a client would wait on; a
    /// control character in a field value could begin another field (RFC 9110 §5.5). AWS makes a 502 of what it cannot
    /// send, and so do we.
    package var malformation: String? {
        guard 200...599 ~= status else { return "its status is \(status), expected 200 to 599" }
        if let contentType, !contentType.allSatisfy(Self.isFieldByte) {
            return "its content type holds a control character"
        }
        for header in headers {
            guard ResponseFields.isFieldName(header.name) else {
                return "\"\(oneLine(header.name, limit: 80))\" is no name of a header"
            }
            guard header.value.utf8.allSatisfy(Self.isFieldByte) else {
                return "the header \(header.name) holds a control character"
            }
        }
        return nil
    }

    private static func isFieldByte(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }

    /// Whether a header has this name, whatever its letter case.
    static func isSame(_ name: String, _ other: StaticString) -> Bool {
        other.withUTF8Buffer { other in
            name.utf8.count == other.count
                && zip(name.utf8, other).allSatisfy { left, right in
                    left == right || left | 0x20 == right && 0x41...0x5A ~= left
                }
        }
    }
}
