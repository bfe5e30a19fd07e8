// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel

/// How a REST API words it, byte for byte.
///
/// Which layer speaks decides the spelling: routing and identity write `{"message":"…"}`, access decisions
/// `{"Message":"…"}`, an authorizer's fault `{"message":null}`, the integration `{"message": "…"}` with a space.
///
/// - Source: recorded answers; where nobody's recording was at hand, the documentation. Denials are in the wording that
///   AWS uses since 2025.
extension Refusal {
    /// What a REST API answers.
    struct REST {
        let status: UInt16
        /// The value of `x-amzn-ErrorType`.
        let errorType: StaticString
        let body: [UInt8]
        /// By which name the definition can word it otherwise; `nil` for what comes from before the API.
        let type: GatewayResponseType?
        /// `$context.error.message`; `nil` is a message of `null`.
        let message: String?
    }

    var rest: REST {
        switch self {
        case .missingAuthenticationToken:
            answer(403, "MissingAuthenticationTokenException", .missingAuthenticationToken, Bodies.missingToken)
        case .incompleteSignature(let authorization):
            // What the definition calls it is not recorded; of the types, this one is about signatures.
            answer(403, "IncompleteSignatureException", .invalidSignature, Bodies.incompleteSignature(authorization))
        case .unknownStage: answer(403, "ForbiddenException", nil, Bodies.forbidden)
        // The last two are an HTTP API's.
        case .unauthorized, .tokenRefused: answer(401, "UnauthorizedException", .unauthorized, Bodies.unauthorized)
        case .insufficientScope: answer(403, "AccessDeniedException", .accessDenied, Bodies.implicitDeny)
        // Open question: whether AUTHORIZER_FAILURE is ever used; the recorded error type is this one's.
        case .authorizerFault:
            answer(500, "AuthorizerConfigurationException", .authorizerConfigurationError, Bodies.nullMessage)
        case .explicitDeny: answer(403, "AccessDeniedException", .accessDenied, Bodies.explicitDeny)
        case .implicitDeny: answer(403, "AccessDeniedException", .accessDenied, Bodies.implicitDeny)
        case .uriTooLong: answer(414, "BadRequestException", nil, Bodies.uriTooLong)
        // Open question: its bytes were not recorded.
        case .requestTooLarge: answer(413, "RequestTooLargeException", .requestTooLarge, Bodies.requestTooLong)
        // Documented as "Could not parse request body into json"; the parser's words behind it are not ours to know.
        case .badRequestBody(let reason):
            answer(400, "BadRequestException", .badRequestBody, Body(parseError: reason))
        case .unsupportedMediaType: answer(415, "BadRequestException", .unsupportedMediaType, Bodies.mediaType)
        case .badGateway: answer(502, "InternalServerErrorException", .default5XX, Bodies.serverError)
        case .configurationError:
            answer(500, "InternalServerErrorException", .apiConfigurationError, Bodies.serverError)
        case .integrationTimeout: answer(504, "InternalServerErrorException", .integrationTimeout, Bodies.timedOut)
        }
    }

    private func answer(
        _ status: UInt16,
        _ errorType: StaticString,
        _ type: GatewayResponseType?,
        _ body: Body
    ) -> REST {
        REST(status: status, errorType: errorType, body: body.bytes, type: type, message: body.message)
    }
}

/// A body and the message in it.
private struct Body: Sendable {
    let bytes: [UInt8]
    let message: String?

    /// - Parameters:
    ///   - message: Without anything that JSON escapes.
    ///   - prefix: What stands before it, in the spelling of the layer that speaks.
    init(_ message: String, after prefix: String = #"{"message":"#) {
        self.message = message
        bytes = Array((prefix + "\"" + message + "\"}").utf8)
    }

    /// - Parameter reason: Whatever stands in it.
    init(parseError reason: String) {
        let text = "Could not parse request body into json: \(reason)"
        message = text
        bytes = Array(#"{"message": "#.utf8) + JSONValue.string(text).compactBytes + Array("}".utf8)
    }

    init(nullMessage text: String) {
        message = nil
        bytes = Array(text.utf8)
    }
}

/// Bytes that are made once.
private enum Bodies {
    static let missingToken = Body("Missing Authentication Token")
    static let forbidden = Body("Forbidden")
    static let unauthorized = Body("Unauthorized")
    static let nullMessage = Body(nullMessage: #"{"message":null}"#)
    static let explicitDeny = Body(
        "User is not authorized to access this resource with an explicit deny in an identity-based policy",
        after: #"{"Message":"#
    )
    static let implicitDeny = Body(
        "User is not authorized to access this resource because no identity-based policy allows the "
            + "execute-api:Invoke action",
        after: #"{"Message":"#
    )
    static let uriTooLong = Body("Request URI too long")
    static let requestTooLong = Body("Request Too Long")
    static let mediaType = Body("Unsupported Media Type", after: #"{"message": "#)
    static let serverError = Body("Internal server error", after: #"{"message": "#)
    static let timedOut = Body("Endpoint request timed out", after: #"{"message": "#)

    /// What AWS's signature check says of a header that is not a signature of version 4.
    ///
    /// What exactly is hashed is not known; here it is the header's value.
    static func incompleteSignature(_ authorization: ArraySlice<UInt8>) -> Body {
        if authorization.contains(UInt8(ascii: "=")) {
            return Body(
                "Authorization header requires 'Credential' parameter. Authorization header requires "
                    + "'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. "
                    + "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
            )
        }
        let hash = Base64.encode(SHA256.hash(authorization))
        return Body(
            "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 "
                + "and encoded with Base64): '\(hash)'."
        )
    }
}
