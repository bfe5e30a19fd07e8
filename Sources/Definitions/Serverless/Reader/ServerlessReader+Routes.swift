// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// What has to be said of all routes together.
extension ServerlessReader {
    /// What answers for a route that was left out; no key of a file is like it.
    static let leftOutFunction = "(left out)"

    /// Checks the routes of both APIs.
    ///
    /// - Returns: Where they are declared, API by API, for those that exist.
    mutating func finishRoutes() -> [[SourcePosition]] {
        for kind in API.Kind.allCases {
            let routes = self[kind].routes
            asking(kind) { reader in
                reader.routes = routes
                reader.checkConflicts()
                reader.warnOfUncoveredMethods()
            }
        }
        for kind in API.Kind.allCases { closeLeftOutRoutes(of: kind) }
        return [rest, http].map { $0.routes.map(\.position) }.filter { !$0.isEmpty }
    }

    /// A request to a route that was left out must not reach another route, which may be open.
    ///
    /// With `ANY /{proxy+}` beside `GET /admin`, the latter stays, and answers 501.
    private mutating func closeLeftOutRoutes(of kind: API.Kind) {
        for event in self[kind].leftOut {
            if let twin = self[kind].routes.first(where: { $0.path == event.path && $0.method == event.method }) {
                problems.note(
                    "\(quoted(event.name)) is declared at \(twin.position), too, which would be served in its place",
                    at: event.position,
                    suggestion: "keep one of them"
                )
                continue
            }
            let isTaken = self[kind].routes.contains { route in
                guard let path = route.path, let method = route.method else { return false }
                return method.overlaps(event.method) && path.overlaps(event.path)
            }
            guard isTaken else { continue }
            let handler = HandlerReference.function(Self.leftOutFunction)
            self[kind].routes.append(event.route(.public, .proxy(ProxyIntegration(handler: handler))))
            guard !standIns.contains(where: { $0.name == Self.leftOutFunction }) else { continue }
            standIns.append(
                FunctionDefinition(
                    name: Self.leftOutFunction,
                    behaviour: .returns(
                        .object(
                            JSONObject(literal: [
                                "statusCode": .number(JSONNumber(501)),
                                "headers": .object(
                                    JSONObject(literal: ["Content-Type": .string("application/json")])
                                ),
                                "body": .string(#"{"message":"Not Implemented: left out by --skip-unsupported"}"#),
                            ])
                        )
                    )
                )
            )
        }
    }
}

extension RouteMethod {
    /// Whether a request can have a method of both.
    fileprivate func overlaps(_ other: RouteMethod) -> Bool {
        self == .any || other == .any || self == other
    }
}

extension PathTemplate {
    /// Whether there is a path that both take.
    fileprivate func overlaps(_ other: PathTemplate) -> Bool {
        if isDefault || other.isDefault { return true }
        for (own, others) in zip(segments, other.segments) {
            switch (own, others) {
            case (.greedy, _), (_, .greedy): return true
            case (.literal(let left), .literal(let right)):
                guard left.utf8.elementsEqual(right.utf8) else { return false }
            case (.parameter, _), (_, .parameter): continue
            }
        }
        return segments.count == other.segments.count
    }
}
