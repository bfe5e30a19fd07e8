// SPDX-License-Identifier: Apache-2.0

/// Why a request of ours got no answer that can be used.
package enum ClientError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownHost(String, reason: String)
    case cannotConnect(String, reason: String)
    case tls(String)
    case timedOut(after: Duration)
    case connectionLost(String)
    case closedEarly
    case malformedResponse(String)
    case responseTooLarge(limit: Int)

    package var description: String {
        switch self {
        case .unknownHost(let host, let reason): "the host \(host) is not known (\(reason))"
        case .cannotConnect(let address, let reason): "cannot connect to \(address) (\(reason))"
        case .tls(let reason): reason
        case .timedOut(let time): "no complete answer within \(time)"
        case .connectionLost(let reason): "the connection was lost (\(reason))"
        case .closedEarly: "the connection was closed before the answer was complete"
        case .malformedResponse(let reason): "the answer is not HTTP: \(reason)"
        case .responseTooLarge(let limit): "the answer is larger than \(limit) bytes"
        }
    }
}
