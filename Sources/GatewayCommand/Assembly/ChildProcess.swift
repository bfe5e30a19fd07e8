// SPDX-License-Identifier: Apache-2.0

import CLinux
import Dispatch
import GatewayTransport
import Glibc
import Synchronization

/// A program that runs as long as it likes, but not longer than this process, on this process's own streams.
final class ChildProcess: Sendable {
    private let state = Mutex(State.waiting([]))

    private enum State {
        /// Not started yet; these came meanwhile.
        case waiting([Interrupt])
        case running(pid_t)
        case ended
    }

    /// How a program ended.
    enum Ending: Hashable, Sendable {
        case exited(code: Int32)
        case signalled(number: Int32)
    }

    /// Why there is no program to wait for.
    enum Failure: Error {
        /// What execve(2) says of it.
        case notExecuted(code: Int32)
        case system(SystemError)
    }

    /// Starts a program and waits for its end.
    ///
    /// To be called once.
    ///
    /// - Parameters:
    ///   - command: The program, as a shell would find it, and its arguments.
    ///   - environment: What it has there.
    /// - Returns: How it ended.
    /// - Throws: ``Failure``.
    func run(_ command: [String], environment: ChildEnvironment) async throws(Failure) -> Ending {
        let result: Result<Ending, Failure> = await withCheckedContinuation { continuation in
            // One thread, from its start to its end: the kernel kills it when the thread that started it ends.
            DispatchQueue(label: "gateway.child").async { [self] in
                continuation.resume(
                    returning: Result { () throws(Failure) in
                        try wait(for: try start(command, environment))
                    }
                )
            }
        }
        return try result.get()
    }

    /// Passes an interrupt on, as soon as it runs and unless it has ended.
    ///
    /// One that was typed has reached it already if it is in our process group: then it is not to come twice.
    func pass(_ interrupt: Interrupt) {
        state.withLock { state in
            switch state {
            case .waiting(let earlier): state = .waiting(earlier + [interrupt])
            case .running(let pid): Self.send(interrupt, to: pid)
            case .ended: break
            }
        }
    }

    private static func send(_ interrupt: Interrupt, to pid: pid_t) {
        if !interrupt.isFromTerminal || getpgid(pid) != getpgrp() { kill(pid, interrupt.number) }
    }

    private func start(_ command: [String], _ environment: ChildEnvironment) throws(Failure) -> pid_t {
        var arguments = command.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        let pid = environment.withPointers { clinux_start(arguments, $0) }
        guard pid != CLINUX_NOT_EXECUTED else { throw .notExecuted(code: errno) }
        guard pid >= 0 else { throw .system(SystemError(call: "fork")) }
        state.withLock { state in
            if case .waiting(let interrupts) = state {
                // From before it was there to hear them, so those that were typed have not reached it.
                for interrupt in interrupts { kill(pid, interrupt.number) }
            }
            state = .running(pid)
        }
        return pid
    }

    private func wait(for pid: pid_t) throws(Failure) -> Ending {
        // Its id stays its own until it is asked for a second time: a signal must not reach whoever has it next.
        var info = siginfo_t()
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0 {
            guard errno == EINTR else { throw .system(SystemError(call: "waitid")) }
        }
        var status: Int32 = 0
        let reaped = state.withLock { state in
            state = .ended
            return waitpid(pid, &status, 0)
        }
        guard reaped == pid else { throw .system(SystemError(call: "waitpid")) }
        // wait(2), WIFSIGNALED and WEXITSTATUS, which are macros.
        let number = status & 0x7F
        return number == 0 ? .exited(code: status >> 8 & 0xFF) : .signalled(number: number)
    }
}
