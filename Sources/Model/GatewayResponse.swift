// SPDX-License-Identifier: Apache-2.0

/// How a REST API words one kind of answer of its own, as the definition customizes it.
///
/// - Source: API Gateway developer guide, "Gateway responses for REST APIs in API Gateway".
package struct GatewayResponse: Sendable, Hashable {
    package var type: GatewayResponseType
    /// `nil` for the type's own.
    package var statusCode: Int?
    package var responseParameters: [ResponseParameter]
    package var responseTemplates: [BodyTemplate]

    package init(
        type: GatewayResponseType,
        statusCode: Int? = nil,
        responseParameters: [ResponseParameter] = [],
        responseTemplates: [BodyTemplate] = []
    ) {
        self.type = type
        self.statusCode = statusCode
        self.responseParameters = responseParameters
        self.responseTemplates = responseTemplates
    }
}

/// The kinds of answers that a REST API gives itself, and the two from which the others take what they do not set.
///
/// - Source: API Gateway developer guide, "Gateway response types for API Gateway"; the statuses are recorded
///   (`GetGatewayResponses`).
package enum GatewayResponseType: String, Sendable, Hashable, CaseIterable {
    case accessDenied = "ACCESS_DENIED"
    case apiConfigurationError = "API_CONFIGURATION_ERROR"
    case authorizerConfigurationError = "AUTHORIZER_CONFIGURATION_ERROR"
    case authorizerFailure = "AUTHORIZER_FAILURE"
    case badRequestBody = "BAD_REQUEST_BODY"
    case badRequestParameters = "BAD_REQUEST_PARAMETERS"
    case default4XX = "DEFAULT_4XX"
    case default5XX = "DEFAULT_5XX"
    case expiredToken = "EXPIRED_TOKEN"
    case integrationFailure = "INTEGRATION_FAILURE"
    case integrationTimeout = "INTEGRATION_TIMEOUT"
    case invalidAPIKey = "INVALID_API_KEY"
    case invalidSignature = "INVALID_SIGNATURE"
    case missingAuthenticationToken = "MISSING_AUTHENTICATION_TOKEN"
    case quotaExceeded = "QUOTA_EXCEEDED"
    case requestTooLarge = "REQUEST_TOO_LARGE"
    case resourceNotFound = "RESOURCE_NOT_FOUND"
    case throttled = "THROTTLED"
    case unauthorized = "UNAUTHORIZED"
    case unsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"
    case wafFiltered = "WAF_FILTERED"

    /// The status of an answer that nobody customized; `nil` for the two that stand for others.
    package var defaultStatusCode: Int? {
        switch self {
        case .badRequestBody, .badRequestParameters: 400
        case .unauthorized: 401
        case .accessDenied, .expiredToken, .invalidAPIKey, .invalidSignature, .missingAuthenticationToken, .wafFiltered:
            403
        case .resourceNotFound: 404
        case .requestTooLarge: 413
        case .unsupportedMediaType: 415
        case .quotaExceeded, .throttled: 429
        case .apiConfigurationError, .authorizerConfigurationError, .authorizerFailure: 500
        case .integrationFailure, .integrationTimeout: 504
        case .default4XX, .default5XX: nil
        }
    }

    /// The type that an unset one is like.
    package var fallback: GatewayResponseType? {
        defaultStatusCode.map { $0 < 500 ? .default4XX : .default5XX }
    }

    /// What is sent where no template is set.
    package static let defaultTemplate = #"{"message":$context.error.messageString}"#
}
