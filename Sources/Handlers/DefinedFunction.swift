// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
package import GatewayModel
package import GatewayTime

/// A function whose behaviour is written in the definition.
package struct DefinedFunction: Sendable {
    private let outcome: Outcome
    private let delay: Duration
    private let time: TimeSource

    private enum Outcome {
        case fixed(InvocationOutcome)
        case echoes
        case fails(errorType: String, errorMessage: String)
    }

    /// - Returns: `nil` for one that runs code.
    package init?(_ definition: FunctionDefinition, time: TimeSource) {
        delay = definition.delay
        self.time = time
        switch definition.behaviour {
        case .runs: return nil
        case .returns(let value): outcome = .fixed(.payload(value.compactBytes))
        case .echoes: outcome = .echoes
        case .throws(let type, let message):
            outcome = .fails(errorType: type, errorMessage: message)
        case .invokeError(let code): outcome = .fixed(.invokeError(code))
        }
    }

    /// One that returns the same each time, at once.
    init(returning value: JSONValue) {
        outcome = .fixed(.payload(value.compactBytes))
        delay = .zero
        time = .system
    }

    /// Runs it.
    ///
    /// - Parameter invocation: The call; what asks for its own event gets it back as the body of a proxy response.
    /// - Returns: What the definition says, after the delay that it says.
    package func invoke(_ invocation: Invocation) async -> InvocationOutcome {
        if delay > .zero {
            do {
                try await time.sleep(delay)
            } catch {
                // Whoever waited has gone: nobody reads the outcome.
                return .invokeError("RequestCanceled")
            }
        }
        return outcome(of: invocation)
    }

    /// Whether there is nothing to wait for, so that it can run where the request is.
    package var isImmediate: Bool { delay == .zero }

    /// What it does, whatever delay the definition says.
    package func outcome(of invocation: Invocation) -> InvocationOutcome {
        switch outcome {
        case .fixed(let outcome): return outcome
        case .echoes:
            let response: JSONValue = [
                "statusCode": 200, "headers": ["Content-Type": "application/json"],
                "body": .string(String(decoding: invocation.payload, as: UTF8.self)),
            ]
            return .payload(response.compactBytes)
        case .fails(let type, let message):
            let payload: JSONValue = [
                "errorMessage": .string(message), "errorType": .string(type),
                "requestId": .string(invocation.requestId), "stackTrace": [],
            ]
            return .functionError(errorMessage: message, payload: payload.compactBytes)
        }
    }
}

extension BuiltInHandler {
    /// The function that it is, for integrations that are no proxy: it returns a proxy response.
    package var function: DefinedFunction {
        let response: JSONValue = [
            "statusCode": 200, "headers": ["Content-Type": "application/json"], "body": .string(body),
        ]
        return DefinedFunction(returning: response)
    }
}
