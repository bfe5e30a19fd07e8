// SPDX-License-Identifier: Apache-2.0

/// Why the gateway answers itself, instead of what stands behind a route.
///
/// How a REST API words it stands in one file, how an HTTP API does in another.
enum Refusal: Sendable {
    /// No route.
    case missingAuthenticationToken
    /// No route, and an `Authorization` header that a REST API then takes for a signature of AWS's own.
    case incompleteSignature(authorization: ArraySlice<UInt8>)
    case unknownStage
    case unauthorized
    /// An HTTP API's JWT authorizer turned the token down.
    /// - Parameter challenge: The value of `WWW-Authenticate`.
    case tokenRefused(challenge: [UInt8])
    /// A JWT has none of the route's scopes.
    /// - Parameter challenge: The value of `WWW-Authenticate`.
    case insufficientScope(challenge: [UInt8])
    case authorizerFault
    case explicitDeny
    case implicitDeny
    case uriTooLong
    /// The event is larger than what Lambda takes.
    case requestTooLarge
    /// A template looked into a body that is no JSON.
    case badRequestBody(reason: String)
    /// There is no template for the body's media type.
    case unsupportedMediaType
    /// The function failed, or answered what is no proxy response.
    case badGateway
    /// The definition cannot work, Lambda refused to run the function, or a template failed.
    case configurationError
    case integrationTimeout
}
