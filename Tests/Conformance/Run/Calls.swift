// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON
import Synchronization

/// What the functions of one gateway were called with, in order.
final class Calls: Sendable {
    private let state = Mutex<[Call]>([])

    struct Call: Sendable {
        let function: String
        let payload: [UInt8]

        /// The event.
        var event: JSONValue {
            get throws { try JSONValue(parsing: payload) }
        }
    }

    var all: [Call] { state.withLock { $0 } }

    /// A function that notes each of its calls.
    func recording(_ name: String, _ function: @escaping LambdaFunction) -> LambdaFunction {
        { [self] invocation in
            state.withLock { $0.append(Call(function: name, payload: invocation.payload)) }
            return await function(invocation)
        }
    }
}
