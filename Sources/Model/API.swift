// SPDX-License-Identifier: Apache-2.0

/// One API as it is deployed: what every format of definition ends in, and what the gateway runs.
package struct API: Sendable, Hashable {
    package var kind: Kind
    /// Where it pretends to live; part of each method ARN, so people write policies against it.
    package var identity: APIIdentity
    /// The stage: the first segment of each URL, but for the `$default` stage of an HTTP API, which has none.
    package var stage: String
    /// What else an HTTP API is deployed to.
    package var otherStages: [String]
    /// What stands before the stage in URLs: empty, or `/api`.
    package var pathPrefix: String
    /// Whether URLs name the stage, as AWS's do.
    package var hasStageInPath: Bool
    /// What an authorizer's REQUEST event and identity sources call `stageVariables`.
    package var stageVariables: [String: String]
    package var routes: [Route]
    package var authorizers: [AuthorizerDefinition]
    /// What `function:NAME` stands for.
    package var functions: [FunctionDefinition]
    /// The media types whose bodies a REST API takes for bytes, and not for text.
    package var binaryMediaTypes: [String]
    /// The answers of its own that a REST API words in another way.
    package var gatewayResponses: [GatewayResponse]
    /// What a REST API lets pages of other origins read.
    ///
    /// `nil`: nothing, as on AWS unless one says otherwise.
    package var cors: CORS?
    /// What an HTTP API lets pages of other origins read.
    package var corsConfiguration: CorsConfiguration?
    package var limits: Limits
    /// Whether the demo front end stands beside it, outside the stage.
    package var servesDemo: Bool

    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case rest
        case http

        /// How long an integration may take where nothing is said, in milliseconds.
        /// - Source: API Gateway quotas: "Integration timeout", 29 s for REST APIs and 30 s for HTTP APIs.
        package var integrationTimeoutInMillis: Int {
            switch self {
            case .rest: 29_000
            case .http: 30_000
            }
        }
    }

    /// The stage of an HTTP API whose URLs begin without it.
    package static let defaultStage = "$default"

    package init(
        kind: Kind = .rest,
        identity: APIIdentity = APIIdentity(),
        stage: String,
        otherStages: [String] = [],
        pathPrefix: String = "",
        hasStageInPath: Bool = true,
        stageVariables: [String: String] = [:],
        routes: [Route],
        authorizers: [AuthorizerDefinition],
        functions: [FunctionDefinition] = [],
        binaryMediaTypes: [String] = [],
        gatewayResponses: [GatewayResponse] = [],
        cors: CORS? = nil,
        corsConfiguration: CorsConfiguration? = nil,
        limits: Limits = Limits(),
        servesDemo: Bool = false
    ) {
        self.kind = kind
        self.identity = identity
        self.stage = stage
        self.otherStages = otherStages
        self.pathPrefix = pathPrefix
        self.hasStageInPath = hasStageInPath
        self.stageVariables = stageVariables
        self.routes = routes
        self.authorizers = authorizers
        self.functions = functions
        self.binaryMediaTypes = binaryMediaTypes
        self.gatewayResponses = gatewayResponses
        self.cors = cors
        self.corsConfiguration = corsConfiguration
        self.limits = limits
        self.servesDemo = servesDemo
    }

    /// What stands before the routes' paths in URLs: `/dev`, and nothing for the `$default` stage.
    package var stagePath: String { path(ofStage: stage) }

    /// The same of one of its stages.
    package func path(ofStage stage: String) -> String {
        pathPrefix + (stage == Self.defaultStage || !hasStageInPath ? "" : "/\(stage)")
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
    package var integration: Integration

    /// What it runs; `nil` when nobody is asked.
    package var handler: HandlerReference? { integration.handler }

    /// What it runs, in words.
    package var target: String { handler?.description ?? integration.type }

    /// As an HTTP API calls it: `GET /users/{id}`, or `$default`.
    package var key: String { path.isDefault ? path.description : "\(method) \(path)" }

    /// Who may call it.
    ///
    /// There is no third state: a route is either open by its own word or names its guard.
    package enum Access: Sendable, Hashable {
        case `public`
        /// - Parameters:
        ///   - authorizer: Its name.
        ///   - scopes: Of which a JWT must have one; none are asked for if it is empty.
        case `private`(authorizer: String, scopes: [String] = [])
    }

    package init(method: RouteMethod, path: PathTemplate, access: Access, integration: Integration) {
        self.method = method
        self.path = path
        self.access = access
        self.integration = integration
    }

    /// A route with a Lambda proxy integration.
    package init(method: RouteMethod, path: PathTemplate, access: Access, handler: HandlerReference) {
        self.init(
            method: method,
            path: path,
            access: access,
            integration: .proxy(ProxyIntegration(handler: handler))
        )
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
