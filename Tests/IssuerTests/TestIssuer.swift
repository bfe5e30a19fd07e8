// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayIssuer
import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport
import Logging
import Synchronization
import TestSupport

/// An issuer on a free port of 127.0.0.1, with a key in a folder of its own.
struct TestIssuer {
    let issuer: Issuer
    let key: SigningKey
    let clock: ManualTime
    let log: CollectedLog
    fileprivate let port: UInt16

    /// Sends one request on a connection of its own.
    func ask(_ requestLine: String, _ fields: [String] = [], body: String = "") async throws -> RawResponse {
        let connection = try await RawConnection.open(port: port)
        var head = "\(requestLine) HTTP/1.1\r\nHost: localhost\r\n"
        for field in fields { head += field + "\r\n" }
        try await connection.send(head + "Content-Length: \(body.utf8.count)\r\n\r\n" + body)
        let response = try await connection.response(isHead: requestLine.hasPrefix("HEAD "))
        await connection.close()
        return response
    }

    func postForm(_ body: String, _ fields: String...) async throws -> RawResponse {
        try await ask("POST /oauth/token", ["Content-Type: application/x-www-form-urlencoded"] + fields, body: body)
    }

    func postJSON(_ body: String, _ fields: String...) async throws -> RawResponse {
        try await ask("POST /oauth/token", ["Content-Type: application/json"] + fields, body: body)
    }
}

/// What an issuer said.
struct CollectedLog: LogHandler {
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]
    private let collected = Lines()

    private final class Lines: Sendable {
        let texts = Mutex<[String]>([])
    }

    var lines: [String] { collected.texts.withLock { $0 } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        collected.texts.withLock { $0.append("\(event.message)") }
    }
}

/// The loops that all issuers of this process share.
private let issuerLoops: EventLoopGroup = {
    do {
        return try EventLoopGroup(count: 1, time: .system)
    } catch {
        fatalError("no event loop for the issuers of the tests: \(error)")
    }
}()

/// One key for all issuers that need no other: making one takes a tenth of a second.
private let sharedKey: [UInt8] = {
    do {
        return try PrivateKey.generateRSA().pem()
    } catch {
        fatalError("no key for the tests: \(error)")
    }
}()

/// Starts an issuer, lends it, and stops it.
func withIssuer(
    _ tenant: Tenant = .usual,
    keyIn state: StateDirectory? = nil,
    _ body: (TestIssuer) async throws -> Void
) async throws {
    let clock = ManualTime()
    let folder = try TemporaryDirectory()
    let ready = StateDirectory(path: folder.file(".gateway"))
    try ready.prepare()
    try File.create(ready.file("issuer-key.pem"), with: sharedKey, mode: 0o600)
    let key = SigningKey(in: state ?? ready)
    let log = CollectedLog()
    let issuer = Issuer(
        names: IssuerNames(),
        tenant: tenant,
        key: key,
        time: clock.source,
        logger: Logger(label: "issuer") { _ in log }
    )
    var serverSettings = ServerSettings(logger: Logger(label: "test"))
    serverSettings.drainGrace = .milliseconds(1)
    // On a machine that is busy with other tests, who has connected may be silent for long.
    serverSettings.limits.headTime = .seconds(3600)
    let server = Server(group: issuerLoops, handler: issuer, time: clock.source, settings: serverSettings)
    let port = try await server.listen(on: [.loopbackV4(port: 0)]).first?.port ?? 0
    do {
        defer { withExtendedLifetime(folder) {} }
        try await body(TestIssuer(issuer: issuer, key: key, clock: clock, log: log, port: port))
        await server.drain()
    } catch {
        await server.drain()
        throw error
    }
}

/// For issuers whose words nobody reads.
let quietLogger = Logger(label: "quiet") { _ in CollectedLog() }
