// SPDX-License-Identifier: Apache-2.0

/// A text as the inside of a JavaScript string, by the rules of Apache Commons Lang's
/// `StringEscapeUtils.escapeJavaScript`, but that `/` and what is beyond ASCII stay as they are.
///
/// `'` becomes `\'`, which is no JSON: callers append `.replaceAll("\\'","'")` [rest-vtl-021].
///
/// Open question: Commons Lang 2 also writes `/` as `\/` and letters beyond ASCII as `\u00E4`; the developer guide has
/// URLs and does not show it.
func escapedForJavaScript(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 16)
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0x08: bytes += Array("\\b".utf8)
        case 0x09: bytes += Array("\\t".utf8)
        case 0x0A: bytes += Array("\\n".utf8)
        case 0x0C: bytes += Array("\\f".utf8)
        case 0x0D: bytes += Array("\\r".utf8)
        case 0..<0x20:
            let hexadecimal = String(byte, radix: 16, uppercase: true)
            bytes += Array("\\u00\(byte < 0x10 ? "0" : "")\(hexadecimal)".utf8)
        default: bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
