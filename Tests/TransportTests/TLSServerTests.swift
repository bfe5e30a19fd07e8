// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Logging
import Synchronization
import TestSupport
import Testing

/// HTTPS on the port that speaks HTTP.
struct TLSServerTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private let fixture: TLSFixture

    init() throws {
        fixture = try TLSFixture()
    }

    @Test func `one port answers HTTP and HTTPS`() async throws {
        try await withServer(
            settings: .quiet(tls: fixture.server),
            answering: { .text($0.isSecure ? "secure" : "plain") }
        ) { running in
            for (security, expected) in [(ClientStream.Security.plain, "plain"), (try fixture.client(), "secure")] {
                let client = try await running.connect(security: security)
                for _ in 0..<3 {
                    try await client.send(Self.request)
                    #expect(try await client.response().text == expected)
                }
            }
        }
    }

    @Test func `a context is made once, when the first client speaks TLS`() async throws {
        let made = Counter()
        let fixture = fixture
        let lazy = LazyTLSContext {
            made.increment()
            return try .server(certificate: fixture.certificate.certificate, privateKey: fixture.certificate.privateKey)
        }
        try await withServer(settings: .quiet(tls: lazy)) { running in
            let plain = try await running.connect()
            try await plain.send(Self.request)
            _ = try await plain.response()
            #expect(made.value == 0)
            for _ in 0..<5 {
                let client = try await running.connect(security: try fixture.client())
                try await client.send(Self.request)
                #expect(try await client.response().status == 200)
            }
            #expect(made.value == 1)
        }
    }

    @Test func `large bodies pass both ways`() async throws {
        let body = patterned(3 * 1024 * 1024)
        try await withServer(
            settings: .quiet(tls: fixture.server),
            answering: { Response(status: 200, body: Array($0.body) + Array($0.body)) }
        ) { running in
            let client = try await running.connect(security: try fixture.client())
            for _ in 0..<2 {
                let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n"
                try await client.send(Array(head.utf8) + body)
                #expect(try await client.body(count: 2 * body.count) == body + body)
            }
        }
    }

    @Test func `an answer reaches a client that reads late`() async throws {
        let body = patterned(16 * 1024 * 1024)
        try await withServer(
            settings: .quiet(tls: fixture.server),
            answering: { $0.targetText == "/" ? Response(status: 200, body: body) : .text("next") }
        ) { running in
            let client = try await running.connect(security: try fixture.client())
            try await client.send(Self.request + "GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let other = try await running.connect(security: try fixture.client())
            for _ in 0..<20 {
                try await other.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await other.response().text == "next")
            }
            #expect(try await client.body(count: body.count) == body)
            #expect(try await client.response().text == "next")
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func `pipelined requests are answered in order`() async throws {
        try await withServer(settings: .quiet(tls: fixture.server)) { running in
            let client = try await running.connect(security: try fixture.client())
            try await client.send((0..<500).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            for number in 0..<500 {
                #expect(try await client.response().text == "GET /\(number) 0")
            }
        }
    }

    @Test func `a connection ends with a close_notify, so that its end is no truncation`() async throws {
        try await withServer(settings: .quiet(tls: fixture.server)) { running in
            let client = try await running.connect(security: try fixture.client())
            try await client.send("GET / HTTP/1.0\r\n\r\n")
            #expect(try await client.response().text == "GET / 0")
            // Reading throws when the end comes without one.
            #expect(try await client.rest().isEmpty)
            await client.close()
            try await running.untilNobodyIsConnected()
        }
    }

    @Test func `a client's close_notify ends the connection after its answers`() async throws {
        let gate = Gate()
        try await withServer(
            time: ManualTime().source,
            settings: .quiet(tls: fixture.server),
            answering: { request in
                await gate.pass()
                return .text(request.summary)
            }
        ) { running in
            let client = try await running.connect(security: try fixture.client())
            try await client.send(Self.request)
            await client.finishWriting()
            try await eventually("the request is being handled") { gate.waitingCount == 1 }
            gate.open()
            #expect(try await client.response().text == "GET / 0")
            #expect(try await client.rest().isEmpty)
            try await running.untilNobodyIsConnected()
        }
    }

    @Test func `a malformed request is answered and the connection ends, whatever follows it`() async throws {
        try await withServer(settings: .quiet(tls: fixture.server)) { running in
            let client = try await running.connect(security: try fixture.client())
            try await client.send("GET / HTTP/3\r\n")
            try await client.send([UInt8](repeating: 7, count: 500_000))
            let refusal = try await client.response()
            #expect(refusal.text == "versionMalformed")
            #expect(refusal["connection"] == "close")
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test(arguments: [
        [0x16], [0x16, 0x03, 0x01, 0xFF, 0xFF], [0x16] + [UInt8](repeating: 0x41, count: 100),
        [0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x00],
        Array("\u{16}GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8),
    ])
    func `a client that speaks rubbish instead of TLS disturbs nobody`(_ bytes: [UInt8]) async throws {
        try await withServer(settings: .quiet(tls: fixture.server)) { running in
            let good = try await running.connect(security: try fixture.client())
            try await good.send(Self.request)
            #expect(try await good.response().status == 200)
            for _ in 0..<5 {
                let bad = try await running.connect()
                try await bad.send(bytes)
                await bad.finishWriting()
                do {
                    _ = try await bad.rest()
                } catch ClientError.connectionLost {
                    // A reset is an end as well.
                }
                await bad.close()
            }
            try await good.send(Self.request)
            #expect(try await good.response().status == 200)
            try await eventually("only the good one is left") { running.server.connectionCount == 1 }
        }
    }

    @Test func `a handshake that does not get on is given up`() async throws {
        let time = ManualTime()
        try await withServer(time: time.source, settings: .quiet(tls: fixture.server)) { running in
            let client = try await running.connect()
            try await client.send([0x16, 0x03, 0x01, 0x02, 0x00])
            await running.settle()
            time.advance(by: .seconds(30))
            #expect(try await client.rest().isEmpty)
            try await running.untilNobodyIsConnected()
        }
    }

    @Test func `a context that cannot be made ends TLS connections and no others`() async throws {
        let broken = LazyTLSContext { try .server(certificate: Array("no PEM".utf8), privateKey: []) }
        try await withServer(settings: .quiet(tls: broken)) { running in
            let plain = try await running.connect()
            let secure = try await running.connect(security: try fixture.client())
            await #expect(throws: ClientError.tls("TLS: tlsv1 alert internal error")) {
                try await secure.send(Self.request)
                _ = try await secure.response()
            }
            try await plain.send(Self.request)
            #expect(try await plain.response().status == 200)
        }
    }

    @Test func `a context that cannot be made is an error in the log, once`() async throws {
        let records = LogRecords()
        let logger = Logger(label: "test") { _ in records }
        let broken = LazyTLSContext(logger: logger) { try .server(certificate: Array("no PEM".utf8), privateKey: []) }
        try await withServer(settings: .quiet(tls: broken)) { running in
            for _ in 0..<3 {
                let secure = try await running.connect(security: try fixture.client())
                await #expect(throws: ClientError.self) { try await secure.send(Self.request) }
            }
        }
        #expect(records.all.count == 1)
        #expect(records.all.first?.hasPrefix("error: cannot speak TLS") == true)
        #expect(records.all.first?.contains("cannot read the certificate") == true)
    }

    @Test func `a client that a server turns away without TLS learns it by an alert`() async throws {
        try await withServer(settings: .quiet()) { running in
            let secure = try await running.connect(security: try fixture.client())
            await #expect(throws: ClientError.tls("TLS: tlsv1 alert internal error")) {
                try await secure.send(Self.request)
                _ = try await secure.response()
            }
        }
    }

    @Test func `a hundred clients at once are served`() async throws {
        let fixture = fixture
        let context = try TLSContext.client(caFile: fixture.file)
        try await withServer(settings: .quiet(tls: fixture.server)) { running in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let client = try await running.connect(security: .tls(context, host: "localhost"))
                        try await client.send("GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                        #expect(try await client.response().text == "GET /\(number) 0")
                        await client.close()
                    }
                }
                try await group.waitForAll()
            }
            try await running.untilNobodyIsConnected()
        }
    }
}

/// What was logged, as `level: message why`.
private final class LogRecords: LogHandler, Sendable {
    private let records = Mutex<[String]>([])

    var all: [String] { records.withLock { $0 } }

    func log(event: LogEvent) {
        let why = event.metadata?["why"].map { "\($0)" } ?? ""
        records.withLock { $0.append("\(event.level): \(event.message) \(why)") }
    }

    subscript(metadataKey _: String) -> Logger.MetadataValue? {
        get { nil }
        set {}
    }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
}
