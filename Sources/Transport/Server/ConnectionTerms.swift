// SPDX-License-Identifier: Apache-2.0

/// What a connection grants its client: the limits under which it came, shared by all who came under the same.
///
/// The durations are in nanoseconds here: converted once, and not with each request.
final class ConnectionTerms: Sendable {
    let limits: HTTPLimits
    private let head: UInt64
    private let body: UInt64
    private let idle: UInt64
    private let write: UInt64
    private let linger = Duration.seconds(5).nanoseconds
    private let drain: UInt64

    /// What a deadline is for; a wait that differs is a new one, with the whole time before it.
    enum Wait: Equatable {
        case firstHead
        /// - Parameter begun: How many requests were begun.
        case nextRequest(Int)
        case head(Int)
        case bodyBytes(Int, received: Int)
        case reader(unsent: Int)
        case linger
        case drain
    }

    init(_ limits: HTTPLimits, drainGrace: Duration) {
        self.limits = limits
        head = limits.headTime.nanoseconds
        body = limits.bodyTime.nanoseconds
        idle = limits.idleTime.nanoseconds
        write = limits.writeTime.nanoseconds
        drain = drainGrace.nanoseconds
    }

    /// How long a wait may take, in nanoseconds.
    func patience(for wait: Wait) -> UInt64 {
        switch wait {
        case .firstHead, .head: head
        case .nextRequest: idle
        case .bodyBytes: body
        case .reader: write
        case .linger: linger
        case .drain: drain
        }
    }
}
