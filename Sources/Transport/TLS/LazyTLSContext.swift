// SPDX-License-Identifier: Apache-2.0

package import Logging
import Synchronization

/// A server's TLS context that is made when the first client speaks TLS: a plain start does not pay for it.
package final class LazyTLSContext: Sendable {
    private let make: @Sendable () throws -> TLSContext
    private let logger: Logger?
    private let made = Mutex<Result<TLSContext, any Error>?>(nil)

    /// - Parameters:
    ///   - logger: Who is told, once, when it cannot be made: nobody who speaks TLS is served then.
    ///   - make: Makes it. Its error says which file or step was at fault.
    package init(logger: Logger? = nil, _ make: @escaping @Sendable () throws -> TLSContext) {
        self.logger = logger
        self.make = make
    }

    func context() throws -> TLSContext {
        try made.withLock { made in
            if let made { return made }
            let result = Result { try make() }
            made = result
            if case .failure(let error) = result {
                logger?.error(
                    "cannot speak TLS; HTTPS is turned away until the next start",
                    metadata: ["why": "\(error)"]
                )
            }
            return result
        }.get()
    }
}
