// SPDX-License-Identifier: Apache-2.0

package import GatewayTransport

/// A request as the endpoints look at it.
extension Request {
    var path: String {
        String(decoding: head.target.prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self)
    }

    var hasJSON: Bool {
        let type = head.firstValue(of: "content-type") ?? []
        return String(decoding: type, as: UTF8.self).lowercased().hasPrefix("application/json")
    }

    var origin: String? { head.firstValue(of: "origin").map { String(decoding: $0, as: UTF8.self) } }

    /// The value of a cookie (RFC 6265 §4.2.1): the first of several, which is the one of the longest path.
    package func cookie(_ name: String) -> String? {
        for header in head.values(ofName: Array("cookie".utf8)) {
            for pair in header.split(separator: UInt8(ascii: ";")) {
                let pair = pair.drop { $0 == 0x20 || $0 == 0x09 }
                let found = pair.prefix { $0 != UInt8(ascii: "=") }
                guard found.elementsEqual(name.utf8), found.endIndex < pair.endIndex else { continue }
                return String(decoding: pair[(found.endIndex + 1)...], as: UTF8.self)
            }
        }
        return nil
    }

    /// The token of `Authorization: Bearer` (RFC 6750 §2.1).
    var bearerToken: String? {
        guard let value = head.firstValue(of: "authorization") else { return nil }
        let text = String(decoding: value, as: UTF8.self)
        guard text.lowercased().hasPrefix("bearer ") else { return nil }
        let token = text.utf8.dropFirst(7).drop { $0 == 0x20 }
        return token.isEmpty ? nil : String(Substring(token))
    }
}

extension RequestHead {
    /// What stands after the question mark.
    var query: ArraySlice<UInt8> {
        guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else { return [] }
        return target[(mark + 1)...]
    }
}
