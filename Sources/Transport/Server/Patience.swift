// SPDX-License-Identifier: Apache-2.0

/// How long a connection waits for what, in nanoseconds: the settings' durations, converted once and not per request.
struct Patience: Sendable {
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

    init(_ settings: ServerSettings) {
        head = settings.limits.headTime.nanoseconds
        body = settings.limits.bodyTime.nanoseconds
        idle = settings.limits.idleTime.nanoseconds
        write = settings.limits.writeTime.nanoseconds
        drain = settings.drainGrace.nanoseconds
    }

    func nanoseconds(for wait: Wait) -> UInt64 {
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
