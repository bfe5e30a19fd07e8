// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTime

/// The two ids of a call: its own, and that of the trace that it belongs to.
struct CallIDs {
    let requestId: String
    let traceId: String

    /// Takes what the caller says, and makes what the caller does not say.
    init(_ call: FunctionCall, at time: TimeSource) {
        if let requestId = call.requestId, let traceId = call.traceId {
            self.requestId = requestId
            self.traceId = traceId
            return
        }
        var generator = SystemRandomNumberGenerator()
        let new = RequestID(high: generator.next(), low: generator.next(), extra: generator.next())
        requestId = call.requestId ?? new.uuid
        var bytes: [UInt8] = []
        new.appendTraceID(seconds: time.now().secondsSince1970, to: &bytes)
        traceId = call.traceId ?? String(decoding: bytes, as: UTF8.self)
    }
}
