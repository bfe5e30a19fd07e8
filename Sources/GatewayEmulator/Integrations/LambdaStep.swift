// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON
import GatewayModel
import GatewayTime
import Synchronization

/// A Lambda integration that is no proxy, ready to run.
final class LambdaStep: Sendable {
    private let function: FunctionReference
    private let mapping: TemplateStep
    private let timeLimit: Duration
    private let time: TimeSource
    private let events = PendingEvents()

    /// How deep an input may be nested.
    private static let depthLimit = 200

    init(_ function: FunctionReference, _ mapping: TemplateStep, timeLimit: Duration, time: TimeSource) {
        self.function = function
        self.mapping = mapping
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
        let (result, outcome) = await answer(facts, authorizer)
        trace.integration = Trace.Integration(outcome: outcome, duration: time.uptime() &- begin)
        return result
    }

    private typealias Answer = (Result<ProxyResponse, IntegrationFailure>, Trace.Integration.Outcome)

    /// The same where there is nothing to wait for; `nil` where there is.
    func runAtOnce(
        _ facts: RequestFacts,
        _ authorizer: AuthorizerContext?,
        _ trace: inout Trace
    ) -> Result<ProxyResponse, IntegrationFailure>? {
        guard case .immediate(let function) = function, facts.isSmall else { return nil }
        let begin = time.uptime()
        let answer: Answer
        switch input(facts, authorizer) {
        case .failure(let failure): answer = (.failure(failure), failure.outcome)
        case .success(let (input, payload)):
            let outcome: InvocationOutcome =
                switch mapping.headers.invocationType(of: facts, input.evaluation) {
                case .requestResponse: function.outcome(of: facts.invocation(payload))
                // It answers without side effects, so that nobody could tell whether it ran.
                case .event, .dryRun: .payload([])
                }
            answer = mapped(outcome, input, facts)
        }
        trace.integration = Trace.Integration(outcome: answer.1, duration: time.uptime() &- begin)
        return answer.0
    }

    private func answer(_ facts: RequestFacts, _ authorizer: AuthorizerContext?) async -> Answer {
        switch await facts.aside(0, { [self] in input(facts, authorizer) }) {
        case .failure(let failure): return (.failure(failure), failure.outcome)
        case .success(let (input, payload)):
            switch await invoke(payload, input, facts) {
            case .failure(let failure): return (.failure(failure), failure.outcome)
            case .success(let outcome):
                return await facts.aside(outcome.byteCount) { [self] in mapped(outcome, input, facts) }
            }
        }
    }

    /// The function's input, as bytes that Lambda takes, and what the response's template sees.
    private func input(
        _ facts: RequestFacts,
        _ authorizer: AuthorizerContext?
    ) -> Result<(TemplateStep.Input, payload: [UInt8]), IntegrationFailure> {
        switch mapping.input(facts, authorizer) {
        case .failure(let failure): return .failure(failure)
        case .success(let input):
            let payload = input.payload.isEmpty ? Array("{}".utf8) : input.payload
            if let failure = Self.reasonNotToInvoke(payload) { return .failure(failure) }
            return .success((input, payload))
        }
    }

    private func mapped(_ outcome: InvocationOutcome, _ input: TemplateStep.Input, _ facts: RequestFacts) -> Answer {
        switch outcome {
        case .payload(let result): return mapped(result, selector: nil, .answered, input, facts)
        case .functionError(let message, let result):
            // The text that patterns are held against, whatever else the error says: recorded.
            return mapped(result, selector: message, .threw(message), input, facts)
        case .invokeError(let code):
            let failure = IntegrationFailure.misconfigured("Lambda answered \(code)")
            return (.failure(failure), failure.outcome)
        }
    }

    /// What Lambda would not take.
    private static func reasonNotToInvoke(_ payload: [UInt8]) -> IntegrationFailure? {
        guard payload.count <= ProxyStep.eventByteLimit else {
            let reason = "the input has \(payload.count) bytes, and Lambda takes \(ProxyStep.eventByteLimit)"
            return IntegrationFailure(.requestTooLarge, .failed(reason))
        }
        do throws(JSONError) {
            _ = try JSONValue(parsing: payload, depthLimit: depthLimit)
            return nil
        } catch {
            // Reported: Lambda's refusal comes back as a bad request, whoever made the input.
            let reason = "the function's input is no JSON: \(error)"
            return IntegrationFailure(.badRequestBody(reason: "\(error)"), .failed(reason))
        }
    }

    private func invoke(
        _ payload: [UInt8],
        _ input: TemplateStep.Input,
        _ facts: RequestFacts
    ) async -> Result<InvocationOutcome, IntegrationFailure> {
        switch mapping.headers.invocationType(of: facts, input.evaluation) {
        case .requestResponse: return await facts.invoke(function, payload, timeLimit: timeLimit, time: time)
        case .dryRun: return .success(.payload([]))
        case .event:
            guard events.take(payload.count) else { return .success(.invokeError("TooManyRequestsException")) }
            // Lambda has taken the event, and that is the whole answer; whatever the function says is lost.
            Task { [function, timeLimit, time, events] in
                _ = await facts.invoke(function, payload, timeLimit: timeLimit, time: time)
                events.leave(payload.count)
            }
            return .success(.payload([]))
        }
    }

    private func mapped(
        _ result: [UInt8],
        selector: String?,
        _ outcome: Trace.Integration.Outcome,
        _ input: TemplateStep.Input,
        _ facts: RequestFacts
    ) -> Answer {
        let response = mapping.response(to: result, selector: selector, input, facts)
        if case .failure(let failure) = response { return (response, failure.outcome) }
        return (response, outcome)
    }
}

/// How much Lambda has taken and not run yet: more than that it does not take.
private final class PendingEvents: Sendable {
    private let bytes = Mutex(0)
    private static let byteLimit = 32 << 20

    func take(_ count: Int) -> Bool {
        bytes.withLock { bytes in
            guard bytes + count <= Self.byteLimit else { return false }
            bytes += count
            return true
        }
    }

    func leave(_ count: Int) {
        bytes.withLock { $0 -= count }
    }
}

extension InvocationOutcome {
    fileprivate var byteCount: Int {
        switch self {
        case .payload(let payload), .functionError(_, let payload): payload.count
        case .invokeError: 0
        }
    }
}
