// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel
import Synchronization

/// A request that was answered, and why it was answered so.
public struct DecidedRequest: Sendable, Hashable, CustomStringConvertible {
    /// The method, as it was sent; empty when the bytes were no request.
    public let method: String
    /// The path with its stage, as it was sent, without the query; empty when the bytes were no request.
    public let path: String
    /// The status of the answer.
    public let status: Int
    /// The value of `x-amzn-ErrorType`, when the gateway itself answered.
    public let errorType: String?
    /// Why, in the words of the log: `no Authorization header; the authorizer was not asked`.
    public let reason: String
    /// The line of the log: `401 GET /dev/private 0.1 ms · no Authorization header; the authorizer was not asked`.
    public let description: String
    /// The whole trace as JSON, as `gateway serve --log-format json` writes it.
    public let json: String

    /// Everything becomes text at once: a trace holds on to the bytes of its request, and these are kept for long.
    init(_ trace: Trace) {
        method = String(decoding: trace.method, as: UTF8.self)
        path = String(decoding: trace.path, as: UTF8.self)
        status = Int(trace.status)
        errorType = trace.errorType?.description
        reason = trace.reason
        var line: [UInt8] = []
        trace.appendLine(to: &line)
        description = String(decoding: line.dropLast(), as: UTF8.self)
        json = trace.json.visibleText
    }
}

/// Keeps what was decided last.
final class RequestRecord: TraceListener {
    private let limit: Int
    private let state = Mutex<[DecidedRequest]>([])

    init(limit: Int) {
        self.limit = limit
    }

    func record(_ trace: Trace, loopIndex: Int) {
        let request = DecidedRequest(trace)
        state.withLock { requests in
            requests.append(request)
            // Now and then many at once: forgetting the first one moves all others.
            if requests.count >= 2 * limit { requests.removeFirst(requests.count - limit) }
        }
    }

    /// The last ones, in the order of their answers.
    var last: [DecidedRequest] { state.withLock { $0.suffix(limit) } }
}
