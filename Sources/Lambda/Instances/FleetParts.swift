// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport
import Logging

/// What all functions of a fleet share.
///
/// `@unchecked Sendable`: what can change belongs to the thread of `loop`.
final class FleetParts: @unchecked Sendable {
    let settings: FleetSettings
    let launcher: any Launcher
    let loop: EventLoop
    let time: TimeSource
    let logger: Logger
    let sink: FunctionLogSink?
    let keeper: Keeper
    let timekeeper: Timekeeper
    let readMemory = ReadMemory()

    /// Lets instances of changed code go; asked whenever a call arrives.
    var noticeChanges: () -> Void = {}
    /// Looks after a function again that was replaced, and is called all the same.
    var adopt: (DeployedFunction) -> Void = { _ in }
    var isStopped = false
    /// Instances of which something is left: a process, a port, a pipe.
    private var present = 0
    private var whenNobodyIsPresent: [CheckedContinuation<Void, Never>] = []

    init(
        settings: FleetSettings,
        launcher: any Launcher,
        loop: EventLoop,
        time: TimeSource,
        logger: Logger,
        sink: FunctionLogSink?
    ) {
        self.settings = settings
        self.launcher = launcher
        self.loop = loop
        self.time = time
        self.logger = logger
        self.sink = sink
        keeper = Keeper(loop: loop)
        timekeeper = Timekeeper(loop: loop, time: time)
    }

    func instanceCame() {
        present += 1
    }

    func instanceLeft() {
        present -= 1
        guard present == 0 else { return }
        let waiting = whenNobodyIsPresent
        whenNobodyIsPresent = []
        for continuation in waiting { continuation.resume() }
    }

    func untilNobodyIsPresent() async {
        guard present > 0 else { return }
        await withCheckedContinuation { whenNobodyIsPresent.append($0) }
    }
}

extension InvocationOutcome {
    /// An error of Lambda's own, in the form that callers see.
    static func functionError(errorType: String, requestId: String, message: String) -> InvocationOutcome {
        let errorMessage = "RequestId: \(requestId) Error: \(message)"
        let payload = JSONValue.object(
            JSONObject(literal: ["errorType": .string(errorType), "errorMessage": .string(errorMessage)])
        )
        return .functionError(errorMessage: errorMessage, payload: payload.compactBytes)
    }
}
