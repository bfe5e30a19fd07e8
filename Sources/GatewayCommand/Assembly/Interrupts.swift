// SPDX-License-Identifier: Apache-2.0

import CLinux
import Dispatch
import GatewayTransport
import Glibc
import Synchronization

/// SIGINT and SIGTERM as something to wait for, and never to miss.
///
/// They are caught from the beginning and kept until somebody asks. (Blocking them and waiting with sigwait(3) does not
/// do: the main thread, which Dispatch parks, lets every signal through. And to ignore a signal beside a Dispatch source
/// leaves a moment in which it is lost.)
enum Interrupts {
    private static let state = Mutex(State.quiet)

    private enum State {
        case quiet
        case awaited(CheckedContinuation<Void, Never>)
        case arrived
    }

    /// Catches the signals from now on.
    ///
    /// - Throws: ``SystemError``.
    static func hold() throws(SystemError) {
        let pipe = clinux_catch_interrupts()
        guard pipe >= 0 else { throw SystemError(call: "sigaction") }
        // A thread of its own, which does nothing but wait.
        DispatchQueue(label: "gateway.signals").async {
            var number: UInt8 = 0
            while true {
                if read(pipe, &number, 1) == 1 { arrived(Int32(number)) }
            }
        }
    }

    /// Waits for the first of them, which may have come already.
    ///
    /// A second one ends the process at once.
    static func first() async {
        await withCheckedContinuation { continuation in
            let hasArrived = state.withLock { state in
                if case .arrived = state { return true }
                state = .awaited(continuation)
                return false
            }
            if hasArrived { continuation.resume() }
        }
    }

    private static func arrived(_ number: Int32) {
        let waiting: CheckedContinuation<Void, Never>? = state.withLock { state in
            defer { state = .arrived }
            switch state {
            case .quiet: return nil
            case .awaited(let continuation): return continuation
            case .arrived: _exit(128 + number)
            }
        }
        waiting?.resume()
    }
}
