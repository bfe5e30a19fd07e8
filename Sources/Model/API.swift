// SPDX-License-Identifier: Apache-2.0

/// One API as it is deployed: what every format of definition ends in, and what the gateway runs.
package struct API: Sendable, Hashable {
    package var kind: Kind
    /// Where it pretends to live; part of each method ARN, so people write policies against it.
    package var identity: APIIdentity
    /// The stage, the first segment of each URL.
    package var stage: String
    /// What an authorizer's REQUEST event and identity sources call `stageVariables`.
    package var stageVariables: [String: String]
    package var routes: [Route]
    package var authorizers: [AuthorizerDefinition]
    /// `nil`: pages of other origins may read nothing, as on AWS unless one says otherwise.
    package var cors: CORS?
    package var limits: Limits
    /// Whether the demo front end stands beside it, outside the stage.
    package var servesDemo: Bool

    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case rest
    }

    package init(
        kind: Kind = .rest,
        identity: APIIdentity = APIIdentity(),
        stage: String,
        stageVariables: [String: String] = [:],
        routes: [Route],
        authorizers: [AuthorizerDefinition],
        cors: CORS? = nil,
        limits: Limits = Limits(),
        servesDemo: Bool = false
    ) {
        self.kind = kind
        self.identity = identity
        self.stage = stage
        self.stageVariables = stageVariables
        self.routes = routes
        self.authorizers = authorizers
        self.cors = cors
        self.limits = limits
        self.servesDemo = servesDemo
    }

    /// The authorizer that a private route names.
    package func authorizer(named name: String) -> AuthorizerDefinition? {
        authorizers.first { $0.name == name }
    }
}

/// The parts of an ARN that AWS would hand out.
///
/// Fixed and predictable unless configured.
package struct APIIdentity: Sendable, Hashable {
    package var region: String
    package var accountId: String
    package var apiId: String

    package init(region: String = "us-east-1", accountId: String = "123456789012", apiId: String = "localapi01") {
        self.region = region
        self.accountId = accountId
        self.apiId = apiId
    }
}

/// One method of one resource.
package struct Route: Sendable, Hashable {
    package var method: RouteMethod
    package var path: PathTemplate
    package var access: Access
    package var handler: HandlerReference

    /// Who may call it.
    ///
    /// There is no third state: a route is either open by its own word or names its guard.
    package enum Access: Sendable, Hashable {
        case `public`
        case `private`(authorizer: String)
    }

    package init(method: RouteMethod, path: PathTemplate, access: Access, handler: HandlerReference) {
        self.method = method
        self.path = path
        self.access = access
        self.handler = handler
    }
}

/// What a route runs.
package enum HandlerReference: Sendable, Hashable, CustomStringConvertible {
    /// `builtin:public`, `builtin:private`
    case builtIn(BuiltInHandler)
    /// A closure of the program that embeds the gateway, by the name under which it was handed in.
    case function(String)

    package var description: String {
        switch self {
        case .builtIn(let handler): "builtin:\(handler.rawValue)"
        case .function(let name): "function:\(name)"
        }
    }
}

/// The handlers that come with the gateway.
package enum BuiltInHandler: String, Sendable, Hashable, CaseIterable {
    /// Answers 200 `{"message": "Welcome to our Public API!"}`.
    case `public`
    /// Answers 200 `{"message": "Only logged in users can see this"}`.
    case `private`
}
