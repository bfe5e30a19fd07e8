// SPDX-License-Identifier: Apache-2.0

/// A Lambda authorizer as the definition declares it.
package struct AuthorizerDefinition: Sendable, Hashable {
    package var name: String
    package var kind: Kind
    package var function: AuthorizerReference
    /// How long a result is kept, in seconds: 0 (never) to 3600.
    package var resultTtlInSeconds: Int

    /// What AWS does when nothing is said.
    /// - Source: API Gateway API reference, `CreateAuthorizer`: "The default value is 300. The maximum value is 3600".
    package static let defaultResultTtlInSeconds = 300
    package static let resultTtlRange = 0...3600

    package enum Kind: Sendable, Hashable {
        /// One header, given to the function as `authorizationToken`.
        case token(identityHeader: String)

        package var name: String {
            switch self {
            case .token: "TOKEN"
            }
        }
    }

    package init(
        name: String,
        kind: Kind = .token(identityHeader: "Authorization"),
        function: AuthorizerReference,
        resultTtlInSeconds: Int = Self.defaultResultTtlInSeconds
    ) {
        self.name = name
        self.kind = kind
        self.function = function
        self.resultTtlInSeconds = resultTtlInSeconds
    }
}

/// What an authorizer runs.
package enum AuthorizerReference: Sendable, Hashable, CustomStringConvertible {
    /// `builtin:auth0`
    case builtIn(BuiltInAuthorizer)
    /// A closure of the program that embeds the gateway, by the name under which it was handed in.
    case function(String)

    package var description: String {
        switch self {
        case .builtIn(let authorizer): "builtin:\(authorizer.rawValue)"
        case .function(let name): "function:\(name)"
        }
    }
}

/// The authorizers that come with the gateway.
package enum BuiltInAuthorizer: String, Sendable, Hashable, CaseIterable {
    /// Checks a JWT access token of an Auth0 tenant, or of the embedded issuer.
    case auth0
}
