// SPDX-License-Identifier: Apache-2.0

/// One value of a request by which an authorizer tells callers apart.
///
/// All sources of an authorizer must be there, or the request is answered 401 and nobody is asked; together they are the
/// key of its cache.
///
/// - Source: API Gateway API reference, `CreateAuthorizer`, `identitySource`: "valid values are header, query string,
///   stage variables, and context".
package enum IdentitySource: Sendable, Hashable, CustomStringConvertible {
    /// `method.request.header.NAME`; the name's letter case does not matter.
    case header(String)
    /// `method.request.querystring.NAME`
    case queryString(String)
    /// `stageVariables.NAME`
    case stageVariable(String)
    /// `context.NAME`
    case context(ContextVariable)

    var isAuthorizationHeader: Bool {
        guard case .header(let name) = self else { return false }
        return name.lowercased().utf8.elementsEqual("authorization".utf8)
    }

    var mayHoldToken: Bool {
        switch self {
        case .header, .queryString: true
        case .stageVariable, .context: false
        }
    }

    /// As it is written in the definition of an API of this kind.
    package func text(in kind: API.Kind) -> String {
        guard kind == .http else { return description }
        return switch self {
        case .header(let name): "$request.header.\(name)"
        case .queryString(let name): "$request.querystring.\(name)"
        case .stageVariable, .context: "$" + description
        }
    }

    /// As it is written in the definition of a REST API.
    package var description: String {
        switch self {
        case .header(let name): "method.request.header.\(name)"
        case .queryString(let name): "method.request.querystring.\(name)"
        case .stageVariable(let name): "stageVariables.\(name)"
        case .context(let variable): "context.\(variable.rawValue)"
        }
    }
}

/// What the gateway itself knows of a request, by the names of `$context`.
///
/// - Source: API Gateway developer guide, "Variables for data models, authorizers, mapping templates, and CloudWatch access
///   logging": those of them that are known before an authorizer runs.
package enum ContextVariable: String, Sendable, Hashable, CaseIterable {
    case accountId
    case apiId
    case domainName
    case domainPrefix
    case extendedRequestId
    case httpMethod
    case path
    case `protocol`
    case requestId
    case requestTime
    case requestTimeEpoch
    case resourceId
    case resourcePath
    /// HTTP APIs only.
    case routeKey
    case stage
    case sourceIp = "identity.sourceIp"
    case userAgent = "identity.userAgent"
}
