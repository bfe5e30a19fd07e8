// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayHandlers
import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport

/// A proxy integration, ready to run: the whole request goes in, the whole response comes out.
final class ProxyStep: Sendable {
    private let function: Function
    private let form: Form
    private let headers: RequestHeaders
    private let timeLimit: Duration
    private let time: TimeSource

    private enum Function: Sendable {
        case closure(HandlerFunction)
        case lambda(FunctionReference)
    }

    private enum Form {
        case rest
        case httpV1
        case httpV2
    }

    /// How large the event of a synchronous invocation may be.
    ///
    /// - Source: AWS Lambda quotas: 6 MB.
    static let eventByteLimit = 6 * 1024 * 1024

    init(_ integration: ProxyIntegration, _ handler: Handler, of kind: API.Kind, timeLimit: Duration, time: TimeSource)
    {
        function =
            switch handler {
            case .closure(let closure): .closure(closure)
            case .function(let function): .lambda(function)
            case .fixed(let answer): .closure({ _ in answer })
            }
        form =
            switch (kind, integration.payloadFormatVersion) {
            case (.rest, _): .rest
            case (.http, .v1): .httpV1
            case (.http, .v2): .httpV2
            }
        headers = RequestHeaders(integration.requestParameters, isService: true)
        self.timeLimit = timeLimit
        self.time = time
    }

    /// Asks the function.
    ///
    /// - Parameters:
    ///   - facts: The request.
    ///   - authorizer: What the authorizer says of it; `nil` on a public route.
    ///   - trace: Where to note how it went.
    /// - Returns: The response, or why there is none.
    func run(
        _ facts: RequestFacts,
        _ authorizer: AuthorizerContext?,
        _ trace: inout Trace
    ) async -> Result<ProxyResponse, IntegrationFailure> {
        let begin = time.uptime()
        let result: Result<ProxyResponse, IntegrationFailure>
        switch function {
        case .closure(let closure): result = await call(closure, facts, authorizer)
        case .lambda(let function): result = await invoke(function, facts, authorizer)
        }
        note(result, since: begin, &trace)
        return result
    }

    /// The same where there is nothing to wait for; `nil` where there is.
    func runAtOnce(
        _ facts: RequestFacts,
        _ authorizer: AuthorizerContext?,
        _ trace: inout Trace
    ) -> Result<ProxyResponse, IntegrationFailure>? {
        let begin = time.uptime()
        let result: Result<ProxyResponse, IntegrationFailure>
        switch (headers.forbidden, function) {
        case (let name?, _): result = .failure(.forbiddenHeader(name))
        case (nil, .lambda(.immediate(let function))):
            switch payload(facts, authorizer) {
            case .failure(let failure): result = .failure(failure)
            case .success(let payload): result = read(function.outcome(of: facts.invocation(payload)), facts)
            }
        case (nil, .lambda(.waiting)), (nil, .lambda(.remote)), (nil, .closure): return nil
        }
        note(result, since: begin, &trace)
        return result
    }

    private func note(
        _ result: Result<ProxyResponse, IntegrationFailure>,
        since begin: UInt64,
        _ trace: inout Trace
    ) {
        let outcome: Trace.Integration.Outcome
        switch result {
        case .success: outcome = .answered
        case .failure(let failure): outcome = failure.outcome
        }
        trace.integration = Trace.Integration(outcome: outcome, duration: time.uptime() &- begin)
    }

    private func call(
        _ closure: @escaping HandlerFunction,
        _ facts: RequestFacts,
        _ authorizer: AuthorizerContext?
    ) async -> Result<ProxyResponse, IntegrationFailure> {
        let event = facts.handlerEvent(authorizer)
        do {
            let answer = try await withTimeLimit(timeLimit, time: time) { try await closure(event) }
            return sendable(ProxyResponse(answer))
        } catch is TimeLimitExceeded {
            return .failure(.timedOut(timeLimit))
        } catch {
            return .failure(IntegrationFailure(.badGateway, .threw(String(describing: error))))
        }
    }

    private func invoke(
        _ function: FunctionReference,
        _ facts: RequestFacts,
        _ authorizer: AuthorizerContext?
    ) async -> Result<ProxyResponse, IntegrationFailure> {
        let payload: [UInt8]
        switch self.payload(facts, authorizer) {
        case .failure(let failure): return .failure(failure)
        case .success(let event): payload = event
        }
        switch await facts.invoke(function, payload, timeLimit: timeLimit, time: time) {
        case .failure(let failure): return .failure(failure)
        case .success(let outcome): return read(outcome, facts)
        }
    }

    private func payload(
        _ facts: RequestFacts,
        _ authorizer: AuthorizerContext?
    ) -> Result<[UInt8], IntegrationFailure> {
        let payload = event(facts, authorizer).compactBytes
        guard payload.count <= Self.eventByteLimit else {
            let reason = "the event has \(payload.count) bytes, and Lambda takes \(Self.eventByteLimit)"
            return .failure(IntegrationFailure(.requestTooLarge, .failed(reason)))
        }
        return .success(payload)
    }

    private func read(_ outcome: InvocationOutcome, _ facts: RequestFacts) -> Result<ProxyResponse, IntegrationFailure>
    {
        switch outcome {
        case .payload(let answer): read(answer, facts)
        case .functionError(let message, _): .failure(IntegrationFailure(.badGateway, .threw(message)))
        case .invokeError(let code):
            .failure(IntegrationFailure(.configurationError, .failed("Lambda answered \(code)")))
        }
    }

    private func event(_ facts: RequestFacts, _ authorizer: AuthorizerContext?) -> JSONValue {
        switch form {
        case .rest: .object(facts.proxyEvent(authorizer))
        case .httpV1: .object(facts.proxyEventV1(authorizer))
        case .httpV2: .object(facts.proxyEventV2(authorizer))
        }
    }

    private func read(_ payload: [UInt8], _ facts: RequestFacts) -> Result<ProxyResponse, IntegrationFailure> {
        do throws(ProxyAnswerError) {
            switch form {
            case .rest: return sendable(try ProxyAnswer.rest(payload, acceptsBinary: facts.acceptsBinary))
            case .httpV1: return sendable(try ProxyAnswer.httpV1(payload))
            case .httpV2: return sendable(try ProxyAnswer.httpV2(payload))
            }
        } catch {
            switch error {
            case .malformed(let reason): return .failure(IntegrationFailure(.badGateway, .malformed(reason)))
            case .badBase64:
                let reason = "isBase64Encoded is true, and the body is no base64"
                return .failure(IntegrationFailure(.configurationError, .malformed(reason)))
            }
        }
    }

    private func sendable(_ response: ProxyResponse) -> Result<ProxyResponse, IntegrationFailure> {
        if let reason = response.malformation {
            return .failure(IntegrationFailure(.badGateway, .malformed(reason)))
        }
        return .success(response)
    }
}

/// Why an integration has no response: what the client is told, and what the developer.
struct IntegrationFailure: Error {
    let refusal: Refusal
    let outcome: Trace.Integration.Outcome

    init(_ refusal: Refusal, _ outcome: Trace.Integration.Outcome) {
        self.refusal = refusal
        self.outcome = outcome
    }

    static func timedOut(_ limit: Duration) -> IntegrationFailure {
        IntegrationFailure(.integrationTimeout, .timedOut(limit))
    }
}

extension RequestFacts {
    /// Calls a function, for so long and no longer.
    func invoke(
        _ function: FunctionReference,
        _ payload: [UInt8],
        timeLimit: Duration,
        time: TimeSource
    ) async -> Result<InvocationOutcome, IntegrationFailure> {
        let invocation = invocation(payload)
        let waiting: LambdaFunction
        switch function {
        case .immediate(let function): return .success(function.outcome(of: invocation))
        case .remote(let function):
            let outcome = await function.invoke(invocation, within: timeLimit)
            return outcome.map(Result.success) ?? .failure(.timedOut(timeLimit))
        case .waiting(let function): waiting = function
        }
        do {
            return .success(try await withTimeLimit(timeLimit, time: time) { await waiting(invocation) })
        } catch is TimeLimitExceeded {
            return .failure(.timedOut(timeLimit))
        } catch {
            // A function throws nothing: its failures are outcomes.
            return .failure(IntegrationFailure(.configurationError, .threw(String(describing: error))))
        }
    }

    func invocation(_ payload: [UInt8]) -> Invocation {
        Invocation(payload: payload, requestId: requestId.uuid, traceId: traceId)
    }

    /// The event in Swift's own types.
    func handlerEvent(_ authorizer: AuthorizerContext?) -> HandlerEvent {
        HandlerEvent(
            method: methodText,
            path: pathText,
            resource: route?.path.description ?? "",
            pathParameters: pathParameters,
            headers: headers,
            queryStringParameters: query,
            stageVariables: deployment.stageVariables,
            authorizer: authorizer,
            body: request.body
        )
    }

    /// Whether the client asks for a media type that a REST API takes for bytes.
    ///
    /// - Source: recorded: only the first type of `Accept` counts.
    var acceptsBinary: Bool {
        guard !deployment.binaryMediaTypes.isEmpty else { return false }
        return deployment.binaryMediaTypes.contains(text(ofHeader: "accept").map(mediaType))
    }
}
