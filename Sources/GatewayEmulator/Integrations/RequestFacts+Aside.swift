// SPDX-License-Identifier: Apache-2.0

import GatewayTransport

/// Where templates run: on the request's loop while they have little to read, and else beside it, so that the loop's other
/// requests do not wait for one.
extension RequestFacts {
    private static let smallBytes = 64 * 1024

    /// Whether the request's body is little.
    var isSmall: Bool { request.body.count <= Self.smallBytes }

    /// Runs work here when there is little to read, and else on a thread that belongs to nobody.
    ///
    /// - Parameters:
    ///   - count: How many bytes it reads beside the request's body.
    ///   - work: What may take long.
    /// - Returns: What the work returns.
    func aside<Value: Sendable>(_ count: Int = 0, _ work: @escaping @Sendable () -> Value) async -> Value {
        guard request.body.count + count > Self.smallBytes else { return work() }
        return await Task { work() }.value
    }
}
