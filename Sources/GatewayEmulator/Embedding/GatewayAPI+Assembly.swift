// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayModel
import GatewayTransport

/// From what a program wrote to what the gateway runs.
extension GatewayAPI {
    /// - Throws: ``GatewayStartError/badAPI(problems:)`` with all that can be seen without a deployment.
    func assembled() throws(GatewayStartError) -> (API, GatewayParts) {
        var assembly = Assembly()
        assembly.check(stage: stage)
        for route in routes { assembly.add(route) }
        if routes.isEmpty { assembly.problems.append("there are no routes; add one, such as .public(\"GET /public\")") }
        guard assembly.problems.isEmpty else { throw .badAPI(problems: assembly.problems) }
        let api = API(
            stage: stage,
            routes: assembly.routes,
            authorizers: assembly.authorizers.map { AuthorizerDefinition($0) }
        )
        return (api, assembly.parts)
    }
}

/// Collects the parts of an API, and what is wrong with them.
private struct Assembly {
    var routes: [Route] = []
    var authorizers: [CustomAuthorizer] = []
    var parts = GatewayParts()
    var problems: [String] = []
    /// The variable on a level, by the path above it.
    private var variables: [String: String] = [:]

    /// - Source: API Gateway API reference, `CreateStage`: "Stage names can only contain alphanumeric characters,
    ///   hyphens, and underscores. Maximum length is 128 characters."
    mutating func check(stage: String) {
        let isRight =
            1...128 ~= stage.utf8.count && stage.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x2D || $0 == 0x5F }
        guard !isRight else { return }
        problems.append("\"\(stage)\" is no stage; it wants letters, digits, \"-\" and \"_\", 1 to 128 of them")
    }

    mutating func add(_ route: GatewayRoute) {
        if let authorizer = route.authorizer { add(authorizer) }
        guard let (method, path) = methodAndPath(route.text) else { return }
        let name = "\(method) \(path)"
        guard parts.handlers[name] == nil else {
            problems.append("the route \"\(name)\" occurs twice; keep one of them")
            return
        }
        checkSiblings(path)
        let handler = route.handler
        parts.handlers[name] = { try await handler(GatewayRoute.Event($0)).answer }
        routes.append(
            Route(
                method: method,
                path: path,
                access: route.authorizer.map { .private(authorizer: $0.name) } ?? .public,
                handler: .function(name)
            )
        )
    }

    /// - Source: API Gateway refuses the second one: "A sibling ({id}) of this resource already has a variable path part --
    ///   only one is allowed".
    private mutating func checkSiblings(_ path: PathTemplate) {
        var parent = ""
        for segment in path.segments {
            let text = segment.description
            if case .literal = segment {
                // As many as one likes.
            } else if let first = variables[parent], first != text {
                problems.append(
                    "\(text) stands beside \(first) in \"\(path)\"; API Gateway allows one variable on a level"
                )
                return
            } else {
                variables[parent] = text
            }
            parent += "/" + text
        }
    }

    private mutating func methodAndPath(_ text: String) -> (RouteMethod, PathTemplate)? {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else {
            problems.append("\"\(text)\" is no route; write \"METHOD /path\"")
            return nil
        }
        guard let method = RouteMethod(words[0]) else {
            let known = RouteMethod.allSpellings.joined(separator: ", ")
            problems.append("unknown method \"\(words[0])\" in \"\(text)\"; known methods: \(known)")
            return nil
        }
        do throws(PathTemplate.ParseError) {
            return (method, try PathTemplate(parsing: words[1]))
        } catch {
            problems.append("\"\(words[1])\" is no path; \(error)")
            return nil
        }
    }

    private mutating func add(_ authorizer: CustomAuthorizer) {
        guard !authorizers.contains(where: { $0 === authorizer }) else { return }
        let name = authorizer.name
        if authorizers.contains(where: { $0.name == name }) {
            problems.append(
                "there are two authorizers \"\(name)\"; give one of them another name, or share one between the routes"
            )
        }
        check(authorizer)
        authorizers.append(authorizer)
        let function = authorizer.function
        parts.authorizers[name] = { try await function(CustomAuthorizer.Event($0)).value() }
    }

    private mutating func check(_ authorizer: CustomAuthorizer) {
        let name = authorizer.name
        if name.isEmpty { problems.append("an authorizer has no name; give it one, for the log") }
        let range = AuthorizerDefinition.resultTtlRange
        if !range.contains(authorizer.resultTtlInSeconds) {
            problems.append(
                "the resultTtlInSeconds of \"\(name)\" is \(authorizer.resultTtlInSeconds); it wants "
                    + "\(range.lowerBound) to \(range.upperBound)"
            )
        }
        let sources = AuthorizerDefinition.Kind(authorizer.kind).identitySources
        for case .header(let header) in sources where !ResponseFields.isFieldName(header) {
            problems.append("\"\(header)\" is no name of a header; \"\(name)\" wants one such as \"Authorization\"")
        }
        // All callers would share one answer.
        if sources.isEmpty, authorizer.resultTtlInSeconds > 0 {
            problems.append(
                "the authorizer \"\(name)\" keeps its answers, and has no identity source to tell callers apart; name "
                    + "one, or set resultTtlInSeconds to 0"
            )
        }
    }
}

extension AuthorizerDefinition {
    fileprivate init(_ authorizer: CustomAuthorizer) {
        self.init(
            name: authorizer.name,
            kind: Kind(authorizer.kind),
            function: .function(authorizer.name),
            resultTtlInSeconds: authorizer.resultTtlInSeconds
        )
    }
}

extension AuthorizerDefinition.Kind {
    fileprivate init(_ kind: CustomAuthorizer.Kind) {
        switch kind {
        case .token(let header, let expression):
            self = .token(identityHeader: header, identityValidationExpression: expression)
        case .request(let sources):
            self = .request(
                identitySources: sources.map { source in
                    switch source {
                    case .header(let name): .header(name)
                    case .queryString(let name): .queryString(name)
                    }
                }
            )
        }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
