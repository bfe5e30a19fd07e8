// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// `$util`.
///
/// - Source: API Gateway developer guide, "Variables for data transformations", "Utility functions".
extension Interpreter {
    func callUtil(_ name: String, _ arguments: [Value]) throws(Fault) -> Value {
        guard arguments.count == 1 else { return .null }
        switch name {
        case "escapeJavaScript": return try made(escapedForJavaScript(try text(of: arguments[0])))
        case "parseJson": return try parsed(try text(of: arguments[0]))
        case "urlEncode": return try made(formEncoded(try text(of: arguments[0])))
        case "urlDecode":
            let text = try text(of: arguments[0])
            guard let decoded = formDecoded(text) else {
                throw .call("$util.urlDecode: a \"%\" is not followed by two hexadecimal digits")
            }
            return try made(decoded)
        case "base64Encode": return try made(Base64.encode(try text(of: arguments[0]).utf8))
        case "base64Decode": return try decodedBase64(try text(of: arguments[0]))
        default: return .null
        }
    }

    private func parsed(_ text: String) throws(Fault) -> Value {
        do throws(JSONError) {
            return Value(try JSONValue(parsing: text))
        } catch {
            throw .call("$util.parseJson: \(error)")
        }
    }

    /// What is no UTF-8 is repaired, as Java does it.
    private func decodedBase64(_ text: String) throws(Fault) -> Value {
        let bytes: [UInt8]
        do throws(Base64Error) {
            bytes = try Base64.decode(text)
        } catch {
            throw .call("$util.base64Decode: \(error)")
        }
        return try made(String(decoding: bytes, as: UTF8.self))
    }
}
