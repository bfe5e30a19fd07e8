// SPDX-License-Identifier: Apache-2.0

package import GatewayAuthorizer
package import GatewayHandlers
import GatewayJSON
package import GatewayModel
import GatewayTime

/// What a definition refers to by name, brought by whoever starts the gateway.
package struct GatewayParts: Sendable {
    /// Closures that private routes may name as authorizers.
    package var authorizers: [String: AuthorizerFunction] = [:]
    /// Closures that routes may name as handlers.
    package var handlers: [String: HandlerFunction] = [:]
    /// Lambda functions that routes and authorizers may name.
    package var functions: [String: LambdaFunction] = [:]
    /// Those whose code runs in processes of its own.
    package var remoteFunctions: [String: any RemoteFunction] = [:]
    /// Those that the API itself defines.
    private var defined: [String: DefinedFunction] = [:]
    /// What `builtin:auth0` accepts, and the keys it verifies with.
    package var tokens: TokenParts?
    /// How long an authorizer or a handler may take; `nil` for what AWS says of each.
    package var integrationTimeLimit: Duration?

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
            if let authorizer = authorizers[name] { return .function(authorizer) }
            return .function(Self.authorizer(try self.function(named: name)))
        // No function: a JWT authorizer is a guard of its own.
        case .jwt: throw .noTokenSettings
        }
    }

    func jwtGuard(
        _ definition: AuthorizerDefinition,
        _ source: IdentitySource,
        _ time: TimeSource
    ) throws(DeploymentError) -> JWTGuard {
        guard let tokens, case .jwt(let configuration) = definition.function else { throw .noTokenSettings }
        let expectations = JWTExpectations(configuration, settings: tokens.settings)
        let verification: TokenVerification<KeySource>
        switch expectations.verification {
        case .signed(let location): verification = .signed(by: try tokens.keys(location))
        case .unchecked: verification = .unchecked
        }
        return JWTGuard(
            definition: definition,
            source: source,
            expectations: expectations,
            verification: verification,
            time: time
        )
    }

    func handler(_ reference: HandlerReference) throws(DeploymentError) -> Handler {
        switch reference {
        case .builtIn(let handler): return Handler(handler)
        case .function(let name):
            if let closure = handlers[name] { return .closure(closure) }
            return .function(try function(named: name))
        }
    }

    /// What an integration runs that is no proxy: JSON in, JSON out.
    func function(_ reference: HandlerReference) throws(DeploymentError) -> FunctionReference {
        switch reference {
        case .builtIn(let handler): .immediate(handler.function)
        case .function(let name): try function(named: name)
        }
    }

    private func function(named name: String) throws(DeploymentError) -> FunctionReference {
        if let function = functions[name] { return .waiting(function) }
        if let function = remoteFunctions[name] { return .remote(function) }
        guard let function = defined[name] else { throw .unknownFunction(name) }
        return FunctionReference(function)
    }

    /// These parts and the functions that the API itself defines; one that is brought comes before.
    func completed(by api: API, time: TimeSource) -> GatewayParts {
        var parts = self
        for definition in api.functions { parts.defined[definition.name] = DefinedFunction(definition, time: time) }
        return parts
    }

    /// A Lambda function as an authorizer: what it returns is the answer, and an error throws its own words.
    private static func authorizer(_ function: FunctionReference) -> AuthorizerFunction {
        { event in
            let invocation = Invocation(payload: event.json.compactBytes, requestId: "", traceId: "")
            switch await function(invocation) {
            case .payload(let payload): return try JSONValue(parsing: payload)
            case .functionError(let message, _): throw FunctionFailure(description: message)
            case .invokeError(let code): throw FunctionFailure(description: "Lambda answered \(code)")
            }
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

/// What a function threw, in its own words.
private struct FunctionFailure: Error, CustomStringConvertible {
    let description: String
}
