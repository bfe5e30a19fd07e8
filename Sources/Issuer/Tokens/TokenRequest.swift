// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayTransport

/// The parameters of a request to `/oauth/token`, from a form or from JSON, and the client's credentials, from there or
/// from HTTP Basic.
struct TokenRequest {
    private let parameters: [String: String]
    private let basic: (id: String, secret: String)?

    init(_ request: Request) throws(OAuthError) {
        let contentType = request.head.firstValue(of: "content-type") ?? []
        let isJSON = String(decoding: contentType, as: UTF8.self).lowercased().hasPrefix("application/json")
        parameters = try isJSON ? Self.json(request.body) : Self.form(request.body)
        basic = try request.head.firstValue(of: "authorization").map(Self.basic)
    }

    subscript(name: String) -> String? {
        parameters[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    func required(_ name: String) throws(OAuthError) -> String {
        guard let value = self[name] else { throw .missingParameter(name) }
        return value
    }

    var clientId: String? { basic?.id ?? self["client_id"] }
    var clientSecret: String? { basic?.secret ?? self["client_secret"] }

    /// Members that are `null` count as absent: real clients send them so.
    private static func json(_ body: ArraySlice<UInt8>) throws(OAuthError) -> [String: String] {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: body, depthLimit: 8)
        } catch {
            throw .malformed("the body is not JSON: \(error)")
        }
        guard let object = value.object else { throw .malformed("the body is \(value.kind), not an object") }
        var parameters: [String: String] = [:]
        for member in object.members where member.value != .null {
            guard let text = member.value.string else { throw .malformed("\(member.name) is \(member.value.kind)") }
            parameters[member.name] = text
        }
        return parameters
    }

    /// `application/x-www-form-urlencoded`; a parameter that occurs twice is an error (RFC 6749 §3.2).
    private static func form(_ body: ArraySlice<UInt8>) throws(OAuthError) -> [String: String] {
        var parameters: [String: String] = [:]
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            let value = pair.dropFirst(name.count + 1)
            guard let name = formDecoded(name), let value = formDecoded(value) else {
                throw .malformed("the body is not application/x-www-form-urlencoded")
            }
            guard parameters.updateValue(value, forKey: name) == nil else {
                throw .malformed("the parameter occurs twice: \(name)")
            }
        }
        return parameters
    }

    /// RFC 6749 §2.3.1: both halves are form-encoded first.
    private static func basic(_ header: ArraySlice<UInt8>) throws(OAuthError) -> (id: String, secret: String) {
        let text = String(decoding: header, as: UTF8.self)
        guard text.lowercased().hasPrefix("basic ") else { throw .malformed("the Authorization header is not Basic") }
        let credentials: [UInt8]
        do throws(Base64Error) {
            credentials = try Base64.decode(String(text.dropFirst(6)))
        } catch {
            throw .malformed("the Authorization header is not Base64")
        }
        guard let colon = credentials.firstIndex(of: UInt8(ascii: ":")),
            let id = formDecoded(credentials[..<colon]), let secret = formDecoded(credentials[(colon + 1)...])
        else { throw .malformed("the Authorization header holds no id and secret") }
        return (id, secret)
    }

    /// `nil` for a bad escape or for what is not UTF-8 afterwards.
    private static func formDecoded(_ text: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard index + 2 < text.endIndex,
                    let high = hexValue(text[index + 1]),
                    let low = hexValue(text[index + 2])
                else { return nil }
                bytes.append(high << 4 | low)
                index += 2
            default: bytes.append(text[index])
            }
            index += 1
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 0x61 + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 0x41 + 10
        default: nil
        }
    }
}
