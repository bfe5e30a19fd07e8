// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTime
import GatewayTransport
import Logging

/// A gateway that runs inside your program, on a port of 127.0.0.1, where only this machine reaches it.
///
/// There may be many in one process; they share its event loops.
public final class EmbeddedGateway: Sendable {
    private let gateway: Gateway
    private let record: RequestRecord
    private let stage: String

    /// How many decided requests are remembered.
    public static let requestsAtMost = 10_000

    private init(gateway: Gateway, record: RequestRecord, stage: String) {
        self.gateway = gateway
        self.record = record
        self.stage = stage
    }

    /// Starts a gateway that serves until it is stopped.
    ///
    /// In a test, ``withGateway(_:port:limits:_:)`` does both.
    ///
    /// - Parameters:
    ///   - api: What to serve.
    ///   - port: Where to listen; 0 takes a free one.
    ///   - limits: How much a client may send, and how long it may take.
    /// - Returns: The gateway, which serves already.
    /// - Throws: ``GatewayStartError``, which says all that is wrong with the API.
    public static func start(
        _ api: GatewayAPI,
        port: UInt16 = 0,
        limits: GatewayLimits = GatewayLimits()
    ) async throws(GatewayStartError) -> EmbeddedGateway {
        var (definition, parts) = try api.assembled()
        definition.limits = try limits.checked()
        var settings = ServerSettings(logger: Logger(label: "gateway"))
        // Who stops a gateway has had all answers; a client that merely keeps its connection is not waited for.
        settings.drainGrace = .milliseconds(1)
        let record = RequestRecord(limit: requestsAtMost)
        do {
            let gateway = try await Gateway.start(
                [definition],
                parts: parts,
                on: [.loopbackV4(port: port)],
                group: try sharedLoops.get(),
                settings: settings,
                listener: record
            )
            return EmbeddedGateway(gateway: gateway, record: record, stage: api.stage)
        } catch let error as DeploymentError {
            throw .badAPI(problems: ["\(error)"])
        } catch {
            throw .cannotListen(port: port, reason: "\(error)")
        }
    }

    /// The loops of all embedded gateways of this process, made with the first one.
    static let sharedLoops = Result { () throws(SystemError) in try EventLoopGroup(time: .system) }

    /// The port on which it listens.
    public var port: UInt16 { gateway.port }

    /// Where it is, without the stage: `http://127.0.0.1:49731`.
    public var url: String { "http://127.0.0.1:\(port)" }

    /// The requests that were decided, in the order of their answers; the last 10 000 of them.
    ///
    /// Who has an answer finds its request here.
    public var requests: [DecidedRequest] { record.last }

    /// Answers what was accepted, then stops; it can be called twice.
    public func stop() async {
        await gateway.stop()
    }
}

/// Starts a gateway on a free port of 127.0.0.1, lends it, and stops it, whatever happens in between.
///
/// ```swift
/// try await withGateway(api) { gateway in
///     let (_, response) = try await URLSession.shared.data(from: URL(string: gateway.url + "/dev/public")!)
///     #expect(gateway.requests.last?.status == 200)
/// }
/// ```
///
/// Swift does not look into macros for the effects of a closure: a body whose only `try` stands inside `#expect` has to say
/// so itself, `{ (gateway) async throws in`.
///
/// - Parameters:
///   - api: What to serve.
///   - port: Where to listen; 0 takes a free one.
///   - limits: How much a client may send, and how long it may take.
///   - body: What to do meanwhile.
/// - Returns: What the body returns.
/// - Throws: ``GatewayStartError``, or what the body throws, after the gateway has stopped.
public func withGateway<Result>(
    _ api: GatewayAPI,
    port: UInt16 = 0,
    limits: GatewayLimits = GatewayLimits(),
    _ body: (EmbeddedGateway) async throws -> Result
) async throws -> Result {
    let gateway = try await EmbeddedGateway.start(api, port: port, limits: limits)
    do {
        let result = try await body(gateway)
        await gateway.stop()
        return result
    } catch {
        await gateway.stop()
        throw error
    }
}
