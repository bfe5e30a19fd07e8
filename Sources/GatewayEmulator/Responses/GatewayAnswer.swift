// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON

/// The answers that the gateway itself gives on a REST API, byte for byte.
///
/// Which layer speaks decides the spelling: routing and identity write `{"message":"…"}`, access decisions
/// `{"Message":"…"}`, an authorizer's fault `{"message":null}`, the integration `{"message": "…"}` with a space.
///
/// - Source: recorded answers; where nobody's recording was at hand, the documentation. Denials are in the wording that
///   AWS uses since 2025.
enum GatewayAnswer {
    case missingAuthenticationToken
    /// No route, and an `Authorization` header that AWS then takes for a signature of its own.
    case incompleteSignature(authorization: ArraySlice<UInt8>)
    case unknownStage
    case unauthorized
    case authorizerFault
    case explicitDeny
    case implicitDeny
    case uriTooLong
    case badGateway
    case integrationTimeout

    var status: UInt16 {
        switch self {
        case .missingAuthenticationToken, .incompleteSignature, .unknownStage, .explicitDeny, .implicitDeny: 403
        case .unauthorized: 401
        case .authorizerFault: 500
        case .uriTooLong: 414
        case .badGateway: 502
        case .integrationTimeout: 504
        }
    }

    /// The value of `x-amzn-ErrorType`.
    var errorType: StaticString {
        switch self {
        case .missingAuthenticationToken: "MissingAuthenticationTokenException"
        case .incompleteSignature: "IncompleteSignatureException"
        case .unknownStage: "ForbiddenException"
        case .unauthorized: "UnauthorizedException"
        case .authorizerFault: "AuthorizerConfigurationException"
        case .explicitDeny, .implicitDeny: "AccessDeniedException"
        case .uriTooLong: "BadRequestException"
        case .badGateway, .integrationTimeout: "InternalServerErrorException"
        }
    }

    var body: [UInt8] {
        switch self {
        case .missingAuthenticationToken: Bodies.missingAuthenticationToken
        case .incompleteSignature(let authorization): Bodies.incompleteSignature(authorization)
        case .unknownStage: Bodies.forbidden
        case .unauthorized: Bodies.unauthorized
        case .authorizerFault: Bodies.nullMessage
        case .explicitDeny: Bodies.explicitDeny
        case .implicitDeny: Bodies.implicitDeny
        case .uriTooLong: Bodies.uriTooLong
        case .badGateway: Bodies.internalServerError
        case .integrationTimeout: Bodies.timedOut
        }
    }
}

/// Bytes that are made once.
private enum Bodies {
    static let missingAuthenticationToken = Array(#"{"message":"Missing Authentication Token"}"#.utf8)
    static let forbidden = Array(#"{"message":"Forbidden"}"#.utf8)
    static let unauthorized = Array(#"{"message":"Unauthorized"}"#.utf8)
    static let nullMessage = Array(#"{"message":null}"#.utf8)
    static let explicitDeny = Array(
        #"{"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}"#
            .utf8
    )
    static let implicitDeny = Array(
        (#"{"Message":"User is not authorized to access this resource because no identity-based policy allows "#
            + #"the execute-api:Invoke action"}"#).utf8
    )
    static let uriTooLong = Array(#"{"message":"Request URI too long"}"#.utf8)
    static let internalServerError = Array(#"{"message": "Internal server error"}"#.utf8)
    static let timedOut = Array(#"{"message": "Endpoint request timed out"}"#.utf8)

    /// What AWS's signature check says of a header that is not a signature of version 4.
    ///
    /// What exactly is hashed is not known; here it is the header's value.
    static func incompleteSignature(_ authorization: ArraySlice<UInt8>) -> [UInt8] {
        if authorization.contains(UInt8(ascii: "=")) {
            return Array(
                (#"{"message":"Authorization header requires 'Credential' parameter. Authorization header requires "#
                    + #"'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. "#
                    + #"Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."}"#).utf8
            )
        }
        let hash = Base64.encode(SHA256.hash(authorization))
        return Array(
            (#"{"message":"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 "#
                + #"and encoded with Base64): '\#(hash)'."}"#).utf8
        )
    }
}
