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
    ///
    /// - Parameters:
    ///   - stackKibibytes: How large its stack is, when the system's default is not meant.
    ///   - body: The work.
    /// - Throws: The code of the system, when there is no thread.
    package static func start(stackKibibytes: Int? = nil, _ body: @escaping @Sendable () -> Void) throws {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        if let stackKibibytes { pthread_attr_setstacksize(&attributes, stackKibibytes * 1024) }
        let code = pthread_create(
            &thread,
            &attributes,
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
