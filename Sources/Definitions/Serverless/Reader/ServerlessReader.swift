// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// One reading of a serverless.yml whose variables are resolved; it goes on after a problem, so that one run shows all.
struct ServerlessReader {
    var problems = ProblemCollector()
    var warnings: ProblemCollector
    var notices: [String] = []
    let options: ServerlessOptions
    /// The service's folder, as an absolute path without a slash at its end.
    let folder: String
    /// What CloudFormation's functions come to.
    var cloud: CloudFormation
    var service = ""
    var stage = "dev"
    var offline = OfflineSettings()
    var provider = ServerlessProvider()
    var functions: [ServerlessFunction] = []
    /// Where each is among them, by what it is deployed as.
    var functionIndices: [String: Int] = [:]
    /// The keys of those that a route or an authorizer runs.
    var usedFunctions: Set<String> = []
    var rest = ServerlessAPI(kind: .rest)
    var http = ServerlessAPI(kind: .http)
    /// What `resources` says of the REST API's own answers.
    var gatewayResponses: [GatewayResponse] = []
    /// The names of the authorizers for which an override was used.
    var usedOverrides: Set<String> = []
    /// The names of all authorizers that routes ask for.
    var authorizerNames: Set<String> = []
    /// What the framework may call them, in small letters.
    var generatedAuthorizers: Set<String> = []
    /// Whether a route would have a guard if it were not for `noAuth`.
    var hasOpenedRoutes = false
    /// Functions of overrides, and what answers for routes that were left out.
    var standIns: [FunctionDefinition] = []

    init(document: ServerlessDocument, options: ServerlessOptions, folder: String) {
        warnings = ProblemCollector(document.warnings)
        cloud = CloudFormation(of: document)
        self.options = options
        self.folder = folder
    }

    /// Reads all of it.
    ///
    /// - Parameters:
    ///   - root: The tree, with its variables resolved.
    ///   - files: What it was read from.
    /// - Returns: What the file says.
    /// - Throws: All that is wrong with it.
    mutating func result(from root: YAMLNode, files: [String]) throws(DefinitionProblems) -> ServerlessFile.Result {
        guard let top = root.mapping else {
            throw DefinitionProblems(
                at: root.position,
                "a serverless.yml is a map of keys, this is \(root.kind)",
                "begin with \"service: NAME\""
            )
        }
        tolerateUnknownKeys(in: top, known: ServerlessKeys.top, place: "")
        readOffline(top["custom"]?.value.mapping?["serverless-offline"]?.value)
        // The command line is stronger.
        offline.noAuth = offline.noAuth || options.noAuth
        offline.ignoreJWTSignature = offline.ignoreJWTSignature || options.ignoresJWTSignature
        readPlugins(top["plugins"]?.value)
        readService(top["service"], at: root)
        readProvider(top["provider"], at: root)
        readFunctions(top, at: root)
        for function in functions { readEvents(of: function) }
        addPreflights()
        checkResources(top["resources"]?.value)
        checkFunctions()
        checkOverrides()
        let positions = finishRoutes()
        let cors = provider.httpAPI.cors.flatMap { corsConfiguration($0) }
        readGatewayResponses()
        try problems.throwIfAny()
        let definitions = functions.compactMap(\.definition) + standIns
        let apis = [api(rest, functions: definitions, cors: nil), api(http, functions: definitions, cors: cors)]
        warnOfOpenings()
        warnOfIgnoredSignatures()
        return ServerlessFile.Result(
            apis: apis.compactMap(\.self),
            routePositions: positions,
            functions: definitions,
            offline: offline,
            warnings: DefinitionProblems.ordered(warnings.problems),
            notices: notices,
            files: files
        )
    }

    subscript(kind: API.Kind) -> ServerlessAPI {
        get { kind == .rest ? rest : http }
        set { if kind == .rest { rest = newValue } else { http = newValue } }
    }

    /// One API; `nil` when no event is of it.
    private func api(_ declared: ServerlessAPI, functions: [FunctionDefinition], cors: CorsConfiguration?) -> API? {
        let routes = declared.routes.compactMap(\.route)
        guard !routes.isEmpty else { return nil }
        let isREST = declared.kind == .rest
        let named = Set(routes.compactMap(\.authorizer))
        return API(
            kind: declared.kind,
            identity: APIIdentity(region: provider.region),
            stage: isREST ? provider.restStage ?? stage : API.defaultStage,
            pathPrefix: pathPrefix,
            hasStageInPath: !(options.noPrependStageInUrl ?? offline.noPrependStageInUrl),
            routes: routes,
            authorizers: declared.authorizers.map(\.definition).filter { named.contains($0.name) },
            functions: functions,
            binaryMediaTypes: isREST ? provider.binaryMediaTypes : [],
            gatewayResponses: isREST ? gatewayResponses : [],
            corsConfiguration: cors
        )
    }

    /// `/api` for `api`, `/api` and `api/`.
    private var pathPrefix: String {
        (options.prefix ?? offline.prefix ?? "").split(separator: "/").map { "/\($0)" }.joined()
    }

    private mutating func readService(_ entry: YAMLMapping.Entry?, at root: YAMLNode) {
        guard let entry else {
            return problems.note("\"service\" is missing", at: root.position, suggestion: "add \"service: NAME\"")
        }
        // Version 3 and older: `service: {name: x}`.
        let node = entry.value.mapping?["name"]?.value ?? entry.value
        service = problems.text(node, for: "service") ?? ""
    }

    /// Runs one of the verbs that read routes.yml, for the parts that both formats share.
    mutating func asking<Value>(_ kind: API.Kind, _ read: (inout RoutesReader) -> Value) -> Value {
        var reader = RoutesReader(problems: problems)
        reader.warnings = warnings
        reader.kind = kind
        let value = read(&reader)
        problems = reader.problems
        warnings = reader.warnings
        return value
    }
}

/// What events make of one kind of API.
struct ServerlessAPI {
    let kind: API.Kind
    var routes: [DeclaredRoute] = []
    var authorizers: [ServerlessAuthorizer] = []
    /// Where each is among them.
    var authorizerIndices: [String: Int] = [:]
    /// The first of each name that routes ask for, as it is written.
    var namedAuthorizers: [String: WrittenAuthorizer] = [:]
    /// Those of events, by what they are deployed as.
    var deployedAuthorizers: [String: WrittenAuthorizer] = [:]
    /// What was left out: no other route may take its requests.
    var leftOut: [ServerlessEvent] = []
    /// What `cors` asks for, by path.
    var preflights: [Preflight] = []

    /// Whether the file has routes of it, those that are left out included.
    var hasEvents: Bool { !routes.isEmpty || !leftOut.isEmpty }
}

extension Route {
    /// The name of its authorizer.
    var authorizer: String? {
        if case .private(let authorizer, _) = access { authorizer } else { nil }
    }
}
