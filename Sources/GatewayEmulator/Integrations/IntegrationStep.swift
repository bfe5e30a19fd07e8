// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayModel
import GatewayTime

/// What a route runs, compiled at start: a route pays for what its own kind does, and for nothing else.
///
/// Each is one reference, so that a request counts one.
enum IntegrationStep: Sendable {
    /// The same answer each time, as bytes that were made at start.
    indirect case fixed(HandlerAnswer)
    case proxy(ProxyStep)
    case lambda(LambdaStep)
    case mock(MockStep)

    init(_ route: Route, in api: API, parts: GatewayParts, time: TimeSource) throws(DeploymentError) {
        func limit(_ millis: Int?) -> Duration {
            let usual = Duration.milliseconds(millis ?? api.kind.integrationTimeoutInMillis)
            return parts.integrationTimeLimit.map { min($0, usual) } ?? usual
        }
        switch route.integration {
        case .proxy(let integration):
            let handler = try parts.handler(integration.handler)
            let headers = RequestHeaders(integration.requestParameters, isService: true)
            if case .fixed(let answer) = handler, headers.forbidden == nil {
                self = .fixed(answer)
            } else {
                let limit = limit(integration.timeoutInMillis)
                self = .proxy(ProxyStep(integration, handler, of: api.kind, timeLimit: limit, time: time))
            }
        case .lambda(let integration):
            self = .lambda(
                LambdaStep(
                    try parts.function(integration.handler),
                    try Self.mapping(integration.mapping, of: route, isService: true),
                    timeLimit: limit(integration.timeoutInMillis),
                    time: time
                )
            )
        case .mock(let mapping): self = .mock(MockStep(try Self.mapping(mapping, of: route, isService: false)))
        }
    }

    private static func mapping(
        _ mapping: TemplateMapping,
        of route: Route,
        isService: Bool
    ) throws(DeploymentError) -> TemplateStep {
        do {
            return try TemplateStep(mapping, isService: isService)
        } catch {
            throw .badIntegration(route: route.key, reason: "\(error)")
        }
    }
}
