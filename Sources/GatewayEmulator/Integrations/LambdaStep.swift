// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON
import GatewayModel
import GatewayTime

/// A Lambda integration that is no proxy, ready to run.
struct LambdaStep: Sendable {
    private let function: LambdaFunction
    private let mapping: TemplateStep
    private let timeLimit: Duration
    private let time: TimeSource

    /// How deep an input may be nested.
    private static let depthLimit = 200

    init(_ function: @escaping LambdaFunction, _ mapping: TemplateStep, timeLimit: Duration, time: TimeSource) {
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

    private func answer(_ facts: RequestFacts, _ authorizer: AuthorizerContext?) async -> Answer {
        let input: TemplateStep.Input
        switch mapping.input(facts, authorizer) {
        case .success(let mapped): input = mapped
        case .failure(let failure): return (.failure(failure), failure.outcome)
        }
        let payload = input.payload.isEmpty ? Array("{}".utf8) : input.payload
        if let reason = Self.reasonNotToInvoke(payload) {
            let failure = IntegrationFailure.misconfigured(reason)
            return (.failure(failure), failure.outcome)
        }
        switch await invoke(payload, input, facts) {
        case .failure(let failure): return (.failure(failure), failure.outcome)
        case .success(.payload(let result)): return mapped(result, selector: nil, .answered, input, facts)
        case .success(.functionError(let message, let result)):
            // The text that patterns are held against, whatever else the error says: recorded.
            return mapped(result, selector: message, .threw(message), input, facts)
        case .success(.invokeError(let code)):
            let failure = IntegrationFailure.misconfigured("Lambda answered \(code)")
            return (.failure(failure), failure.outcome)
        }
    }

    /// What Lambda would not take.
    private static func reasonNotToInvoke(_ payload: [UInt8]) -> String? {
        guard payload.count <= ProxyStep.eventByteLimit else {
            return "the input has \(payload.count) bytes, and Lambda takes \(ProxyStep.eventByteLimit)"
        }
        do throws(JSONError) {
            _ = try JSONValue(parsing: payload, depthLimit: depthLimit)
            return nil
        } catch {
            return "the function's input is no JSON: \(error)"
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
            // Lambda has taken the event, and that is the whole answer; whatever the function says is lost.
            Task { [function, timeLimit, time] in
                _ = await facts.invoke(function, payload, timeLimit: timeLimit, time: time)
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
