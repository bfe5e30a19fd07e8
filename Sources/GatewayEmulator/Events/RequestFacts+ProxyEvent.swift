// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTransport

/// What a function behind a proxy integration is told.
extension RequestFacts {
    /// The event of a REST API: every key is there, and what is absent is null.
    ///
    /// - Source: recorded.
    func proxyEvent(_ authorizer: AuthorizerContext?) -> JSONObject {
        let headers = Multimap(headers)
        let query = Multimap(query)
        let (body, isBase64Encoded) = body(asBytes: deployment.binaryMediaTypes.contains(contentType))
        return JSONObject(literal: [
            "resource": .string(route?.path.description ?? ""),
            "path": .string(pathText),
            "httpMethod": .string(methodText),
            "headers": headers.lastValues,
            "multiValueHeaders": headers.allValues,
            "queryStringParameters": query.isEmpty ? .null : query.lastValues,
            "multiValueQueryStringParameters": query.isEmpty ? .null : query.allValues,
            "pathParameters": Self.textsOrNull(pathParameters),
            "stageVariables": Self.textsOrNull(deployment.stageVariables),
            "requestContext": .object(requestContext(authorizer)),
            "body": body.map(JSONValue.string) ?? .null,
            "isBase64Encoded": .bool(isBase64Encoded),
        ])
    }

    /// An HTTP API's event of format 1.0.
    ///
    /// - Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs", with what was recorded.
    func proxyEventV1(_ authorizer: AuthorizerContext?) -> JSONObject {
        let headers = Multimap(headers)
        let query = Multimap(query)
        let (body, isBase64Encoded) = body(asBytes: !isText)
        return JSONObject(literal: [
            "version": "1.0",
            "resource": .string(route?.path.description ?? ""),
            "path": .string(rawPath),
            "httpMethod": .string(methodText),
            "headers": headers.lastValues,
            "multiValueHeaders": headers.allValues,
            "queryStringParameters": query.isEmpty ? .null : query.lastValues,
            "multiValueQueryStringParameters": query.isEmpty ? .null : query.allValues,
            "requestContext": .object(requestContextV1(authorizer)),
            "pathParameters": Self.textsOrNull(pathParameters),
            "stageVariables": Self.textsOrNull(deployment.stageVariables),
            "body": body.map(JSONValue.string) ?? .null,
            "isBase64Encoded": .bool(isBase64Encoded),
        ])
    }

    /// An HTTP API's event of format 2.0: what is absent is left out.
    func proxyEventV2(_ authorizer: AuthorizerContext?) -> JSONObject {
        let (body, isBase64Encoded) = body(asBytes: !isText)
        var object = JSONObject(literal: ["version": "2.0", "routeKey": .string(route?.key ?? "")])
        appendPath(to: &object)
        object["requestContext"] = .object(requestContextV2(authorizer))
        appendParameters(to: &object)
        if let body { object["body"] = .string(body) }
        object["isBase64Encoded"] = .bool(isBase64Encoded)
        return object
    }

    /// What format 2.0 says of path, cookies, headers and query.
    func appendPath(to object: inout JSONObject) {
        object["rawPath"] = .string(decodedPath)
        object["rawQueryString"] = .string(String(decoding: path.query, as: UTF8.self))
        let cookies = cookies
        if !cookies.isEmpty { object["cookies"] = .array(cookies.map(JSONValue.string)) }
        let headers = headers.compactMap { header -> NameAndValue? in
            let name = header.name.lowercased()
            return name == "cookie" ? nil : NameAndValue(name, header.value)
        }
        object["headers"] = Multimap(headers).joinedValues
        let query = Multimap(query)
        if !query.isEmpty { object["queryStringParameters"] = query.joinedValues }
    }

    /// What format 2.0 says of the path's variables and the stage's.
    func appendParameters(to object: inout JSONObject) {
        let parameters = pathParameters
        if !parameters.isEmpty { object["pathParameters"] = Self.texts(parameters) }
        if !deployment.stageVariables.isEmpty { object["stageVariables"] = Self.texts(deployment.stageVariables) }
    }

    /// What stands between the semicolons (RFC 6265 §4.2.1).
    private var cookies: [String] {
        head.values(ofName: Array("cookie".utf8)).flatMap { value in
            value.split(separator: UInt8(ascii: ";")).compactMap { piece in
                let cookie = piece.drop { $0 == 0x20 || $0 == 0x09 }
                return cookie.isEmpty ? nil : String(decoding: cookie, as: UTF8.self)
            }
        }
    }

    // MARK: - The body

    /// Its media type in small letters, without parameters; `nil` when the request does not say.
    var contentType: String? { text(ofHeader: "content-type").map(mediaType) }

    /// Whether an HTTP API takes the body for text.
    ///
    /// - Source: API Gateway developer guide, "Working with binary media types for HTTP APIs": these, and nothing else.
    private var isText: Bool {
        guard let contentType else { return false }
        return contentType.hasPrefix("text/")
            || ["application/json", "application/xml", "application/javascript"].contains(contentType)
    }

    private func body(asBytes isBinary: Bool) -> (text: String?, isBase64Encoded: Bool) {
        guard !request.body.isEmpty else { return (nil, false) }
        return isBinary
            ? (Base64.encode(request.body), true) : (String(decoding: request.body, as: UTF8.self), false)
    }

    // MARK: - Maps

    static func texts(_ map: [String: String]) -> JSONValue {
        .object(
            JSONObject(
                distinct: map.sorted { $0.key < $1.key }.map { (name: $0.key, value: JSONValue.string($0.value)) }
            )
        )
    }

    private static func textsOrNull(_ map: [String: String]) -> JSONValue {
        map.isEmpty ? .null : texts(map)
    }
}

/// A media type without its parameters, in small letters: they do not matter (RFC 9110 §8.3.1).
func mediaType(_ text: String) -> String {
    var type = text.prefix { $0 != ";" && $0 != "," }
    while type.last?.isWhitespace == true { type.removeLast() }
    while type.first?.isWhitespace == true { type.removeFirst() }
    return type.lowercased()
}
