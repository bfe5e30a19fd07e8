// SPDX-License-Identifier: Apache-2.0

package import GatewayHandlers
package import GatewayModel

/// The functions of a definition, as the Invoke API finds them.
package protocol LambdaService: Sendable {
    /// The function with this name as deployed; `nil` when there is none.
    func function(named functionName: String) -> (any InvocableFunction)?
}

/// A function that can be called with everything that the Invoke API takes.
package protocol InvocableFunction: RemoteFunction {
    var configuration: FunctionConfiguration { get }

    /// Calls it.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - wantsLog: Whether the end of its log is asked for.
    /// - Returns: What became of it.
    func invoke(_ call: FunctionCall, wantsLog: Bool) async -> FunctionResult
}

/// One call of a function.
package struct FunctionCall: Sendable {
    /// The event, as JSON.
    package var payload: [UInt8]
    /// The invocation's own id, a UUID, which a call that is tried again keeps; `nil` for a new one.
    package var requestId: String?
    /// The value of `X-Amzn-Trace-Id`; `nil` for a new one.
    package var traceId: String?
    /// What the caller says of itself, as JSON.
    package var clientContext: String?

    package init(payload: [UInt8], requestId: String? = nil, traceId: String? = nil, clientContext: String? = nil) {
        self.payload = payload
        self.requestId = requestId
        self.traceId = traceId
        self.clientContext = clientContext
    }
}

/// What became of a call, and the last 4 KB of what it logged, where that was asked for.
package struct FunctionResult: Sendable {
    package var outcome: InvocationOutcome
    package var requestId: String
    package var logTail: [UInt8]

    package init(outcome: InvocationOutcome, requestId: String, logTail: [UInt8] = []) {
        self.outcome = outcome
        self.requestId = requestId
        self.logTail = logTail
    }
}
