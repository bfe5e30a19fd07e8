// SPDX-License-Identifier: Apache-2.0

package import GatewayModel
package import GatewayTime
package import GatewayTransport
import Synchronization

/// An API Gateway without sockets: one request at a time is answered as a server would, and explained.
package struct Rehearsal: Sendable {
    private let stages: Stages
    private let limits: HTTPLimits
    private let time: TimeSource

    /// What became of a request.
    package struct Outcome: Sendable {
        package let trace: Trace
        /// The answer from its status line to the end of its body.
        package let message: [UInt8]
        /// The routes whose path the request has, the chosen one first.
        package let candidates: [RouteCandidate]
        /// What the request's own ARN would be for an authorizer; `nil` without a route.
        package let methodArn: String?
        /// Which of the APIs was asked; of an unknown stage the first one.
        package let kind: API.Kind
    }

    /// - Throws: ``DeploymentError`` when the API cannot be served.
    package init(_ apis: [API], parts: GatewayParts, time: TimeSource = .system) throws(DeploymentError) {
        stages = try Stages(apis, parts: parts, time: time)
        limits = HTTPLimits().limited(by: apis.first?.limits ?? Limits())
        self.time = time
    }

    /// Keeps the trace of the one request that its pipeline serves.
    private final class Keeper: TraceListener {
        private let kept = Mutex<Trace?>(nil)

        func record(_ trace: Trace, loopIndex: Int) {
            kept.withLock { $0 = trace }
        }

        var trace: Trace {
            guard let trace = kept.withLock({ $0 }) else { preconditionFailure("an answer without a trace") }
            return trace
        }
    }

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - bytes: Head and body, as a client would send them.
    ///   - peer: Who sends it.
    ///   - isSecure: Whether over TLS.
    /// - Returns: The answer, and how it came about.
    package func answer(
        _ bytes: [UInt8],
        from peer: SocketAddress = .loopbackV4(port: 50_000),
        isSecure: Bool = false
    ) async -> Outcome {
        let request: Request
        do throws(RequestError) {
            guard let read = try Request.read(bytes, limits: limits, peer: peer, isSecure: isSecure) else {
                return refusal(.bodyTimedOut)
            }
            request = read
        } catch {
            return refusal(error)
        }
        let (deployment, path) =
            stages.find(request.head.target) ?? (stages.main, RequestPath(target: request.head.target))
        let keeper = Keeper()
        let response = await pipeline(keeper).respond(to: request).value
        let trace = keeper.trace
        var resource: Deployment.Resource?
        var candidates: [RouteCandidate] = []
        switch trace.routing {
        case .matched?:
            resource = deployment.resource(for: request.head.method, path)
            candidates = deployment.candidates(for: path, chosen: resource?.route)
        case .noRoute?: candidates = deployment.candidates(for: path, chosen: nil)
        // A preflight that CORS answers is no route's, though there may be one that takes every method.
        case .preflight?, .unknownStage?, .malformed?, nil: break
        }
        var methodArn: String?
        if let resource {
            let arn = deployment.methodArn(resource, method: request.head.method, path)
            methodArn = String(decoding: arn, as: UTF8.self)
        }
        return Outcome(
            trace: trace,
            message: response.message(httpDate: time.now().httpDate, isHead: request.head.isHead),
            candidates: candidates,
            methodArn: methodArn,
            kind: deployment.kind
        )
    }

    /// A pipeline costs nothing; what is kept between requests is the deployment's.
    private func pipeline(_ keeper: Keeper) -> Pipeline {
        Pipeline(stages, listener: keeper, beside: nil, time: time)
    }

    private func refusal(_ error: RequestError) -> Outcome {
        let keeper = Keeper()
        let response = pipeline(keeper).respond(to: error, under: limits, loopIndex: 0)
        return Outcome(
            trace: keeper.trace,
            message: response.message(httpDate: time.now().httpDate, isHead: false),
            candidates: [],
            methodArn: nil,
            kind: stages.main.kind
        )
    }
}
