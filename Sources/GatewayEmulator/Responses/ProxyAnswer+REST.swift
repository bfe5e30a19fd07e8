// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON

/// The proxy response of a REST API.
extension ProxyAnswer {
    private static let keys: Set<String> = [
        "statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "base64Encoded",
    ]

    /// Reads it.
    ///
    /// - Parameters:
    ///   - payload: What the function returned.
    ///   - acceptsBinary: Whether the request asks for a media type that the API takes for bytes.
    /// - Returns: The response.
    /// - Throws: What makes it none.
    package static func rest(_ payload: [UInt8], acceptsBinary: Bool) throws(ProxyAnswerError) -> ProxyResponse {
        let value = try parse(payload)
        guard let object = value.object else { throw .malformed("it is \(value.kind), not an object") }
        if let unknown = object.members.first(where: { !keys.contains($0.name) }) {
            throw .malformed("\"\(oneLine(unknown.name, limit: 80))\" is no member of a proxy response")
        }
        var status: UInt16 = 200
        if let code = object["statusCode"], code != .null { status = try self.status(code) }
        let headers = merged(
            multi: try multiValueHeaders(object["multiValueHeaders"]),
            single: try self.headers(object["headers"])
        )
        let text = try body(object["body"])
        // The older key is looked at first (reported).
        let older = try flag(object["base64Encoded"], "base64Encoded")
        let newer = try flag(object["isBase64Encoded"], "isBase64Encoded")
        guard older ?? newer ?? false, acceptsBinary else { return response(status, headers, body: Array(text.utf8)) }
        return response(status, headers, body: try decoded(text))
    }

    /// Both maps as one: the values of many, then the single one, under the name that the many have.
    ///
    /// - Source: recorded; that a pair in both maps appears once is documented.
    private static func merged(multi: [NameAndValue], single: [NameAndValue]) -> [NameAndValue] {
        var groups = HeaderGroups(multi)
        for header in single { groups.append(header, unlessThere: true) }
        return groups.all
    }
}
