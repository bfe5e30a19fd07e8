// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON

/// The proxy responses of an HTTP API.
extension ProxyAnswer {
    /// Format 1.0: unknown members are ignored, and a status has to be there.
    package static func httpV1(_ payload: [UInt8]) throws(ProxyAnswerError) -> ProxyResponse {
        let value = try parse(payload)
        guard let object = value.object else { throw .malformed("it is \(value.kind), not an object") }
        guard let code = object["statusCode"], code != .null else { throw .malformed("statusCode is missing") }
        // The single values come first: recorded, and the opposite of a REST API.
        var groups = HeaderGroups(try headers(object["headers"]))
        for header in try multiValueHeaders(object["multiValueHeaders"]) { groups.append(header) }
        return response(try status(code), groups.all, body: try decodedBody(object))
    }

    /// Format 2.0: a value without a status is the body itself.
    ///
    /// - Source: API Gateway developer guide, "Lambda function response for format 2.0": "If your Lambda function returns
    ///   valid JSON and doesn't return a statusCode, API Gateway makes the following assumptions".
    package static func httpV2(_ payload: [UInt8]) throws(ProxyAnswerError) -> ProxyResponse {
        let value = try parse(payload)
        guard let object = value.object, let code = object["statusCode"] else {
            // The function's own bytes are passed on, and a text without its quotation marks.
            let body = value.string.map { Array($0.utf8) } ?? payload
            return ProxyResponse(status: 200, contentType: Array("application/json".utf8), body: body)
        }
        var all: [NameAndValue] = []
        for cookie in try cookies(object["cookies"]) { all.append(NameAndValue("Set-Cookie", cookie)) }
        all += try headers(object["headers"])
        return response(try status(code), all, body: try decodedBody(object))
    }

    private static func cookies(_ value: JSONValue?) throws(ProxyAnswerError) -> [String] {
        switch value {
        case nil, .null?: return []
        case .array(let values)?:
            var cookies: [String] = []
            for value in values {
                guard let cookie = value.string else { throw .malformed("a cookie is \(value.kind), not a text") }
                cookies.append(cookie)
            }
            return cookies
        case let other?: throw .malformed("cookies is \(other.kind), not a list")
        }
    }

    /// An HTTP API decodes whatever says that it is encoded: recorded.
    private static func decodedBody(_ object: JSONObject) throws(ProxyAnswerError) -> [UInt8] {
        let text = try body(object["body"])
        guard try flag(object["isBase64Encoded"], "isBase64Encoded") ?? false else { return Array(text.utf8) }
        return try decoded(text)
    }
}
