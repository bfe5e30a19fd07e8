// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayModel
import GatewayTransport

/// What stands behind a route answered, as API Gateway passes it on.
extension ResponseWriter {
    /// A REST API's answer.
    ///
    /// - Parameters:
    ///   - answer: What the integration answered.
    ///   - requestId: From which its ids are written.
    ///   - isProxy: Whether the integration is a proxy: of others more headers are renamed.
    ///   - traceId: Appends the trace id; `nil` for a MOCK integration, whose answers carry none.
    /// - Returns: The answer as it is sent.
    static func response(
        _ answer: ProxyResponse,
        _ requestId: RequestID,
        isProxy: Bool,
        traceId: ((inout [UInt8]) -> Void)?
    ) -> Response {
        var fields = ResponseFields(reservingBytes: 256)
        fields.append("x-amzn-RequestId") { requestId.appendUUID(to: &$0) }
        for header in answer.headers {
            guard let name = restName(of: header.name, isProxy: isProxy) else { continue }
            fields.append(named: name, header.value)
        }
        fields.append("x-amz-apigw-id") { requestId.appendExtendedID(to: &$0) }
        if let traceId { fields.append("X-Amzn-Trace-Id", writing: traceId) }
        return Response(
            status: answer.status,
            contentType: answer.contentType ?? json,
            fields: fields,
            body: answer.body
        )
    }

    /// An HTTP API's answer: names in one spelling, one id, no trace id.
    static func httpResponse(_ answer: ProxyResponse, _ requestId: RequestID) -> Response {
        var fields = ResponseFields(reservingBytes: 192)
        for header in answer.headers {
            guard let name = httpName(of: header.name) else { continue }
            fields.append(named: name, header.value)
        }
        fields.append("Apigw-Requestid") { requestId.appendExtendedID(to: &$0) }
        return Response(
            status: answer.status,
            contentType: answer.contentType ?? plainText,
            fields: fields,
            body: answer.body
        )
    }

    /// An HTTP API's answer that was made at start.
    static func httpResponse(fixed answer: HandlerAnswer, _ requestId: RequestID) -> Response {
        var fields = ResponseFields(reservingBytes: 64)
        fields.append("Apigw-Requestid") { requestId.appendExtendedID(to: &$0) }
        return Response(status: answer.status, contentType: answer.contentType, fields: fields, body: answer.body)
    }

    /// An answer of an HTTP API's own.
    static func httpResponse(_ refusal: Refusal, _ requestId: RequestID) -> Response {
        var fields = ResponseFields(reservingBytes: 192)
        if let challenge = refusal.challenge { fields.append("Www-Authenticate", challenge) }
        fields.append("Apigw-Requestid") { requestId.appendExtendedID(to: &$0) }
        let (status, body) = refusal.http
        return Response(status: status, contentType: json, fields: fields, body: body)
    }

    /// Bytes that an HTTP API does not take for a request.
    static func httpResponse(_ error: RequestError, _ limits: HTTPLimits, _ requestId: RequestID) -> Response {
        if error.status == 413 { return httpResponse(.requestTooLarge, requestId) }
        return response(error, limits)
    }

    private static let plainText = Array("text/plain; charset=utf-8".utf8)

    /// How a REST API names a header that its own connection or its ids already have; `nil` for one that ends here.
    ///
    /// - Source: recorded for back ends: API Gateway developer guide, "Amazon API Gateway important notes"; for functions
    ///   inferred.
    static func restName(of name: String, isProxy: Bool) -> String? {
        switch name.lowercased() {
        case "transfer-encoding": nil
        case "authorization", "content-md5", "expect", "host", "max-forwards", "proxy-authenticate", "trailer",
            "upgrade",
            "user-agent", "www-authenticate":
            isProxy ? name : "x-amzn-Remapped-" + name
        case "connection", "content-length", "date", "server", "x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id",
            "x-amzn-errortype":
            "x-amzn-Remapped-" + name
        default: name
        }
    }

    /// - Source: recorded: `Myheader`, whatever the function wrote. Which of a function's headers an HTTP API keeps for
    ///   itself is not recorded: those that frame the message, and its own id.
    private static func httpName(of name: String) -> String? {
        switch name.lowercased() {
        case "transfer-encoding", "connection", "content-length", "date", "keep-alive", "apigw-requestid": return nil
        default: break
        }
        var canonical: [UInt8] = []
        canonical.reserveCapacity(name.utf8.count)
        var isFirst = true
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z") where isFirst: canonical.append(byte & ~0x20)
            case UInt8(ascii: "A")...UInt8(ascii: "Z") where !isFirst: canonical.append(byte | 0x20)
            default: canonical.append(byte)
            }
            isFirst = byte == UInt8(ascii: "-")
        }
        return String(decoding: canonical, as: UTF8.self)
    }
}
