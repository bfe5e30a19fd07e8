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
        case followed(Follower)
        case arrived(Interrupt)
        /// Nobody follows any more, and the process is about to end.
        case noLongerFollowed
        case ending
    }

    /// What is done with each of them.
    ///
    /// On the thread that catches them: to be done soon.
    typealias Follower = @Sendable (Interrupt) -> Void

    /// Catches the signals from now on.
    ///
    /// - Throws: ``SystemError``.
    static func hold() throws(SystemError) {
        let pipe = clinux_catch_interrupts()
        guard pipe >= 0 else { throw SystemError(call: "sigaction") }
        // A thread of its own, which does nothing but wait.
        DispatchQueue(label: "gateway.signals").async {
            var byte: UInt8 = 0
            while true {
                if read(pipe, &byte, 1) == 1 { arrived(Interrupt(byte)) }
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

    /// Hands each of them on from now on, instead of ending.
    ///
    /// - Parameter follower: What is done with each.
    /// - Returns: One that has come already, which is not handed on; nothing has changed then.
    static func follow(_ follower: @escaping Follower) -> Interrupt? {
        state.withLock { state in
            if case .arrived(let interrupt) = state { return interrupt }
            state = .followed(follower)
            return nil
        }
    }

    /// The end has begun: from now on, a second one ends the process at once.
    ///
    /// The first one may be the very one that ended whom it was handed on to: a key that was typed reaches both, and the
    /// other may be faster.
    static func endFollowing() {
        state.withLock { $0 = .noLongerFollowed }
    }

    private static func arrived(_ interrupt: Interrupt) {
        state.withLock { state -> (() -> Void)? in
            switch state {
            case .quiet:
                state = .arrived(interrupt)
                return nil
            case .awaited(let continuation):
                state = .arrived(interrupt)
                return { continuation.resume() }
            case .followed(let follower): return { follower(interrupt) }
            case .noLongerFollowed:
                state = .ending
                return nil
            case .arrived, .ending: _exit(128 + interrupt.number)
            }
        }?()
    }
}

/// A SIGINT or SIGTERM.
struct Interrupt: Hashable, Sendable {
    let number: Int32
    /// Whether somebody typed it: then the terminal has sent it to every process of the foreground, to our child too.
    let isFromTerminal: Bool

    fileprivate init(_ byte: UInt8) {
        number = Int32(byte & ~CLINUX_FROM_TERMINAL)
        isFromTerminal = byte & CLINUX_FROM_TERMINAL != 0
    }
}
