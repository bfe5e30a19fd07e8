// SPDX-License-Identifier: Apache-2.0

package import GatewayAuthorizer
package import GatewayHandlers
package import GatewayModel
import GatewayTime

/// What a definition refers to by name, brought by whoever starts the gateway.
package struct GatewayParts: Sendable {
    /// Closures that private routes may name as authorizers.
    package var authorizers: [String: AuthorizerFunction] = [:]
    /// Closures that routes may name as handlers.
    package var handlers: [String: HandlerFunction] = [:]
    /// What `builtin:auth0` accepts, and the keys it verifies with.
    package var tokens: TokenParts?
    /// How long an authorizer or a handler may take.
    /// - Source: API Gateway quotas, "Integration timeout": 29 seconds.
    package var integrationTimeLimit = Duration.seconds(29)

    package init() {}

    func authorizer(
        _ reference: AuthorizerReference,
        _ resource: String,
        _ time: TimeSource
    ) throws(DeploymentError) -> Guard.Authorizer {
        switch reference {
        case .allow: return .fixed(AuthorizerAnswer(.allow, principalId: "builtin:allow", resource: resource))
        case .deny: return .fixed(AuthorizerAnswer(.deny, principalId: nil, resource: resource))
        case .auth0(let requirements):
            guard let tokens else { throw .noTokenSettings }
            let expectations = TokenExpectations(requirements, settings: tokens.settings)
            let keys = try tokens.keys(expectations.keys)
            return .auth0(Auth0Authorizer(expectations, keys: keys, resource: resource, time: time))
        case .function(let name):
            guard let function = authorizers[name] else { throw .unknownFunction(name) }
            return .function(function)
        case .jwt: throw .noTokenSettings
        }
    }

    func handler(_ reference: HandlerReference) throws(DeploymentError) -> Handler {
        switch reference {
        case .builtIn(let handler): return Handler(handler)
        case .function(let name):
            guard let function = handlers[name] else { throw .unknownFunction(name) }
            return .function(function)
        }
    }
}

/// What `builtin:auth0` works with.
package struct TokenParts: Sendable {
    /// What counts where an authorizer says nothing else.
    package let settings: TokenSettings
    /// Finds the keys that are in one place; asked once per authorizer when a definition is deployed.
    package let keys: @Sendable (TokenSettings.KeyLocation) throws(DeploymentError) -> KeySource

    package init(
        settings: TokenSettings,
        keys: @escaping @Sendable (TokenSettings.KeyLocation) throws(DeploymentError) -> KeySource
    ) {
        self.settings = settings
        self.keys = keys
    }
}
