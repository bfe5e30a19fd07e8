// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// One reading of a routes.yml, which goes on after a problem, so that one run shows all of them.
struct RoutesReader {
    var problems: ProblemCollector
    /// What is allowed but hardly meant.
    var warnings = ProblemCollector()
    /// `nil` when it is missing or wrong; then nothing is blamed for belonging to the other kind.
    var kind: API.Kind?
    var stageVariables: [DeclaredStageVariable] = []
    var functions: [DeclaredFunction] = []
    /// What else `function:NAME` may name.
    let functionsFromOutside: Set<String>
    var usedFunctions: Set<String> = []
    /// Where the function stands that is being read.
    var functionPosition: SourcePosition?
    var authorizers: [DeclaredAuthorizer] = []
    var routes: [DeclaredRoute] = []

    static let keys = [
        "api", "stage", "stageVariables", "region", "accountId", "apiId", "binaryMediaTypes", "gatewayResponses",
        "cors",
        "limits", "demo", "functions", "authorizers", "public", "private",
    ]

    init(problems: ProblemCollector, functions: Set<String> = []) {
        self.problems = problems
        functionsFromOutside = functions
    }

    mutating func result(from root: YAMLNode) throws(DefinitionProblems) -> RoutesFile.Result {
        problems.refuseTagsAndMergeKeys(in: root)
        guard let top = root.mapping else {
            problems.note(
                "a routes file is a map of keys, this is \(root.kind)",
                at: root.position,
                suggestion: "begin with \"api: rest\""
            )
            throw DefinitionProblems(problems.problems) ?? DefinitionProblems(at: root.position, "not a routes file")
        }
        let meant = problems.unknownKeys(in: top, known: Self.keys, unsupported: UnsupportedKeys.ofAPI)
        kind = required("api", in: top, at: root, meant, example: "rest").flatMap { readKind($0) }
        let stages = readStages(in: top, at: root, meant)
        let identity = readIdentity(top)
        readStageVariables(top["stageVariables"]?.value)
        let binaryMediaTypes = readBinaryMediaTypes(top["binaryMediaTypes"])
        let gatewayResponses = readGatewayResponses(top["gatewayResponses"])
        let cors = kind == .http ? nil : top["cors"].flatMap { readCORS($0.value) }
        let limits = readLimits(top["limits"]?.value)
        let servesDemo = readDemo(top["demo"]?.value, stages: stages)
        readFunctions(top["functions"]?.value)
        readAuthorizers(top["authorizers"]?.value)
        readRoutes(top["public"]?.value, access: .public)
        readRoutes(top["private"]?.value, access: .private)
        checkRoutes(in: top, at: root, meant)
        let corsConfiguration = kind == .http ? top["cors"].flatMap { readCorsConfiguration($0.value) } : nil

        try problems.throwIfAny()
        guard let kind, let stage = stages.first else { preconditionFailure("a missing value is a problem") }
        let api = API(
            kind: kind,
            identity: identity,
            stage: stage,
            otherStages: Array(stages.dropFirst()),
            stageVariables: Dictionary(uniqueKeysWithValues: stageVariables.map { ($0.name, $0.value) }),
            routes: routes.compactMap(\.route),
            authorizers: authorizers.compactMap(\.definition),
            functions: functions.compactMap(\.definition),
            binaryMediaTypes: binaryMediaTypes,
            gatewayResponses: gatewayResponses,
            cors: cors,
            corsConfiguration: corsConfiguration,
            limits: limits,
            servesDemo: servesDemo
        )
        warnOfUnusedAuthorizers()
        warnOfUnusedFunctions()
        warnOfUncoveredMethods()
        return RoutesFile.Result(
            api: api,
            warnings: DefinitionProblems.ordered(warnings.problems),
            routePositions: routes.map(\.position)
        )
    }

    /// Notes a key that the other kind of API has.
    ///
    /// - Returns: Whether it was noted.
    mutating func refuse(_ key: YAMLMapping.Key, unless kind: API.Kind) -> Bool {
        guard let own = self.kind, own != kind else { return false }
        problems.note(
            "\(quoted(key.text)) is for \(kind.plural) only",
            at: key.position,
            suggestion: "remove it, or write \"api: \(kind.rawValue)\""
        )
        return true
    }

    /// The value of a key that must be there.
    mutating func required(
        _ key: String,
        in top: YAMLMapping,
        at root: YAMLNode,
        _ meant: Set<String>,
        example: String
    ) -> YAMLNode? {
        if let entry = top[key] { return entry.value }
        if !meant.contains(key) {
            problems.note("\(quoted(key)) is missing", at: root.position, suggestion: "add \"\(key): \(example)\"")
        }
        return nil
    }

    private mutating func warnOfUnusedAuthorizers() {
        let used = Set(routes.compactMap(\.authorizer))
        for authorizer in authorizers where !used.contains(authorizer.name) {
            warnings.note(
                "no private route uses the authorizer \(quoted(authorizer.name))",
                at: authorizer.position,
                suggestion: "name it in a route, or remove it"
            )
        }
    }
}

/// An authorizer's name, known even when its definition is wrong, so that routes that name it are not blamed.
struct DeclaredAuthorizer {
    let name: String
    let position: SourcePosition
    let isJWT: Bool
    let definition: AuthorizerDefinition?
}

/// A route as it was declared; its parts are absent where they are wrong.
struct DeclaredRoute {
    let position: SourcePosition
    let method: RouteMethod?
    let path: PathTemplate?
    let access: Access
    let authorizer: String?
    let scopes: [String]
    let integration: Integration?

    /// The two lists of the file.
    enum Access: String {
        case `public`, `private`
    }

    var route: Route? {
        guard let method, let path, let integration else { return nil }
        switch access {
        case .public:
            return Route(method: method, path: path, access: .public, integration: integration)
        case .private:
            guard let authorizer else { return nil }
            let access = Route.Access.private(authorizer: authorizer, scopes: scopes)
            return Route(method: method, path: path, access: access, integration: integration)
        }
    }
}

extension API.Kind {
    /// What several are, in a message.
    var plural: String {
        switch self {
        case .rest: "REST APIs"
        case .http: "HTTP APIs"
        }
    }
}
