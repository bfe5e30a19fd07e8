// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayModel
import GatewayTransport

/// Puts answers into the form in which API Gateway sends them: its ids, its error type, its trace id, in its order.
enum ResponseWriter {
    static let json = Array("application/json".utf8)

    /// An answer of a REST API's own.
    static func response(_ answer: Refusal.REST, _ requestId: RequestID) -> Response {
        var fields = ResponseFields(reservingBytes: 192)
        fields.append("x-amzn-RequestId") { requestId.appendUUID(to: &$0) }
        fields.append("x-amzn-ErrorType", answer.errorType)
        fields.append("x-amz-apigw-id") { requestId.appendExtendedID(to: &$0) }
        return Response(status: answer.status, contentType: json, fields: fields, body: answer.body)
    }

    /// The answer to a preflight, without what CORS adds.
    ///
    /// - Source: recorded with an OPTIONS method on a MOCK integration, as the CDK makes it: 204, no body.
    static func preflight(_ requestId: RequestID) -> Response {
        var fields = ResponseFields(reservingBytes: 384)
        fields.append("x-amzn-RequestId") { requestId.appendUUID(to: &$0) }
        fields.append("x-amz-apigw-id") { requestId.appendExtendedID(to: &$0) }
        return Response(status: 204, fields: fields)
    }

    /// What a handler answered.
    ///
    /// Success through a function carries the trace id, which a gateway's own answer does not.
    ///
    /// - Parameters:
    ///   - answer: What it answered.
    ///   - requestId: From which its ids are written.
    ///   - incoming: The request's `X-Amzn-Trace-Id`, if it has one.
    ///   - seconds: The time since 1970.
    /// - Returns: The answer as it is sent.
    static func response(
        _ answer: HandlerAnswer,
        _ requestId: RequestID,
        traceId incoming: ArraySlice<UInt8>?,
        seconds: Int64
    ) -> Response {
        let fields: ResponseFields
        // The first is the hot path.
        if let incoming {
            var others = ResponseFields(reservingBytes: 256 + incoming.count)
            others.append("x-amzn-RequestId") { requestId.appendUUID(to: &$0) }
            others.append("x-amz-apigw-id") { requestId.appendExtendedID(to: &$0) }
            others.append("X-Amzn-Trace-Id") { appendTraceID(requestId, incoming: incoming, seconds: seconds, to: &$0) }
            fields = others
        } else {
            fields = handlerFields.fields(requestId, seconds: seconds)
        }
        return Response(status: answer.status, contentType: answer.contentType, fields: fields, body: answer.body)
    }

    /// The fields of an answer without a trace id from elsewhere: the hot path copies them whole and fills the holes.
    private static let handlerFields = HandlerFields()

    private struct HandlerFields: Sendable {
        private let template: [UInt8]
        private let uuid: Range<Int>
        private let extendedID: Range<Int>
        private let traceID: Range<Int>

        /// For what CORS adds.
        private static let room = 128

        init() {
            var template: [UInt8] = []
            func hole(_ name: String, _ length: Int) -> Range<Int> {
                template += "\(name): ".utf8
                let start = template.count
                template += repeatElement(UInt8(ascii: "."), count: length)
                template += "\r\n".utf8
                return start..<start + length
            }
            uuid = hole("x-amzn-RequestId", RequestID.uuidLength)
            extendedID = hole("x-amz-apigw-id", RequestID.extendedIDLength)
            traceID = hole("X-Amzn-Trace-Id", RequestID.traceIDLength)
            self.template = template
        }

        func fields(_ requestId: RequestID, seconds: Int64) -> ResponseFields {
            ResponseFields(template: template, room: Self.room) { memory in
                requestId.writeUUID(to: UnsafeMutableRawBufferPointer(rebasing: memory[uuid]))
                requestId.writeExtendedID(to: UnsafeMutableRawBufferPointer(rebasing: memory[extendedID]))
                requestId.writeTraceID(
                    seconds: seconds,
                    to: UnsafeMutableRawBufferPointer(rebasing: memory[traceID])
                )
            }
        }
    }

    /// Appends a request's trace id: one that came with it and is complete is kept whole; to a bare root the rest is added.
    static func appendTraceID(
        _ requestId: RequestID,
        incoming: ArraySlice<UInt8>?,
        seconds: Int64,
        to bytes: inout [UInt8]
    ) {
        guard let incoming, incoming.starts(with: "Root=".utf8) else {
            return requestId.appendTraceID(seconds: seconds, to: &bytes)
        }
        bytes.append(contentsOf: incoming)
        if !incoming.contains(UInt8(ascii: ";")) {
            bytes.append(UInt8(ascii: ";"))
            requestId.appendParent(to: &bytes)
        }
    }

    /// Bytes that are no request.
    ///
    /// What the edge of AWS says to most of these is not API Gateway's to decide and not recorded; the bodies name the
    /// reason.
    static func response(_ error: RequestError, _ limits: HTTPLimits) -> Response {
        if error.status == 413 {
            // Plain text, and none of the usual headers: recorded.
            return Response(
                status: 413,
                contentType: Array("text/plain".utf8),
                body: Array("HTTP content length exceeded \(limits.bodyBytes) bytes.".utf8)
            )
        }
        let message: String
        switch error {
        case .targetTooLong: message = "Request URI too long"
        case .fieldValuesTooLarge: message = "HTTP header is larger than \(limits.fieldValueBytes) bytes."
        case .headTooLarge: message = "HTTP header is larger than \(limits.headBytes) bytes."
        case .tooManyFields: message = "HTTP header has more than \(limits.fieldCount) fields."
        default: message = "Bad Request: \(error.reason)"
        }
        // The reasons are constants of ours without anything to escape but quotation marks.
        let escaped = message.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
        return Response(status: error.status, contentType: json, body: Array("{\"message\":\"\(escaped)\"}".utf8))
    }
}
