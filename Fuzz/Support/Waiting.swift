// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Waits for what is asynchronous: libFuzzer is not.
package func wait<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value {
    let box = Box<Value>()
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
        let value = await work()
        box.outcome.withLock { $0 = value }
        isDone.signal()
    }
    isDone.wait()
    guard let value = box.outcome.withLock({ $0 }) else { fatalError("signalled without a value") }
    return value
}

private final class Box<Value: Sendable>: Sendable {
    let outcome = Mutex<Value?>(nil)
}
