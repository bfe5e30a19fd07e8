// SPDX-License-Identifier: Apache-2.0

import GatewayTransport

/// How an HTTP API words it: never a space after the colon, words in title case, no `x-amzn-ErrorType`.
///
/// - Source: recorded for 401, 403, 404 and 500; 503 and 414 are inferred.
extension Refusal {
    /// What an HTTP API answers.
    var http: (status: UInt16, body: [UInt8]) {
        switch self {
        case .missingAuthenticationToken, .incompleteSignature, .unknownStage: (404, Bodies.notFound)
        case .unauthorized, .tokenRefused: (401, Bodies.unauthorized)
        case .insufficientScope, .explicitDeny, .implicitDeny: (403, Bodies.forbidden)
        case .uriTooLong: (414, Bodies.uriTooLong)
        case .requestTooLarge: (413, Bodies.tooLarge)
        // Only templates ask for a media type, and an HTTP API has none.
        case .badRequestBody, .unsupportedMediaType, .authorizerFault, .badGateway, .configurationError:
            (500, Bodies.serverError)
        case .integrationTimeout: (503, Bodies.unavailable)
        }
    }

    /// The value of `WWW-Authenticate`.
    var challenge: [UInt8]? {
        switch self {
        case .tokenRefused(let challenge), .insufficientScope(let challenge): challenge
        default: nil
        }
    }
}

/// Bytes that are made once.
private enum Bodies {
    static let notFound = Array(#"{"message":"Not Found"}"#.utf8)
    static let unauthorized = Array(#"{"message":"Unauthorized"}"#.utf8)
    static let forbidden = Array(#"{"message":"Forbidden"}"#.utf8)
    static let uriTooLong = Array(#"{"message":"URI Too Long"}"#.utf8)
    static let tooLarge = Array(#"{"message":"Request Entity Too Large"}"#.utf8)
    static let serverError = Array(#"{"message":"Internal Server Error"}"#.utf8)
    static let unavailable = Array(#"{"message":"Service Unavailable"}"#.utf8)
}
