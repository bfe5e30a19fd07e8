// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// A route that has something to do with a request, and why it is the request's route, or is not.
package struct RouteCandidate: Sendable, Hashable {
    package let route: Route
    package let standing: Standing

    package enum Standing: Sendable, Hashable {
        case chosen
        /// The path matches, the method does not.
        case otherMethod
        /// It would take the request, but `ANY` comes after the method itself.
        case anyComesAfterMethod
        /// It would take the request, but another path is more specific.
        ///
        /// - Parameter segment: Its own segment in which they differ first.
        case lessSpecific(segment: String)
    }

    /// The standing in words, after the chosen route.
    package var reason: String {
        switch standing {
        case .chosen where route.path.isDefault: return "no other route takes the request"
        case .chosen:
            let kinds = route.path.segments.map { segment in
                if case .literal = segment { "literal" } else { segment.description }
            }
            let path =
                kinds.allSatisfy { $0 == "literal" } ? "literal path" : "path of \(kinds.joined(separator: ", "))"
            return "\(path), \(route.method == .any ? "any method" : "this method")"
        case .otherMethod: return "has the path, not the method"
        case .anyComesAfterMethod: return "would match; ANY comes after the method itself"
        case .lessSpecific(let segment): return "would match; \(segment) comes after what is more specific"
        }
    }
}

extension Deployment {
    /// The routes whose path a request has, the chosen one first.
    func candidates(for path: RequestPath, chosen: Route?) -> [RouteCandidate] {
        let matching = resources.map(\.route).filter { $0.path.matches(routed(path)) }
        let others = matching.filter { $0 != chosen }.map { route in
            RouteCandidate(route: route, standing: standing(of: route, path, chosen))
        }
        return (chosen.map { [RouteCandidate(route: $0, standing: .chosen)] } ?? []) + others
    }

    private func standing(of route: Route, _ path: RequestPath, _ chosen: Route?) -> RouteCandidate.Standing {
        guard let chosen else { return .otherMethod }
        // `$default` takes methods of which routes know nothing.
        if chosen.path.isDefault { return .otherMethod }
        if case .exactly(let method) = route.method {
            if case .exactly(let wanted) = chosen.method, method != wanted { return .otherMethod }
            if case .any = chosen.method { return .otherMethod }
        }
        if route.path == chosen.path { return .anyComesAfterMethod }
        let pair = zip(route.path.segments, chosen.path.segments).first { $0 != $1 }
        return .lessSpecific(segment: pair.map { $0.0.description } ?? route.path.description)
    }
}

extension PathTemplate {
    /// Whether a path, below the stage and without the slash at its end, is one of this template's.
    func matches(_ path: ArraySlice<UInt8>) -> Bool {
        if isDefault { return true }
        var rest = path.count > 1 ? path : []
        for segment in segments {
            guard rest.first == UInt8(ascii: "/") else { return false }
            let after = rest.dropFirst()
            if case .greedy = segment { return !after.isEmpty }
            let part = after.prefix { $0 != UInt8(ascii: "/") }
            switch segment {
            case .literal(let text): guard part.elementsEqual(text.utf8) else { return false }
            case .parameter, .greedy: guard !part.isEmpty else { return false }
            }
            rest = after.dropFirst(part.count)
        }
        return rest.isEmpty
    }
}
