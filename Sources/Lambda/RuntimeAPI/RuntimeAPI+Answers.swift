// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTransport

/// What the Runtime API answers, but for events.
extension RuntimeAPI {
    static let json = Array("application/json".utf8)

    static let accepted = Response(status: 202, contentType: json, body: Array(#"{"status":"OK"}"#.utf8))
    static let invalidRequestID = refusal(400, "InvalidRequestID", "Invalid request ID")
    static let invalidState = refusal(
        403,
        "InvalidStateTransition",
        "State transition is not allowed: one event at a time, and an answer before the next one"
    )
    static let tooLarge = refusal(
        413,
        "RequestEntityTooLarge",
        "Exceeded maximum allowed payload size (\(payloadAtMost) bytes)."
    )
    /// For a process that is to end: what it does next is over anyway.
    static let ended = refusal(500, "Container", "this instance is to end")

    /// - Source: the Runtime API's OpenAPI description, `ErrorResponse`.
    static func refusal(_ status: UInt16, _ errorType: String, _ errorMessage: String) -> Response {
        let error = JSONObject(literal: [
            "errorMessage": .string(errorMessage), "errorType": .string(errorType),
        ])
        return Response(status: status, contentType: json, body: JSONValue.object(error).compactBytes)
    }
}
