// SPDX-License-Identifier: Apache-2.0

package import Logging

/// What a server begins with.
///
/// Its limits can be changed while it runs: ``Server/use(_:connectionsAtMost:)``.
package struct ServerSettings: Sendable {
    package var limits: HTTPLimits
    /// `nil`: a client that speaks TLS is turned away.
    package var tls: LazyTLSContext?
    package var logger: Logger
    /// How long an idle connection may still bring a request once the server drains: one may be on its way.
    package var drainGrace = Duration.milliseconds(250)
    /// How long draining may take in all, before connections are cut.
    package var drainTime = Duration.seconds(30)
    /// How many clients may be connected at once; further ones wait in the kernel's queue.
    package var connectionsAtMost = 20_000
    /// Whether what the loop has buffered is written before answers go out: see ``EventLoop/willSend()``.
    package var writesLogFirst = true
    /// Whether an answer waits for the one after it, when both requests came in one read.
    ///
    /// For clients that need the second to go on: one write for both, and they wake once.
    package var joinsPipelinedAnswers = false

    package init(limits: HTTPLimits = HTTPLimits(), tls: LazyTLSContext? = nil, logger: Logger) {
        self.limits = limits
        self.tls = tls
        self.logger = logger
    }
}

extension Duration {
    /// Whole nanoseconds, never negative.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(max(0, seconds)) &* 1_000_000_000 &+ UInt64(max(0, attoseconds)) / 1_000_000_000
    }
}
