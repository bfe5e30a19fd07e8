// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayModel
import GatewayTime
import GatewayTransport

extension Instance {
    /// Cannot go on: what it works on fails, or, before it has worked, the call that it was started for.
    func fail(_ failure: InstanceFailure) {
        switch phase {
        case .starting:
            phase = .ending
            reader?.finishLines()
            logInit(failure.logged)
            function.failed(toStart: self, failure)
        case .busy(let invocation):
            phase = .ending
            conclude(invocation, failure.outcome(invocation.call.requestId), failure.logged)
        case .idle(_, let next):
            phase = .ending
            next.resume(returning: RuntimeAPI.ended)
        case .returning: phase = .ending
        case .ending: break
        }
        release()
    }

    private func logInit(_ failure: PlatformLine.Failure) {
        guard log.isRead else { return }
        log.write(PlatformLine.initReport(parts.timekeeper.now - beganAt, failure))
    }

    /// Ends, as nobody needs it any more; what it works on is answered by the caller of this.
    func end() {
        if case .idle(_, let next) = phase { next.resume(returning: RuntimeAPI.ended) }
        phase = .ending
        release()
    }

    /// The keeper says that its process has ended, and all of its group.
    func processEnded(_ ending: Ending) {
        program = nil
        // What it printed last stands before what is said of its end.
        reader?.finishLines()
        fail(.exited(ending))
    }

    /// Does what is due.
    ///
    /// - Parameter now: Nanoseconds of uptime.
    /// - Returns: When something will be due.
    func lookAtClock(_ now: UInt64) -> UInt64? {
        switch phase {
        case .starting(let deadline):
            guard deadline <= now else { return deadline }
            fail(.timedOut(function.configuration.timeout))
        case .busy(let invocation):
            guard invocation.deadline <= now else {
                invocation.call.releaseCaller(at: now)
                return min(invocation.deadline, invocation.call.callerGoesAt ?? .max)
            }
            fail(.timedOut(function.configuration.timeout))
        case .returning(let deadline):
            guard deadline <= now else { return deadline }
            end()
        case .idle(let since, _):
            guard since + function.idleEnd <= now else { return since + function.idleEnd }
            end()
        case .ending: break
        }
        return nil
    }

    /// Lets go of the process, and then of everything else.
    private func release() {
        function.noLongerIdle(self)
        // Whoever begins it looks at the phase next.
        if isBeginning { return }
        if let program { parts.keeper.kill(program) } else { dispose() }
    }

    /// Lets go of port and pipe, once there is no process.
    func dispose() {
        guard !isDisposed else { return }
        isDisposed = true
        reader?.close()
        reader = nil
        let server = self.server
        self.server = nil
        function.left(self)
        Task.immediate(executorPreference: parts.loop) { [parts] in
            await server?.close()
            parts.instanceLeft()
        }
    }
}
