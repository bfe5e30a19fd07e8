// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread that may block as long as it likes.
package enum BlockingThread {
    private final class Work {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    package struct NoThread: Error {
        package let code: Int32
    }

    /// Starts one; it ends with its work.
    package static func start(_ body: @escaping @Sendable () -> Void) throws {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { pointer in
                if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
                return nil
            },
            work.toOpaque()
        )
        guard code == 0 else {
            work.release()
            throw NoThread(code: code)
        }
        pthread_detach(thread)
    }
}
