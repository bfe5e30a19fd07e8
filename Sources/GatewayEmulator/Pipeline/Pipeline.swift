// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayHandlers
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
/// Each step answers at once what it can. What has to be waited for, an authorizer that is asked or a handler that runs,
/// is handed back as a function that goes on from there.
final class Pipeline: RequestHandler, Sendable {
    private let deployment: Mutex<Deployment>
    private let listener: any TraceListener
    private let time: TimeSource
    private let integrationTimeLimit: Duration
    private let beside: Beside?
    private let requestIDs = RequestIDSource()

    init(
        _ deployment: Deployment,
        timeLimit: Duration,
        listener: any TraceListener,
        beside: Beside?,
        time: TimeSource
    ) {
        self.deployment = Mutex(deployment)
        self.beside = beside
        self.listener = listener
        self.time = time
        integrationTimeLimit = timeLimit
    }

    /// Serves requests that begin from now on by another deployment.
    func replace(with new: Deployment) {
        deployment.withLock { $0 = new }
    }

    /// The answer, or how to go on to it.
    private enum Step {
        case done(Response)
        case waits(@Sendable (inout Trace) async -> Response)
        /// It is none of the API's: neither traced nor told.
        case beside(Response)
    }

    func respond(to request: Request) -> Eventually<Response> {
        let begin = time.uptime()
        let deployment = deployment.withLock { $0 }
        let path = RequestPath(target: request.head.target)
        var trace = Trace(
            startedAt: time.now(),
            requestId: requestIDs.next(),
            method: request.head.method,
            path: path.full
        )

        switch answer(request, path, deployment, &trace) {
        case .done(var response):
            conclude(&response, &trace, request, deployment, since: begin)
            return .now(response)
        case .beside(let response): return .now(response)
        case .waits(let wait):
            return .later { [self, trace] in
                var trace = trace
                var response = await wait(&trace)
                conclude(&response, &trace, request, deployment, since: begin)
                return response
            }
        }
    }

    /// Adds what every answer has, and tells how it came about.
    private func conclude(
        _ response: inout Response,
        _ trace: inout Trace,
        _ request: Request,
        _ deployment: Deployment,
        since begin: UInt64
    ) {
        crossOrigin(request.head, deployment, &response, &trace)
        trace.status = response.status
        trace.duration = time.uptime() &- begin
        listener.record(trace, loopIndex: request.loopIndex)
    }

    /// The steps in AWS's order; each notes in the trace what it found.
    private func answer(
        _ request: Request,
        _ path: RequestPath,
        _ deployment: Deployment,
        _ trace: inout Trace
    ) -> Step {
        // The stage, then the pair of resource and method: both before anything that belongs to a method.
        guard path.stage.isSame(as: deployment.stage[...]) else {
            if let response = beside?(request) { return .beside(response) }
            trace.routing = .unknownStage(
                suggestion: deployment.suggestion(forPathWithoutStage: path, request.head.method)
            )
            return .done(refuse(.unknownStage, &trace))
        }
        let found = deployment.resource(for: request.head.method, path)
        if let methods = deployment.preflightMethods(request.head, path, found) {
            trace.routing = .preflight(methods: methods)
            return .done(ResponseWriter.preflight(trace.requestId))
        }
        guard let resource = found else {
            trace.routing = .noRoute(suggestion: deployment.suggestion(for: path))
            return .done(refuse(Self.noRoute(request.head), &trace))
        }
        trace.routing = .matched(resource.route)

        // Who may pass.
        guard case .guarded(let routeGuard) = resource.access else {
            return integrate(resource, request, path, nil, &trace)
        }
        let facts = RequestFacts(
            request: request,
            path: path,
            route: resource.route,
            deployment: deployment,
            requestId: trace.requestId,
            startedAt: trace.startedAt,
            methodArn: deployment.methodArn(resource, method: request.head.method, path)
        )
        switch routeGuard.decide(facts) {
        case .now(let ruling): return obey(ruling, resource, request, path, &trace)
        case .later(let wait):
            return .waits { [self] trace in
                switch obey(await wait(), resource, request, path, &trace) {
                case .done(let response), .beside(let response): response
                case .waits(let wait): await wait(&trace)
                }
            }
        }
    }

    /// Does what the guard has decided: refuses, or lets pass to what the route runs.
    private func obey(
        _ ruling: consuming Ruling,
        _ resource: Deployment.Resource,
        _ request: Request,
        _ path: RequestPath,
        _ trace: inout Trace
    ) -> Step {
        trace.authorization = ruling.trace
        switch ruling.decision {
        case .methodArnTooLong: return .done(refuse(.uriTooLong, &trace))
        case .unauthorized, .tokenRefused: return .done(refuse(.unauthorized, &trace))
        case .insufficientScope: return .done(refuse(.implicitDeny, &trace))
        case .fault: return .done(refuse(.authorizerFault, &trace))
        case .deny(let isExplicit): return .done(refuse(isExplicit ? .explicitDeny : .implicitDeny, &trace))
        case .allow(let context): return integrate(resource, request, path, context, &trace)
        }
    }

    /// Lets pages of other origins read the answer, as the API's settings say, or notes that a browser will hide it.
    ///
    /// The gateway's own refusals too: what one builds on AWS with gateway responses. Of a body that is too large AWS
    /// says nothing more, whatever is set, and neither do we: it comes another way.
    private func crossOrigin(
        _ head: RequestHead,
        _ deployment: Deployment,
        _ response: inout Response,
        _ trace: inout Trace
    ) {
        let origin = head.firstValue(of: "origin")
        if let cors = deployment.cors {
            if case .preflight(let methods)? = trace.routing {
                cors.appendPreflight(to: &response.fields, for: origin, methods)
            } else {
                cors.append(to: &response.fields, for: origin)
            }
        }
        guard let origin, Self.isCrossOrigin(origin, head) else { return }
        switch deployment.cors?.allows(origin) {
        case true?: trace.cors = .readable
        case false?: trace.cors = .hidden(origin: printable(origin), reason: .originNotAllowed)
        case nil: trace.cors = .hidden(origin: printable(origin), reason: .off)
        }
    }

    /// Whether the page that asks is of another origin than the URL.
    ///
    /// Browsers also send `Origin` with requests of the same origin, and with forms whose answer is a page of its own.
    private static func isCrossOrigin(_ origin: ArraySlice<UInt8>, _ head: RequestHead) -> Bool {
        if let mode = head.firstValue(of: "sec-fetch-mode"), !mode.elementsEqual("cors".utf8) { return false }
        guard let host = head.firstValue(of: "host"), let slashes = origin.firstIndex(of: UInt8(ascii: "/")) else {
            return true
        }
        return !origin[slashes...].dropFirst(2).elementsEqual(host)
    }

    /// AWS takes a request without a route for one that must be signed, and says what is wrong with the signature.
    private static func noRoute(_ head: RequestHead) -> GatewayAnswer {
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
        _ context: AuthorizerContext?,
        _ trace: inout Trace
    ) -> Step {
        switch resource.handler {
        case .fixed(let answer): return .done(Self.success(answer, request.head, trace))
        case .function(let function):
            let event = HandlerEvent(
                method: String(decoding: request.head.method, as: UTF8.self),
                path: path.path.isEmpty ? "/" : String(decoding: path.path, as: UTF8.self),
                resource: resource.route.path.description,
                pathParameters: resource.route.path.parameters(in: path.matched),
                authorizer: context,
                body: request.body
            )
            return .waits { [self] trace in
                switch await call(function, event, &trace) {
                case .success(let answer): Self.success(answer, request.head, trace)
                case .failure(let failure): refuse(failure.answer, &trace)
                }
            }
        }
    }

    private static func success(_ answer: HandlerAnswer, _ head: RequestHead, _ trace: borrowing Trace) -> Response {
        ResponseWriter.response(
            answer,
            trace.requestId,
            traceId: head.firstValue(of: "x-amzn-trace-id"),
            seconds: trace.startedAt.secondsSince1970
        )
    }

    private struct IntegrationFailure: Error {
        let answer: GatewayAnswer
    }

    private func call(
        _ function: @escaping HandlerFunction,
        _ event: HandlerEvent,
        _ trace: inout Trace
    ) async -> Result<HandlerAnswer, IntegrationFailure> {
        let begin = time.uptime()
        let outcome: Trace.Integration.Outcome
        let result: Result<HandlerAnswer, IntegrationFailure>
        do {
            let answer = try await withTimeLimit(integrationTimeLimit, time: time) { try await function(event) }
            if let malformation = answer.malformation {
                (outcome, result) = (.malformed(malformation), .failure(IntegrationFailure(answer: .badGateway)))
            } else {
                (outcome, result) = (.answered, .success(answer))
            }
        } catch is TimeLimitExceeded {
            outcome = .timedOut(seconds: Int(integrationTimeLimit.components.seconds))
            result = .failure(IntegrationFailure(answer: .integrationTimeout))
        } catch {
            outcome = .threw(String(describing: error))
            result = .failure(IntegrationFailure(answer: .badGateway))
        }
        trace.integration = Trace.Integration(outcome: outcome, duration: time.uptime() &- begin)
        return result
    }

    private func refuse(_ answer: GatewayAnswer, _ trace: inout Trace) -> Response {
        trace.errorType = answer.errorType
        return ResponseWriter.response(answer, trace.requestId)
    }

    func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response {
        var trace = Trace(startedAt: time.now(), requestId: requestIDs.next(), method: [], path: [])
        trace.routing = .malformed(reason: error.reason)
        trace.status = error.status
        listener.record(trace, loopIndex: loopIndex)
        return ResponseWriter.response(error, limits)
    }
}
