// SPDX-License-Identifier: Apache-2.0

/// A value that is there already, or one that has to be waited for.
///
/// Most requests have nothing to wait for. Said in a type, that costs neither a task nor its memory, and what does have to
/// wait still goes through the same steps.
package enum Eventually<Value: Sendable>: Sendable {
    case now(Value)
    case later(@Sendable () async -> Value)

    /// The value, waited for if need be.
    package var value: Value {
        get async {
            switch self {
            case .now(let value): value
            case .later(let wait): await wait()
            }
        }
    }
}
