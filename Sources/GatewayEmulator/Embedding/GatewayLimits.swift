// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// How much a client of an embedded gateway may send, and how long it may take.
///
/// What is `nil` is as on AWS where AWS has a quota, and the gateway's own to choose where it has none.
///
/// ```swift
/// var limits = GatewayLimits()
/// limits.bodyBytes = 1024
/// try await withGateway(api, limits: limits) { gateway in … }
/// ```
public struct GatewayLimits: Sendable, Hashable {
    /// The request target, 64 to 1 048 576 bytes; 10 240 on AWS.
    ///
    /// 414 beyond it.
    public var urlBytes: Int?
    /// All header values together, 64 to 1 048 576 bytes; 10 240 on AWS.
    ///
    /// 431 beyond it.
    public var headerBytes: Int?
    /// Request line and header fields, with names and separators, 256 to 4 194 304 bytes; 49 152 here.
    ///
    /// 431 beyond it.
    public var headBytes: Int?
    /// How many header fields, 1 to 10 000; 200 here.
    ///
    /// 431 beyond it.
    public var headerCount: Int?
    /// The payload, 0 to 1 073 741 824 bytes; 10 485 760 on AWS.
    ///
    /// 413 beyond it.
    public var bodyBytes: Int?
    /// How many clients may be connected, 1 to 100 000; 20 000 here.
    ///
    /// Further ones wait.
    public var connections: Int?

    /// How long a head may take from its first byte to its last, 10 ms to 1 h; 30 s here.
    ///
    /// 408 beyond it.
    public var headTimeout: Duration?
    /// How long a body may stand still, 10 ms to 1 h; 30 s here.
    ///
    /// 408 beyond it.
    public var bodyTimeout: Duration?
    /// How long a connection may be idle between two requests, 10 ms to 1 h; 75 s here.
    ///
    /// Then it is closed.
    public var idleTimeout: Duration?
    /// How long a client may read nothing of its answer, 10 ms to 1 h; 30 s here.
    ///
    /// Then the connection is closed.
    public var writeTimeout: Duration?

    /// Limits as on AWS.
    public init() {}

    /// - Throws: ``GatewayStartError/badAPI(problems:)`` with all that is out of range.
    func checked() throws(GatewayStartError) -> Limits {
        var limits = Limits()
        limits.amounts[.urlBytes] = urlBytes
        limits.amounts[.headerBytes] = headerBytes
        limits.amounts[.headBytes] = headBytes
        limits.amounts[.headerCount] = headerCount
        limits.amounts[.bodyBytes] = bodyBytes
        limits.amounts[.connections] = connections
        limits.times[.headTimeout] = headTimeout
        limits.times[.bodyTimeout] = bodyTimeout
        limits.times[.idleTimeout] = idleTimeout
        limits.times[.writeTimeout] = writeTimeout

        var problems: [String] = []
        for amount in Limits.Amount.allCases {
            guard let value = limits.amounts[amount], !amount.range.contains(value) else { continue }
            problems.append(
                "\(amount.rawValue) is \(value); it wants \(amount.range.lowerBound) to \(amount.range.upperBound)"
            )
        }
        for time in Limits.Time.allCases {
            guard let value = limits.times[time], !Limits.Time.range.contains(value) else { continue }
            problems.append("\(time.rawValue) is \(value); it wants 10 ms to 1 h")
        }
        guard problems.isEmpty else { throw .badAPI(problems: problems) }
        return limits
    }
}
