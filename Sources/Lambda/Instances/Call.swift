// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers

/// A call that waits for an instance, or is with one.
///
/// `@unchecked Sendable`: made by whoever calls, and from then on touched on the thread of the fleet's loop only.
final class Call: @unchecked Sendable {
    let requestId: String
    let traceId: String
    let payload: [UInt8]
    let clientContext: String?
    let wantsLog: Bool
    /// In nanoseconds of uptime.
    let arrivedAt: UInt64
    /// When the caller goes; `nil` for one who stays.
    private(set) var callerGoesAt: UInt64?
    private var caller: CheckedContinuation<FunctionResult?, Never>?

    init(
        _ call: FunctionCall,
        ids: CallIDs,
        wantsLog: Bool,
        arrivedAt: UInt64,
        callerGoesAt: UInt64?,
        caller: CheckedContinuation<FunctionResult?, Never>
    ) {
        payload = call.payload
        clientContext = call.clientContext
        requestId = ids.requestId
        traceId = ids.traceId
        self.wantsLog = wantsLog
        self.arrivedAt = arrivedAt
        self.callerGoesAt = callerGoesAt
        self.caller = caller
    }

    /// Answers the caller, if there still is one.
    func finish(_ outcome: InvocationOutcome, logTail: [UInt8] = []) {
        guard let caller else { return }
        self.caller = nil
        callerGoesAt = nil
        caller.resume(returning: FunctionResult(outcome: outcome, requestId: requestId, logTail: logTail))
    }

    /// Lets the caller go whose time is up; the call goes on, as on AWS.
    func releaseCaller(at now: UInt64) {
        guard let moment = callerGoesAt, moment <= now, let caller else { return }
        self.caller = nil
        callerGoesAt = nil
        caller.resume(returning: nil)
    }
}
