// SPDX-License-Identifier: Apache-2.0

/// A Lambda function as the gateway sees it: JSON in, JSON out.
///
/// It never throws: what went wrong is an outcome, and each has its answer.
package typealias LambdaFunction = @Sendable (Invocation) async -> InvocationOutcome

/// A function that a route runs, or an authorizer.
package enum FunctionReference: Sendable {
    /// One that may take its time.
    case waiting(LambdaFunction)
    /// One whose behaviour is written in the definition, and that answers at once.
    case immediate(DefinedFunction)
    /// One that runs elsewhere, and keeps the time itself.
    case remote(any RemoteFunction)

    package init(_ function: DefinedFunction) {
        self = function.isImmediate ? .immediate(function) : .waiting({ await function.invoke($0) })
    }

    /// Calls it.
    package func callAsFunction(_ invocation: Invocation) async -> InvocationOutcome {
        switch self {
        case .waiting(let function): await function(invocation)
        case .immediate(let function): function.outcome(of: invocation)
        case .remote(let function): await function.invoke(invocation, within: nil) ?? .invokeError("RequestCanceled")
        }
    }
}

/// A function in a process of its own: to call it neither blocks nor computes, so it is called where the request is.
package protocol RemoteFunction: Sendable {
    /// Calls it.
    ///
    /// - Parameters:
    ///   - invocation: The call.
    ///   - limit: How long the caller waits; the function's own time-out is kept besides. The invocation goes on when the
    ///     caller has gone, as on AWS.
    /// - Returns: What became of it; `nil` when that is not known within the limit.
    func invoke(_ invocation: Invocation, within limit: Duration?) async -> InvocationOutcome?
}

/// One call of a function.
package struct Invocation: Sendable {
    /// The event, as JSON.
    package let payload: [UInt8]
    /// The id of the request that it serves.
    package let requestId: String
    /// The value of `X-Amzn-Trace-Id`.
    package let traceId: String

    package init(payload: [UInt8], requestId: String, traceId: String) {
        self.payload = payload
        self.requestId = requestId
        self.traceId = traceId
    }
}

/// What became of a call.
package enum InvocationOutcome: Sendable {
    /// It returned: JSON, as its bytes.
    case payload([UInt8])
    /// It threw, crashed, or took longer than its own time-out: what Lambda answers with `X-Amz-Function-Error`.
    /// - Parameters:
    ///   - errorMessage: The member of the payload, for selection patterns and for authorizers.
    ///   - payload: The error as JSON, with `errorMessage` and `errorType`.
    case functionError(errorMessage: String, payload: [UInt8])
    /// Lambda did not run it: `TooManyRequestsException`, `AccessDeniedException`.
    case invokeError(String)
}
