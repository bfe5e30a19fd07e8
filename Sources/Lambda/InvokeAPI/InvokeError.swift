// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTransport

/// A refusal of the Invoke API, in Lambda's words.
///
/// - Source: Lambda API reference, `Invoke`, "Errors".
struct InvokeError: Error, Hashable {
    let status: UInt16
    /// The name of the exception, as `x-amzn-ErrorType` has it.
    let type: String
    let message: String
    /// In the order in which Lambda writes them.
    private let members: [Member]

    /// What the body has beside the message, and how that is called: Lambda's exceptions differ in it.
    private enum Member: Hashable {
        case reason(String)
        case type(String)
        case message
        /// With a capital letter.
        case titledMessage
    }

    private init(_ status: UInt16, _ type: String, _ message: String, _ members: [Member]) {
        self.status = status
        self.type = type
        self.message = message
        self.members = members
    }

    func response(requestId: String) -> Response {
        var object = JSONObject()
        for member in members {
            switch member {
            case .reason(let reason): object["Reason"] = .string(reason)
            case .type(let type): object["Type"] = .string(type)
            case .message: object["message"] = .string(message)
            case .titledMessage: object["Message"] = .string(message)
            }
        }
        var response = Response(
            status: status,
            contentType: Array("application/json".utf8),
            body: JSONValue.object(object).compactBytes
        )
        response.fields.append("x-amzn-RequestId", requestId.utf8)
        response.fields.append("x-amzn-ErrorType", type.utf8)
        return response
    }
}

extension InvokeError {
    static func functionNotFound(_ arn: String) -> InvokeError {
        InvokeError(404, "ResourceNotFoundException", "Function not found: \(arn)", [.type("User"), .titledMessage])
    }

    static func bodyNotJSON(_ reason: String) -> InvokeError {
        invalidContent("Could not parse request body into json: Could not parse payload into json: \(reason)")
    }

    static let clientContextNotJSON = invalidContent("Client context must be a valid Base64-encoded JSON object.")

    private static func invalidContent(_ message: String) -> InvokeError {
        InvokeError(400, "InvalidRequestContentException", message, [.type("User"), .message])
    }

    static func invalidParameter(_ message: String) -> InvokeError {
        InvokeError(400, "InvalidParameterValueException", message, [.type("User"), .message])
    }

    /// A value that the service's model does not allow.
    static func invalid(_ value: String, at parameter: String, _ constraint: String) -> InvokeError {
        InvokeError(
            400,
            "ValidationException",
            "1 validation error detected: Value '\(value)' at '\(parameter)' failed to satisfy constraint: \(constraint)",
            [.message]
        )
    }

    // The reference says RequestTooLargeException; this is what Lambda is seen to send.
    static let requestTooLarge = tooLarge(
        "Request must be smaller than \(InvokeRequest.payloadLimit) bytes for the InvokeFunction operation"
    )

    static func eventTooLarge(_ count: Int) -> InvokeError {
        tooLarge(
            "\(count) byte payload is too large for the Event invocation type (limit \(InvokeRequest.eventLimit) bytes)"
        )
    }

    private static func tooLarge(_ message: String) -> InvokeError {
        InvokeError(413, "RequestEntityTooLargeException", message, [.type("User"), .message])
    }

    static let notJSONContent = InvokeError(
        415,
        "UnsupportedMediaTypeException",
        "The content type of the Invoke request body is not JSON.",
        [.type("User"), .message]
    )

    static let throttled = InvokeError(
        429,
        "TooManyRequestsException",
        "Rate Exceeded.",
        [.reason("ReservedFunctionConcurrentInvocationLimitExceeded"), .type("User"), .message]
    )

    /// There is no such limit on AWS, where the queue has room for all that comes.
    static let queueIsFull = InvokeError(
        429,
        "TooManyRequestsException",
        "Too many Event invocations wait for their function or for a retry.",
        [.reason("CallerRateLimitExceeded"), .type("User"), .message]
    )

    /// The function was not run: what the fleet says instead of an outcome.
    static func notRun(_ type: String) -> InvokeError {
        switch type {
        case "TooManyRequestsException": throttled
        case "AccessDeniedException": accessDenied("The function may not be invoked.")
        case "InvalidRuntimeException":
            InvokeError(
                502,
                type,
                "The function cannot be started on this machine; the log says why.",
                [.type("User"), .titledMessage]
            )
        default:
            InvokeError(
                500,
                "ServiceException",
                "The function was not run: \(type)",
                [.type("Service"), .titledMessage]
            )
        }
    }

    static func unknownOperation(_ message: String) -> InvokeError {
        InvokeError(404, "UnknownOperationException", message, [.titledMessage])
    }

    static func accessDenied(_ message: String) -> InvokeError {
        InvokeError(403, "AccessDeniedException", message, [.titledMessage])
    }

    static func misdirected(_ message: String) -> InvokeError {
        InvokeError(421, "AccessDeniedException", message, [.titledMessage])
    }

    static func malformedRequest(_ error: RequestError) -> InvokeError {
        switch error {
        case .bodyTooLarge, .contentLengthOverflow: requestTooLarge
        default: InvokeError(error.status, "SerializationException", error.reason, [.titledMessage])
        }
    }
}
