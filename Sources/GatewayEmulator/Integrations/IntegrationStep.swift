// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayModel
import GatewayTime

/// What a route runs, compiled at start: a route pays for what its own kind does, and for nothing else.
enum IntegrationStep: Sendable {
    /// The same answer each time, as bytes that were made at start.
    case fixed(HandlerAnswer)
    case proxy(ProxyStep)

    init(_ integration: Integration, in api: API, parts: GatewayParts, time: TimeSource) throws(DeploymentError) {
        func limit(_ millis: Int?) -> Duration {
            let usual = Duration.milliseconds(millis ?? api.kind.integrationTimeoutInMillis)
            return parts.integrationTimeLimit.map { min($0, usual) } ?? usual
        }
        switch integration {
        case .proxy(let integration):
            let handler = try parts.handler(integration.handler)
            if case .fixed(let answer) = handler {
                self = .fixed(answer)
            } else {
                let limit = limit(integration.timeoutInMillis)
                self = .proxy(ProxyStep(integration, handler, of: api.kind, timeLimit: limit, time: time))
            }
        case .lambda, .mock: throw .badIntegration(route: "", reason: "not yet")
        }
    }
}
