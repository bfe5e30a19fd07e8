// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
package import GatewayModel
import GatewayTime
package import GatewayTransport
import Synchronization

/// Who wants to know how requests were decided.
package protocol TraceListener: Sendable {
    /// Called once per request, on the loop that served it.
    ///
    /// - Parameters:
    ///   - trace: How the request was decided.
    ///   - loopIndex: That loop's index, for a buffer per loop.
    func record(_ trace: Trace, loopIndex: Int)
}

/// What else is served on the gateway's port: asked for what is outside the stage, where AWS has nothing.
///
/// It answers `nil` for what is not its own either.
package typealias Beside = @Sendable (Request) -> Response?

/// A request's way through the gateway: route, authorizer, integration, answer.
///
/// Each step answers at once what it can. What has to be waited for, an authorizer that is asked or a function that runs,
/// is handed back as a function that goes on from there.
final class Pipeline: RequestHandler, Sendable {
    private let stages: Mutex<Stages>
    private let listener: any TraceListener
    private let time: TimeSource
    private let beside: Beside?
    private let requestIDs = RequestIDSource()

    init(_ stages: Stages, listener: any TraceListener, beside: Beside?, time: TimeSource) {
        self.stages = Mutex(stages)
        self.beside = beside
        self.listener = listener
        self.time = time
    }

    /// Serves requests that begin from now on by another definition.
    func replace(with new: Stages) {
        stages.withLock { $0 = new }
    }

    /// The answer, or how to go on to it.
    private enum Step {
        case done(Response)
        case waits(@Sendable (inout Trace) async -> Response)
    }

    func respond(to request: Request) -> Eventually<Response> {
        let begin = time.uptime()
        let stages = stages.withLock { $0 }
        guard let (deployment, path) = stages.find(request.head.target) else {
            return .now(respond(toUnknownStage: request, stages.main, since: begin))
        }
        let resource = deployment.resource(for: request.head.method, path)
        // What stands beside a stage whose URLs begin without it has whatever no route takes.
        if resource == nil, deployment.hasNoStageInPath, let response = beside?(request) { return .now(response) }
        var trace = trace(of: request, path)

        switch answer(request, path, resource, deployment, &trace) {
        case .done(var response):
            conclude(&response, &trace, request, deployment, since: begin)
            return .now(response)
        case .waits(let wait):
            return .later { [self, trace] in
                var trace = trace
                var response = await wait(&trace)
                conclude(&response, &trace, request, deployment, since: begin)
                return response
            }
        }
    }

    private func trace(of request: Request, _ path: RequestPath) -> Trace {
        Trace(
            startedAt: time.now(),
            requestId: requestIDs.next(),
            method: request.head.method,
            path: path.full
        )
    }

    /// What is none of the API's is neither traced nor told, when something stands beside it.
    private func respond(toUnknownStage request: Request, _ deployment: Deployment, since begin: UInt64) -> Response {
        if let response = beside?(request) { return response }
        let path = RequestPath(target: request.head.target)
        var trace = trace(of: request, path)
        trace.routing = .unknownStage(suggestion: deployment.suggestion(forPathWithoutStage: path, request.head.method))
        var response = refuse(.unknownStage, facts(request, path, nil, deployment, trace), &trace)
        conclude(&response, &trace, request, deployment, since: begin)
        return response
    }

    /// Adds what every answer has, and tells how it came about.
    private func conclude(
        _ response: inout Response,
        _ trace: inout Trace,
        _ request: Request,
        _ deployment: Deployment,
        since begin: UInt64
    ) {
        deployment.crossOrigin(request.head, &response, &trace)
        trace.status = response.status
        trace.duration = time.uptime() &- begin
        listener.record(trace, loopIndex: request.loopIndex)
    }

    /// The steps in AWS's order; each notes in the trace what it found.
    private func answer(
        _ request: Request,
        _ path: RequestPath,
        _ found: Deployment.Resource?,
        _ deployment: Deployment,
        _ trace: inout Trace
    ) -> Step {
        // The pair of resource and method, before anything that belongs to a method.
        if let (response, methods) = deployment.preflight(request.head, path, found, trace.requestId) {
            trace.routing = .preflight(methods: methods)
            return .done(response)
        }
        guard let resource = found else {
            trace.routing = .noRoute(suggestion: deployment.suggestion(for: path))
            return .done(refuse(Self.noRoute(request.head), facts(request, path, nil, deployment, trace), &trace))
        }
        trace.routing = .matched(resource.route)

        // Who may pass.
        guard case .guarded(let routeGuard) = resource.access else {
            return integrate(resource, request, path, deployment, nil, &trace)
        }
        var facts = facts(request, path, resource, deployment, trace)
        facts.methodArn = deployment.methodArn(resource, method: request.head.method, path)
        switch routeGuard.decide(facts) {
        case .now(let ruling): return obey(ruling, resource, facts, &trace)
        case .later(let wait):
            return .waits { [self, facts] trace in
                switch obey(await wait(), resource, facts, &trace) {
                case .done(let response): response
                case .waits(let wait): await wait(&trace)
                }
            }
        }
    }

    /// Does what the guard has decided: refuses, or lets pass to what the route runs.
    private func obey(
        _ ruling: consuming Ruling,
        _ resource: Deployment.Resource,
        _ facts: RequestFacts,
        _ trace: inout Trace
    ) -> Step {
        trace.authorization = ruling.trace
        switch ruling.decision {
        case .methodArnTooLong: return .done(refuse(.uriTooLong, facts, &trace))
        case .unauthorized: return .done(refuse(.unauthorized, facts, &trace))
        case .tokenRefused(let challenge): return .done(refuse(.tokenRefused(challenge: challenge), facts, &trace))
        case .insufficientScope(let challenge):
            return .done(refuse(.insufficientScope(challenge: challenge), facts, &trace))
        case .fault: return .done(refuse(.authorizerFault, facts, &trace))
        case .deny(let isExplicit): return .done(refuse(isExplicit ? .explicitDeny : .implicitDeny, facts, &trace))
        case .allow(let context):
            return integrate(resource, facts.request, facts.path, facts.deployment, context, &trace)
        }
    }

    /// AWS takes a request without a route for one that must be signed, and says what is wrong with the signature.
    private static func noRoute(_ head: RequestHead) -> Refusal {
        guard let authorization = head.firstValue(of: "authorization"), !authorization.isEmpty,
            !authorization.starts(with: "AWS4-HMAC-SHA256".utf8)
        else { return .missingAuthenticationToken }
        return .incompleteSignature(authorization: authorization)
    }

    /// What the route runs.
    private func integrate(
        _ resource: Deployment.Resource,
        _ request: Request,
        _ path: RequestPath,
        _ deployment: Deployment,
        _ authorizer: AuthorizerContext?,
        _ trace: inout Trace
    ) -> Step {
        switch resource.integration {
        case .fixed(let answer):
            return .done(deployment.response(fixed: answer, request.head, &trace))
        case .proxy(let step):
            let facts = facts(request, path, resource, deployment, trace)
            if let result = step.runAtOnce(facts, authorizer, &trace) { return .done(pass(result, facts, &trace)) }
            return .waits { [self] trace in pass(await step.run(facts, authorizer, &trace), facts, &trace) }
        case .lambda(let step):
            let facts = facts(request, path, resource, deployment, trace)
            if let result = step.runAtOnce(facts, authorizer, &trace) { return .done(pass(result, facts, &trace)) }
            return .waits { [self] trace in pass(await step.run(facts, authorizer, &trace), facts, &trace) }
        case .mock(let step):
            let facts = facts(request, path, resource, deployment, trace)
            guard facts.isSmall else {
                return .waits { [self] trace in mocked(await facts.aside { step.run(facts, authorizer) }, facts, &trace)
                }
            }
            return .done(mocked(step.run(facts, authorizer), facts, &trace))
        }
    }

    private func mocked(
        _ result: Result<ProxyResponse, IntegrationFailure>,
        _ facts: RequestFacts,
        _ trace: inout Trace
    ) -> Response {
        if case .failure(let failure) = result {
            trace.integration = Trace.Integration(outcome: failure.outcome, duration: 0)
        }
        return pass(result, facts, hasTraceId: false, &trace)
    }

    /// Hands on what an integration answered, or says that it did not.
    private func pass(
        _ result: Result<ProxyResponse, IntegrationFailure>,
        _ facts: RequestFacts,
        hasTraceId: Bool = true,
        _ trace: inout Trace
    ) -> Response {
        switch result {
        case .success(let answer): facts.deployment.response(answer, facts, hasTraceId: hasTraceId, &trace)
        case .failure(let failure): refuse(failure.refusal, facts, &trace)
        }
    }

    private func facts(
        _ request: Request,
        _ path: RequestPath,
        _ resource: Deployment.Resource?,
        _ deployment: Deployment,
        _ trace: borrowing Trace
    ) -> RequestFacts {
        RequestFacts(
            request: request,
            path: path,
            resource: resource,
            deployment: deployment,
            requestId: trace.requestId,
            startedAt: trace.startedAt
        )
    }

    /// An answer of the gateway's own, in the words of the API's kind, or in those of its definition.
    private func refuse(_ refusal: Refusal, _ facts: RequestFacts, _ trace: inout Trace) -> Response {
        guard facts.deployment.kind == .rest else { return ResponseWriter.httpResponse(refusal, trace.requestId) }
        let answer = refusal.rest
        trace.errorType = answer.errorType
        guard let custom = facts.deployment.gatewayResponses?.response(to: answer, facts, &trace) else {
            return ResponseWriter.response(answer, trace.requestId)
        }
        return custom
    }

    func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response {
        var trace = Trace(startedAt: time.now(), requestId: requestIDs.next(), method: [], path: [])
        trace.routing = .malformed(reason: error.reason)
        trace.status = error.status
        listener.record(trace, loopIndex: loopIndex)
        switch stages.withLock({ $0.main.kind }) {
        case .rest: return ResponseWriter.response(error, limits)
        case .http: return ResponseWriter.httpResponse(error, limits, trace.requestId)
        }
    }
}
