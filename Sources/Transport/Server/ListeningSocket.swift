// SPDX-License-Identifier: Apache-2.0

import CLinux
import Synchronization

/// A listening socket.
///
/// Closed at a moment that is chosen, not whenever the last reference goes: until then the kernel goes on queueing clients
/// that nobody would accept.
final class ListeningSocket: Sendable {
    let raw: Int32
    private let descriptor: Mutex<Descriptor?>

    init(_ descriptor: consuming Descriptor) {
        raw = descriptor.raw
        self.descriptor = Mutex(consume descriptor)
    }

    /// Lets no client begin to connect: one who had done so between the last look at the queue and the end would be reset.
    func takeNoMore() {
        // Where the kernel cannot do that, this moment stays: it is a short one.
        _ = clinux_take_no_more(raw)
    }

    func close() {
        descriptor.withLock { $0 = nil }
    }
}
