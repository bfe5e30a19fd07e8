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
    package var tokens: (settings: TokenSettings, keys: KeySource)?
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
        case .allow, .deny: throw .unknownFunction(reference.description)
        case .auth0:
            guard let tokens else { throw .noTokenSettings }
            return .auth0(
                Auth0Authorizer(settings: tokens.settings, keys: tokens.keys, resource: resource, time: time)
            )
        case .function(let name):
            guard let function = authorizers[name] else { throw .unknownFunction(name) }
            return .function(function)
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
