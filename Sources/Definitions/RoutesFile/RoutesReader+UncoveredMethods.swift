// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// The hole in which a request to a guarded resource, with a method that it does not declare, falls through to a public
/// route that takes everything.
///
/// API Gateway matches on the pair of resource and method, so with `POST /admin` (private) and `ANY /{proxy+}` (public),
/// `GET /admin` runs the latter. It is routed here as it is there; this says so at start.
extension RoutesReader {
    mutating func warnOfUncoveredMethods() {
        guard routes.contains(where: { $0.access == .public && $0.path?.takesEverything == true }) else { return }
        var seen = Set<PathTemplate>()
        for declared in routes where declared.access == .private {
            guard let path = declared.path, !path.isDefault, seen.insert(path).inserted else { continue }
            let covering = routes.filter { $0.path?.covers(path) ?? false }
            var methods: [String: (route: DeclaredRoute, methods: [HTTPMethod])] = [:]
            for method in HTTPMethod.allCases {
                guard let taker = taker(of: method, among: covering), taker.access == .public,
                    let takerPath = taker.path, takerPath != path, takerPath.takesEverything
                else { continue }
                methods[taker.position.description, default: (taker, [])].methods.append(method)
            }
            for (route, methods) in methods.values.sorted(by: { $0.route.position < $1.route.position }) {
                warn(of: methods, at: path, declared, takenBy: route)
            }
        }
    }

    private mutating func warn(
        of methods: [HTTPMethod],
        at path: PathTemplate,
        _ declared: DeclaredRoute,
        takenBy route: DeclaredRoute
    ) {
        // A preflight is answered by the gateway itself, and asks for nothing else.
        guard let taker = route.route?.key, methods != [.options] else { return }
        let names = methods.map(\.rawValue).joined(separator: ", ")
        warnings.note(
            "\"\(path)\" is private and does not declare \(names); such requests fall through to the public route "
                + "\"\(taker)\" and are not asked for a token",
            at: declared.position,
            suggestion: "declare \"ANY \(path)\" as a private route, or make \"\(taker)\" private"
        )
    }

    /// The route that a request to a resource gets, of those whose paths cover it: each variable is filled with something
    /// that no other route has for a literal.
    private func taker(of method: HTTPMethod, among covering: [DeclaredRoute]) -> DeclaredRoute? {
        let matching = covering.filter { $0.method == .any || $0.method == .exactly(method) }
        return matching.max { first, second in
            guard let left = first.path, let right = second.path else { return false }
            if left != right {
                // An HTTP API takes a full match before a greedy one, wherever they differ.
                if kind == .http, left.takesEverything != right.takesEverything { return left.takesEverything }
                return right.isMoreSpecific(than: left)
            }
            return first.method == .any && second.method != .any
        }
    }
}

extension PathTemplate {
    /// Whether it ends in `{name+}`, or is `$default`.
    fileprivate var takesEverything: Bool {
        guard !isDefault else { return true }
        if case .greedy? = segments.last { return true }
        return false
    }

    /// Whether all requests to another path could be taken by this one.
    fileprivate func covers(_ other: PathTemplate) -> Bool {
        guard !isDefault else { return true }
        guard !other.isDefault else { return false }
        for (index, segment) in segments.enumerated() {
            guard index < other.segments.count else { return false }
            switch (segment, other.segments[index]) {
            case (.greedy, _): return true
            case (_, .greedy): return false
            case (.literal(let own), .literal(let others)):
                guard own.utf8.elementsEqual(others.utf8) else { return false }
            case (.literal, .parameter): return false
            case (.parameter, .literal), (.parameter, .parameter): continue
            }
        }
        return segments.count == other.segments.count
    }

    /// Segment by segment: a literal before a variable, a variable before `{name+}`, and `$default` last.
    fileprivate func isMoreSpecific(than other: PathTemplate) -> Bool {
        guard !isDefault, !other.isDefault else { return other.isDefault && !isDefault }
        for (own, others) in zip(segments, other.segments) where own.rank != others.rank {
            return own.rank < others.rank
        }
        return segments.count > other.segments.count
    }
}

extension PathTemplate.Segment {
    fileprivate var rank: Int {
        switch self {
        case .literal: 0
        case .parameter: 1
        case .greedy: 2
        }
    }
}
