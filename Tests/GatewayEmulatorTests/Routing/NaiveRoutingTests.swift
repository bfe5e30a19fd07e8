// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import TestSupport
import Testing

@testable import GatewayEmulator

/// The tree against a list that is searched from end to end.
struct NaiveRoutingTests {
    /// Of all routes that take a request, the most specific one: segment by segment a literal, a variable, the rest;
    /// at last an exact method before ANY.
    private static func match(_ routes: [Route], _ method: HTTPMethod, _ path: [String]) -> Int? {
        routes.indices.filter { takes(routes[$0], method, path) }.min { left, right in
            let (left, right) = (routes[left], routes[right])
            let (leftRanks, rightRanks) = (ranks(left), ranks(right))
            if leftRanks != rightRanks { return leftRanks.lexicographicallyPrecedes(rightRanks) }
            return left.method != .any && right.method == .any
        }
    }

    private static func takes(_ route: Route, _ method: HTTPMethod, _ path: [String]) -> Bool {
        guard route.method == .any || route.method == .exactly(method) else { return false }
        var rest = path[...]
        for segment in route.path.segments {
            switch segment {
            case .literal(let text): guard rest.popFirst() == text else { return false }
            case .parameter: guard rest.popFirst()?.isEmpty == false else { return false }
            case .greedy: return !rest.isEmpty && rest != [""]
            }
        }
        return rest.isEmpty
    }

    private static func ranks(_ route: Route) -> [Int] {
        route.path.segments.map { segment in
            switch segment {
            case .literal: 0
            case .parameter: 1
            case .greedy: 2
            }
        }
    }

    @Test(arguments: [0, 1, 2, 3, UInt64.random(in: .min ... .max)])
    func `the tree agrees with the list`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let routes = Self.routes(&random)
            let table = try RouteTable(routes)
            for _ in 0..<50 {
                let method = HTTPMethod.allCases.prefix(3).randomElement(using: &random) ?? .get
                let path = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                    ["a", "b", "c", "d", "", "a%20", "{x0}"].randomElement(using: &random) ?? "a"
                }
                let text = "/" + path.joined(separator: "/")
                #expect(
                    table.match(method: method, path: Array(text.utf8)[...])
                        == (text == "/" ? Self.match(routes, method, []) : Self.match(routes, method, path)),
                    "seed \(seed): \(method.rawValue) \(text) of \(routes.map { "\($0.method) \($0.path)" })"
                )
            }
        }
    }

    /// Up to thirty routes of which no two are for the same requests.
    private static func routes(_ random: inout SeededGenerator) -> [Route] {
        var seen = Set<String>()
        var routes: [Route] = []
        for _ in 0..<Int.random(in: 0...30, using: &random) {
            var segments: [String] = []
            for depth in 0..<Int.random(in: 0...4, using: &random) {
                segments.append((["a", "b", "c", "{x\(depth)}", "a%20"]).randomElement(using: &random) ?? "a")
            }
            if Int.random(in: 0..<4, using: &random) == 0 { segments.append("{rest+}") }
            let method = ["GET", "HEAD", "DELETE", "ANY"].randomElement(using: &random) ?? "GET"
            let text = "\(method) /" + segments.joined(separator: "/")
            if seen.insert(text).inserted, let route = try? route(text) { routes.append(route) }
        }
        return routes
    }
}
