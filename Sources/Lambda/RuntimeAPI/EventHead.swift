// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTime
import GatewayTransport

/// What the Runtime API says of an event beside the event.
struct EventHead {
    /// What is the same for all events of a function.
    private let constant: ResponseFields

    init(_ function: FunctionConfiguration, _ settings: FleetSettings) {
        let arn = "arn:aws:lambda:\(settings.region):\(settings.accountId):function:\(function.functionName)"
        var fields = ResponseFields()
        fields.append("Lambda-Runtime-Invoked-Function-Arn", arn.utf8)
        constant = fields
    }

    /// The event of a call.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - now: The time of day.
    ///   - timeout: After how many nanoseconds from now the invocation is ended.
    /// - Returns: The answer to `next`.
    func response(_ call: Call, deadline now: Timestamp, after timeout: UInt64) -> Response {
        var fields = ResponseFields(reservingBytes: 384)
        Self.append("Lambda-Runtime-Aws-Request-Id", call.requestId, to: &fields)
        fields.append("Lambda-Runtime-Deadline-Ms") {
            $0.append(decimal: Int(now.millisecondsSince1970) + Int(timeout / 1_000_000))
        }
        fields.append(constant)
        Self.append("Lambda-Runtime-Trace-Id", call.traceId, to: &fields)
        if let clientContext = call.clientContext {
            Self.append("Lambda-Runtime-Client-Context", clientContext, to: &fields)
        }
        return Response(status: 200, contentType: RuntimeAPI.json, fields: fields, body: call.payload)
    }

    /// Appends a value without what would end the field; between the tokens of JSON line ends mean nothing (RFC 8259 §2).
    private static func append(_ name: StaticString, _ value: String, to fields: inout ResponseFields) {
        fields.append(name) { bytes in
            for byte in value.utf8 where byte >= 0x20 && byte != 0x7F { bytes.append(byte) }
        }
    }
}
