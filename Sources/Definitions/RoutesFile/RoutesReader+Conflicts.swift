// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// Routes that cannot stand together in one API.
extension RoutesReader {
    mutating func checkRoutes(in top: YAMLMapping, at root: YAMLNode, _ meant: Set<String>) {
        let hasEntries = ["public", "private"].contains { key in
            guard let node = top[key]?.value, !node.isNull else { return meant.contains(key) }
            // A value of the wrong type has been reported; that it holds no routes follows from it.
            return node.sequence.map { !$0.isEmpty } ?? true
        }
        if !hasEntries {
            problems.note(
                "there are no routes",
                at: root.position,
                suggestion: "add one under \"public:\" or \"private:\", such as \"- GET /public: builtin:public\""
            )
        }
        checkConflicts()
    }

    /// Routes that are declared twice, or whose variables AWS does not let stand beside each other.
    mutating func checkConflicts() {
        // In the order of the file, so that the second one is told where the first one is.
        let ordered = routes.sorted { $0.position < $1.position }
        checkDuplicates(ordered)
        if kind == .http { checkTwins(ordered) } else { checkSiblings(ordered) }
    }

    private mutating func checkDuplicates(_ routes: [DeclaredRoute]) {
        var first: [String: SourcePosition] = [:]
        for route in routes {
            guard let method = route.method, let path = route.path else { continue }
            let name = path.isDefault ? path.description : "\(method) \(path)"
            if let position = first[name] {
                problems.note(
                    "the route \(quoted(name)) occurs twice, first declared at \(position)",
                    at: route.position,
                    suggestion: "keep one of them"
                )
            } else {
                first[name] = route.position
            }
        }
    }

    /// Two routes of an HTTP API that differ in nothing but the names of their variables: nothing says which is meant.
    // Open question: whether AWS refuses the second one, or takes one of them.
    private mutating func checkTwins(_ routes: [DeclaredRoute]) {
        var first: [String: DeclaredRoute] = [:]
        for route in routes {
            guard let method = route.method, let path = route.path, !path.isDefault else { continue }
            let shape = "\(method) " + path.segments.map(\.shape).joined(separator: "/")
            guard let other = first[shape], let otherPath = other.path else {
                first[shape] = route
                continue
            }
            guard otherPath != path else { continue }
            problems.note(
                "\"\(method) \(path)\" is \"\(method) \(otherPath)\" with other names, first declared at \(other.position)",
                at: route.position,
                suggestion: "keep one of them"
            )
        }
    }

    /// A resource of a REST API has at most one child that is a variable, `{id}` or `{proxy+}`, under whatever name.
    ///
    /// - Source: API Gateway refuses the second one: "A sibling ({id}) of this resource already has a variable path
    ///   part -- only one is allowed". Observed by others also for `{proxy+}` beside `{id}`, although the developer
    ///   guide shows such an API (winglang/wing issue 5210, localstack pull request 7746).
    private mutating func checkSiblings(_ routes: [DeclaredRoute]) {
        var variables: [String: (variable: String, position: SourcePosition)] = [:]
        for route in routes {
            var parent = ""
            for segment in route.path?.segments ?? [] {
                let text = segment.description
                if segment.isVariable {
                    guard let first = variables[parent] else {
                        variables[parent] = (text, route.position)
                        parent += "/" + text
                        continue
                    }
                    if first.variable != text {
                        problems.note(
                            "\(text) stands beside \(first.variable), first declared at \(first.position); "
                                + "API Gateway allows one variable on a level",
                            at: route.position,
                            suggestion: "use one of them for both"
                        )
                        break
                    }
                }
                parent += "/" + text
            }
        }
    }
}

extension PathTemplate.Segment {
    fileprivate var isVariable: Bool {
        if case .literal = self { false } else { true }
    }

    /// The segment without its name.
    fileprivate var shape: String {
        switch self {
        case .literal(let text): text
        case .parameter: "{}"
        case .greedy: "{+}"
        }
    }
}
