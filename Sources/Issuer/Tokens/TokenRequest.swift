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
        for pair in FormURLEncoded.pairs(of: body) {
            guard let name = formDecoded(pair.name), let value = formDecoded(pair.value) else {
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
        FormURLEncoded.decode(text).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
