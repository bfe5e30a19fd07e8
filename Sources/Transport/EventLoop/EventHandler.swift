// SPDX-License-Identifier: Apache-2.0

import CLinux

/// What a descriptor has become.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let readable = Readiness(rawValue: CLINUX_EPOLLIN)
    package static let writable = Readiness(rawValue: CLINUX_EPOLLOUT)
    /// The peer has shut down its side, or the connection is gone: the next read says which.
    package static let hangUp = Readiness(rawValue: CLINUX_EPOLLRDHUP | CLINUX_EPOLLHUP | CLINUX_EPOLLERR)
}

/// Someone who waits for a descriptor.
///
/// Every call arrives on the thread of the loop that it registered with.
package protocol EventHandler: AnyObject {
    func ready(_ readiness: Readiness)

    /// The deadline that was set with ``EventLoop/setDeadline(_:for:)`` has passed; it has been cleared.
    func deadlinePassed()
}
