// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers

extension HandlerAnswer {
    /// Why this is nothing that can be sent; `nil` for an answer that can.
    ///
    /// A handler is somebody else's code. A status of 1xx is no answer (RFC 9110 §15.2), and a client would wait on; a
    /// control character in a field value could begin another field (RFC 9110 §5.5). AWS makes a 502 of what it cannot
    /// send, and so do we.
    var malformation: String? {
        guard 200...599 ~= status else { return "its status is \(status), expected 200 to 599" }
        guard contentType.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            return "its content type holds a control character"
        }
        return nil
    }
}
