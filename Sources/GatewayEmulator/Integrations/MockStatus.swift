// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// The status that the request template of a MOCK integration renders: `{"statusCode": 200}`.
///
/// - Source: recorded: names without quotation marks are accepted, as the CDK writes them.
enum MockStatus {
    /// - Parameter text: What the template rendered.
    /// - Returns: The status; `nil` when the text is no object with one.
    static func read(_ text: String) -> Int? {
        if let status = status(in: text) { return status }
        return quoted(text).flatMap(status)
    }

    private static func status(in text: String) -> Int? {
        do throws(JSONError) {
            switch try JSONValue(parsing: text).object?["statusCode"] {
            case .number(let number)?: return number.int64.map(Int.init)
            case .string(let text)?: return Int(text)
            default: return nil
            }
        } catch {
            return nil
        }
    }

    /// The text with quotation marks around names that have none, and with double ones in place of single ones.
    ///
    /// - Returns: `nil` for a text that ends inside a string.
    private static func quoted(_ text: String) -> String? {
        var quoted: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                quoted.append(UInt8(ascii: "\""))
                var isClosed = false
                while let next = rest.popFirst() {
                    if next == byte {
                        isClosed = true
                        break
                    }
                    quoted.append(next)
                    if next == UInt8(ascii: "\\"), let escaped = rest.popFirst() { quoted.append(escaped) }
                }
                guard isClosed else { return nil }
                quoted.append(UInt8(ascii: "\""))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
                var word = [byte]
                while let next = rest.first, isNameByte(next) {
                    word.append(next)
                    rest = rest.dropFirst()
                }
                let isName = rest.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D } == UInt8(ascii: ":")
                quoted += isName ? Array("\"".utf8) + word + Array("\"".utf8) : word
            default: quoted.append(byte)
            }
        }
        return String(decoding: quoted, as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "$"):
            true
        default: false
        }
    }
}
