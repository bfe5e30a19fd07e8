// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file descriptor that is closed exactly once: when its owner lets go of it.
package struct Descriptor: ~Copyable {
    package let raw: Int32

    /// Takes over a descriptor that a system call has just answered.
    ///
    /// - Throws: ``SystemError`` when the call failed, that is when the descriptor is negative.
    package init(_ raw: Int32, from call: String) throws(SystemError) {
        guard raw >= 0 else { throw SystemError(call: call) }
        self.raw = raw
    }

    deinit {
        close(raw)
    }
}
