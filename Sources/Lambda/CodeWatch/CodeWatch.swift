// SPDX-License-Identifier: Apache-2.0

package import GatewayModel
package import GatewayTransport
package import Logging
import Synchronization

/// Knows which functions' code has been saved since it was asked last.
///
/// The kernel queues its news before the call that wrote or renamed returns, so whoever saves a file and then sends a request is
/// served by the new code. It is asked before each call of a function: that is one read(2), which finds nothing as a rule, and
/// one stat(2) for each folder of code, because no watch tells that a folder above it was exchanged.
///
/// Drives of networks and of virtual machines tell nothing of what others write there; a restart does.
package final class CodeWatch: Sendable {
    private let state: Mutex<WatchedCode>

    /// - Parameters:
    ///   - watchesAtMost: How many folders are watched.
    ///   - logger: Is told, once, when there are more folders than may be watched.
    /// - Throws: ``SystemError`` of `inotify_init1`: EMFILE when the user has as many as `fs.inotify.max_user_instances`.
    package init(watchesAtMost: Int = 10_000, logger: Logger) throws(SystemError) {
        state = Mutex(WatchedCode(inotify: try Inotify(), watchesAtMost: watchesAtMost, logger: logger))
    }

    /// Watches the code of these functions and of no others from now on.
    ///
    /// Walks through their folders, so it may block.
    package func watch(_ functions: [FunctionConfiguration]) {
        state.withLock { $0.watch(functions) }
    }

    /// The names of the functions whose code has changed since the last call.
    package func pendingChanges() -> [String] {
        state.withLock { $0.takeChanges() }
    }
}
