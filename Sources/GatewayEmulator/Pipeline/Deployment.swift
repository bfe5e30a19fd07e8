// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayHandlers
import GatewayModel
import GatewayPatterns
import GatewayTime
import GatewayTransport

/// An API made ready to serve on one stage: routes as a tree, guards with their caches, ARNs as bytes.
///
/// Immutable but for the caches inside the guards. A request uses the deployment that it began with, and reloading makes
/// a new one, whose caches are empty.
final class Deployment: Sendable {
    let kind: API.Kind
    let identity: APIIdentity
    let stageName: String
    let stage: [UInt8]
    /// Whether its URLs begin without a stage.
    let hasNoStageInPath: Bool
    let stageVariables: [String: String]
    let routes: RouteTable
    /// A REST API's.
    let cors: CORSAnswers?
    /// An HTTP API's.
    let corsConfiguration: CorsConfigurationAnswers?
    let gatewayResponses: GatewayResponses?
    let binaryMediaTypes: BinaryMediaTypes
    let resources: [Resource]
    private let arnPrefix: [UInt8]

    /// One route, ready to run: an object, so that each request counts one reference and not one for each part.
    final class Resource: Sendable {
        let route: Route
        let access: Access
        let integration: IntegrationStep
        /// The method ARN, where it is the same for every request.
        fileprivate let fixedArn: [UInt8]?

        fileprivate init(route: Route, access: Access, integration: IntegrationStep, fixedArn: [UInt8]?) {
            self.route = route
            self.access = access
            self.integration = integration
            self.fixedArn = fixedArn
        }
    }

    /// Who may call a route: anybody, by its own word, or whom a guard lets pass.
    enum Access: Sendable {
        case open
        case guarded(RouteGuard)
    }

    /// Who decides about a private route.
    enum RouteGuard: Sendable {
        case lambda(Guard)
        /// An HTTP API's JWT authorizer.
        case jwt(JWTGuard)

        func decide(_ facts: RequestFacts) -> Eventually<Ruling> {
            switch self {
            case .lambda(let routeGuard): routeGuard.decide(facts)
            case .jwt(let routeGuard): routeGuard.decide(facts)
            }
        }
    }

    /// - Throws: ``DeploymentError`` when the API names something that is not there. A private route never becomes one
    ///   without a guard.
    init(_ api: API, stage name: String, parts: GatewayParts, time: TimeSource) throws(DeploymentError) {
        kind = api.kind
        identity = api.identity
        stageName = name
        stage = Array(name.utf8)
        hasNoStageInPath = name == API.defaultStage || !api.hasStageInPath
        stageVariables = api.stageVariables
        routes = try RouteTable(api.routes, kind: api.kind)
        cors = api.cors.map(CORSAnswers.init)
        corsConfiguration = api.corsConfiguration.map(CorsConfigurationAnswers.init)
        gatewayResponses = GatewayResponses(api.gatewayResponses)
        binaryMediaTypes = BinaryMediaTypes(api.binaryMediaTypes)
        let parts = parts.completed(by: api, time: time)
        let prefix = "arn:aws:execute-api:\(identity.region):\(identity.accountId):\(identity.apiId)/\(name)/"
        arnPrefix = Array(prefix.utf8)

        var guards: [String: RouteGuard] = [:]
        for definition in api.authorizers {
            guard guards[definition.name] == nil else { throw .authorizerTwice(definition.name) }
            // All callers would share one answer.
            guard definition.resultTtlInSeconds == 0 || !definition.kind.identitySources.isEmpty else {
                throw .cacheWithoutIdentity(definition.name)
            }
            if case .jwt(let source) = definition.kind {
                guards[definition.name] = .jwt(try parts.jwtGuard(definition, source, time))
                continue
            }
            let authorizer = try parts.authorizer(definition.function, prefix + "*", time)
            do throws(PatternError) {
                let lambda = try Guard(
                    definition: definition,
                    authorizer: authorizer,
                    guardsSeveralArns: Self.hasSeveralArns(api.routes, guardedBy: definition.name),
                    timeLimit: parts.integrationTimeLimit ?? .seconds(29),
                    time: time
                )
                guards[definition.name] = .lambda(lambda)
            } catch {
                throw .badIdentityValidationExpression(authorizer: definition.name, reason: "\(error)")
            }
        }
        var resources: [Resource] = []
        for route in api.routes {
            let access: Access
            switch route.access {
            case .public: access = .open
            case .private(let name, _):
                guard let found = guards[name] else { throw .unknownAuthorizer(name) }
                access = .guarded(found)
            }
            resources.append(
                Resource(
                    route: route,
                    access: access,
                    integration: try IntegrationStep(route, in: api, parts: parts, time: time),
                    fixedArn: Self.fixedArn(of: route, arnPrefix)
                )
            )
        }
        self.resources = resources
    }

    /// Whether requests with more than one method ARN ask an authorizer.
    private static func hasSeveralArns(_ routes: [Route], guardedBy name: String) -> Bool {
        let guarded = routes.filter { route in
            if case .private(name, _) = route.access { true } else { false }
        }
        return guarded.count > 1 || guarded.contains { $0.method == .any || !$0.path.isFixed }
    }

    private static func fixedArn(of route: Route, _ prefix: [UInt8]) -> [UInt8]? {
        guard case .exactly(let method) = route.method, route.path.isFixed else { return nil }
        return prefix + Array("\(method.rawValue)\(route.path.description)".utf8)
    }

    func resource(for method: ArraySlice<UInt8>, _ path: RequestPath) -> Resource? {
        routes.match(method: HTTPMethod(bytes: method), path: routed(path)).map { resources[$0] }
    }

    /// Whether there is a route with this path, whatever its method.
    func declares(_ path: RequestPath) -> Bool { !routes.declares(path: routed(path)).isEmpty }

    /// The path as routes are matched against it.
    func routed(_ path: RequestPath) -> ArraySlice<UInt8> { kind == .rest ? path.matched : path.decodedForRouting }

    /// The methods of a path for a browser that asks before the real request; `nil` when the request is no such question,
    /// or is one for a route that answers it itself.
    ///
    /// An OPTIONS method that CORS settings make is an exact one, so it comes before `ANY`, and has no authorizer.
    func preflightMethods(_ head: RequestHead, _ path: RequestPath, _ resource: Resource?) -> [HTTPMethod]? {
        guard cors != nil, head.hasMethod("OPTIONS"), resource?.route.method != .exactly(.options)
        else { return nil }
        let methods = routes.declares(path: routed(path))
        guard !methods.isEmpty else { return nil }
        return HTTPMethod.allCases.filter { $0 == .options || methods.contains($0) }
    }

    /// Stands for this deployment in events; AWS draws it by lot.
    var deploymentId: String { "local1" }

    /// The ARN of a request: with its own path, not the resource's template; the root ends in `GET/`.
    ///
    /// - Source: API Gateway developer guide, "Input to an API Gateway Lambda authorizer".
    func methodArn(_ resource: Resource, method: ArraySlice<UInt8>, _ path: RequestPath) -> [UInt8] {
        if let arn = resource.fixedArn, path.path.last != UInt8(ascii: "/") { return arn }
        var arn = arnPrefix
        arn.reserveCapacity(arnPrefix.count + method.count + path.path.count + 1)
        arn += method
        if path.path.isEmpty { arn.append(UInt8(ascii: "/")) }
        arn += kind == .rest ? path.path : path.decodedForARN
        return arn
    }
}

extension HTTPMethod {
    /// Methods are case-sensitive (RFC 9110 §9.1).
    fileprivate init?(bytes: ArraySlice<UInt8>) {
        // Without a text for the one that is asked most.
        if bytes.count == 3, bytes[bytes.startIndex] == UInt8(ascii: "G"),
            bytes[bytes.startIndex + 1] == UInt8(ascii: "E"), bytes[bytes.startIndex + 2] == UInt8(ascii: "T")
        {
            self = .get
        } else {
            self.init(rawValue: String(decoding: bytes, as: UTF8.self))
        }
    }
}
