// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// One reading of a routes.yml, which goes on after a problem, so that one run shows all of them.
struct RoutesReader {
    var problems: ProblemCollector
    /// What is allowed but hardly meant.
    var warnings = ProblemCollector()
    var stageVariables: [DeclaredStageVariable] = []
    var authorizers: [DeclaredAuthorizer] = []
    var routes: [DeclaredRoute] = []

    static let keys = [
        "api", "stage", "stageVariables", "region", "accountId", "apiId", "cors", "limits", "demo", "authorizers",
        "public", "private",
    ]

    init(problems: ProblemCollector) {
        self.problems = problems
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
        let meant = problems.unknownKeys(in: top, known: Self.keys)
        let kind = required("api", in: top, at: root, meant, example: "rest").flatMap { readKind($0) }
        let stage = required("stage", in: top, at: root, meant, example: "dev").flatMap { readStage($0) }
        let identity = readIdentity(top)
        readStageVariables(top["stageVariables"]?.value)
        let cors = top["cors"].flatMap { readCORS($0.value) }
        let limits = readLimits(top["limits"]?.value)
        let servesDemo = readDemo(top["demo"]?.value, stage: stage)
        readAuthorizers(top["authorizers"]?.value)
        readRoutes(top["public"]?.value, access: .public)
        readRoutes(top["private"]?.value, access: .private)
        checkRoutes(in: top, at: root, meant)

        try problems.throwIfAny()
        guard let kind, let stage else { preconditionFailure("a missing value is a problem") }
        let api = API(
            kind: kind,
            identity: identity,
            stage: stage,
            stageVariables: Dictionary(uniqueKeysWithValues: stageVariables.map { ($0.name, $0.value) }),
            routes: routes.compactMap(\.route),
            authorizers: authorizers.compactMap(\.definition),
            cors: cors,
            limits: limits,
            servesDemo: servesDemo
        )
        warnOfUnusedAuthorizers()
        return RoutesFile.Result(
            api: api,
            warnings: DefinitionProblems.ordered(warnings.problems),
            routePositions: routes.map(\.position)
        )
    }

    /// The value of a key that must be there.
    private mutating func required(
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
    let definition: AuthorizerDefinition?
}

/// A route as it was declared; its parts are absent where they are wrong.
struct DeclaredRoute {
    let position: SourcePosition
    let method: RouteMethod?
    let path: PathTemplate?
    let access: Access
    let authorizer: String?
    let handler: HandlerReference?

    /// The two lists of the file.
    enum Access: String {
        case `public`, `private`
    }

    var route: Route? {
        guard let method, let path, let handler else { return nil }
        switch access {
        case .public:
            return Route(method: method, path: path, access: .public, handler: handler)
        case .private:
            guard let authorizer else { return nil }
            return Route(method: method, path: path, access: .private(authorizer: authorizer), handler: handler)
        }
    }
}
