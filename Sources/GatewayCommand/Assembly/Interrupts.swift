// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

/// SIGINT and SIGTERM as something to wait for.
enum Interrupts {
    /// Waits for the first of them.
    ///
    /// From then on a second one ends the process at once.
    static func first() async {
        await withCheckedContinuation { continuation in
            let waiting = Waiting(continuation)
            for number in [SIGINT, SIGTERM] {
                // The default action would end the process before the source is told.
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: waiting.queue)
                source.setEventHandler { @Sendable in waiting.arrived(number) }
                source.activate()
                waiting.keep(source)
            }
        }
    }

    /// `@unchecked Sendable`: touched on `queue` only, but for `keep`, which runs before the sources can fire twice and
    /// only appends.
    private final class Waiting: @unchecked Sendable {
        let queue = DispatchQueue(label: "gateway.signals")
        private var continuation: CheckedContinuation<Void, Never>?
        private var sources: [any DispatchSourceSignal] = []

        init(_ continuation: CheckedContinuation<Void, Never>) {
            self.continuation = continuation
        }

        func keep(_ source: any DispatchSourceSignal) {
            queue.sync { sources.append(source) }
        }

        func arrived(_ number: Int32) {
            guard let waiting = continuation else { _exit(128 + number) }
            continuation = nil
            waiting.resume()
        }
    }
}
