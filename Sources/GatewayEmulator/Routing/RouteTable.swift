// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// The routes of an API as a tree of path segments, built once at start.
///
/// The match is on the pair (resource, method): a resource counts only if it declares the method or `ANY`, so a literal
/// resource without it falls through to a variable or to a `{proxy+}` above. Segment by segment a literal comes before
/// `{name}`, and that before `{name+}`; an exact method before `ANY`.
///
/// - Source: API Gateway developer guide, "Set up a method"; the fall-through is reported by many and is what makes an
///   open `{proxy+}` beside a guarded path dangerous.
struct RouteTable: Sendable {
    private var nodes = [Node()]
    /// Whether a route without `{name+}` comes before every one with it, wherever they differ.
    ///
    /// - Source: API Gateway developer guide, "Create routes for HTTP APIs": full match, greedy match, `$default`.
    private let greedyComesLast: Bool
    private var defaultRoute: Int?

    private struct Node: Sendable {
        var literals = LiteralTable()
        var parameter: Int?
        var methods = MethodTable()
        /// Those of the `{name+}` below this node.
        var greedy = MethodTable()
    }

    /// Builds the tree.
    ///
    /// - Throws: ``DeploymentError/routeTwice(_:)`` for two routes that take the same requests: if one of them is public
    ///   and the other private, nobody could say which it is.
    init(_ routes: [Route], kind: API.Kind = .rest) throws(DeploymentError) {
        greedyComesLast = kind == .http
        for (index, route) in routes.enumerated() {
            guard insert(route, index) else { throw .routeTwice(route.key) }
        }
    }

    /// Adds a route, unless its place is taken.
    private mutating func insert(_ route: Route, _ index: Int) -> Bool {
        guard !route.path.isDefault else {
            guard defaultRoute == nil else { return false }
            defaultRoute = index
            return true
        }
        var node = 0
        for segment in route.path.segments {
            switch segment {
            case .literal(let text):
                let bytes = Array(text.utf8)
                node = nodes[node].literals[bytes[...]] ?? addLiteral(bytes, below: node)
            case .parameter:
                node = nodes[node].parameter ?? addParameter(below: node)
            case .greedy:
                return nodes[node].greedy.set(route.method, to: index)
            }
        }
        return nodes[node].methods.set(route.method, to: index)
    }

    private mutating func addLiteral(_ bytes: [UInt8], below node: Int) -> Int {
        nodes.append(Node())
        nodes[node].literals.insert(bytes, nodes.count - 1)
        return nodes.count - 1
    }

    private mutating func addParameter(below node: Int) -> Int {
        nodes.append(Node())
        nodes[node].parameter = nodes.count - 1
        return nodes.count - 1
    }

    /// Finds the route of a request.
    ///
    /// - Parameters:
    ///   - method: As sent.
    ///   - path: Below the stage, without the slash at its end; empty or `/` is the root resource.
    /// - Returns: The position of the route among those that the table was made from.
    func match(method: HTTPMethod?, path: ArraySlice<UInt8>) -> Int? {
        // What is none of the seven methods only `$default` takes.
        guard let method else { return defaultRoute }
        let rest = path.count > 1 ? path : path[path.endIndex...]
        if greedyComesLast {
            return search(0, rest, method, allowsGreedy: false) ?? search(0, rest, method) ?? defaultRoute
        }
        return search(0, rest, method)
    }

    /// Looks below one node.
    ///
    /// Each node is reached by one path only, so the work is bounded by the tree.
    ///
    /// - Parameters:
    ///   - index: The node.
    ///   - rest: Empty, or a slash and what follows it.
    ///   - method: As sent.
    ///   - allowsGreedy: Whether a `{name+}` counts.
    /// - Returns: The position of the route.
    private func search(
        _ index: Int,
        _ rest: ArraySlice<UInt8>,
        _ method: HTTPMethod,
        allowsGreedy: Bool = true
    ) -> Int? {
        // A node is not copied into a variable: that would count references to each of its tables.
        guard !rest.isEmpty else { return nodes[index].methods[method] }
        let start = rest.startIndex + 1
        let end = rest[start...].firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        if let child = nodes[index].literals[rest[start..<end]],
            let found = search(child, rest[end...], method, allowsGreedy: allowsGreedy)
        {
            return found
        }
        // A variable takes one segment that is not empty.
        if let child = nodes[index].parameter, end > start,
            let found = search(child, rest[end...], method, allowsGreedy: allowsGreedy)
        {
            return found
        }
        // `{proxy+}` takes at least one segment.
        return allowsGreedy && rest.endIndex > start ? nodes[index].greedy[method] : nil
    }

    /// Whether any method of a path would be found: for a hint.
    func declares(path: ArraySlice<UInt8>) -> [HTTPMethod] {
        HTTPMethod.allCases.filter { match(method: $0, path: path) != nil }
    }
}

/// The routes of one resource by method.
private struct MethodTable: Sendable {
    /// By the method's index; -1 for none.
    private var exact: InlineArray<7, Int32> = .init(repeating: -1)
    private var any: Int?

    subscript(method: HTTPMethod) -> Int? {
        exact[method.index] < 0 ? any : Int(exact[method.index])
    }

    /// Sets what a method runs, unless that is settled already.
    mutating func set(_ method: RouteMethod, to index: Int) -> Bool {
        switch method {
        case .any:
            guard any == nil else { return false }
            any = index
        case .exactly(let method):
            guard exact[method.index] < 0 else { return false }
            exact[method.index] = Int32(index)
        }
        return true
    }
}

extension HTTPMethod {
    /// The position in a table with a place per method.
    fileprivate var index: Int {
        switch self {
        case .delete: 0
        case .get: 1
        case .head: 2
        case .options: 3
        case .patch: 4
        case .post: 5
        case .put: 6
        }
    }
}
