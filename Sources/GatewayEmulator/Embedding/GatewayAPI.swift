// SPDX-License-Identifier: Apache-2.0

/// An API that a Swift program brings with it: a stage, routes with their handlers, and the authorizers of the private ones.
///
/// ```swift
/// let api = GatewayAPI(
///     stage: "dev",
///     routes: [
///         .public("GET /public") { _ in .text("Hello, whoever you are") },
///         .private("GET /private", authorizer: tickets) { event in .text("Hello, \(event.principalId ?? "")") },
///     ]
/// )
/// ```
public struct GatewayAPI: Sendable {
    /// The first part of each URL: letters, digits, `-` and `_`, 128 at most.
    public var stage: String
    /// What it serves; each is either open by its own word or has a guard.
    public var routes: [GatewayRoute]

    /// Describes an API; whether it can be served is found out at start.
    ///
    /// - Parameters:
    ///   - stage: The first part of each URL.
    ///   - routes: What it serves.
    public init(stage: String, routes: [GatewayRoute]) {
        self.stage = stage
        self.routes = routes
    }
}

/// Why a gateway did not start.
public enum GatewayStartError: Error, Hashable, CustomStringConvertible {
    /// The API cannot be served.
    ///
    /// - Parameter problems: All that is wrong with it, a line each, with the way out.
    case badAPI(problems: [String])
    /// The system refused, for example because the port is taken.
    ///
    /// - Parameters:
    ///   - port: The port that was asked for; 0 for a free one.
    ///   - reason: What the system said.
    case cannotListen(port: UInt16, reason: String)

    /// What is wrong in words, a line for each problem.
    public var description: String {
        switch self {
        case .badAPI(let problems): problems.joined(separator: "\n")
        case .cannotListen(let port, let reason): "cannot listen on port \(port) of 127.0.0.1: \(reason)"
        }
    }
}
