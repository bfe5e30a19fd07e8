// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport
import Glibc
import TestSupport
import Testing

@testable import GatewayCommand

/// Keys that are down, slow, garbage, huge or changing, fetched over real sockets: each ends in a reason, in a time that is
/// known before.
@Suite struct KeyOutageTests {
    private let clock = ManualTime()

    /// Keys from a location as `gateway serve` fetches them, by a clock that the test moves.
    private func withKeys<Result>(
        at url: String,
        _ body: (KeySource) async throws -> Result
    ) async throws -> Result {
        let group = try EventLoopGroup(count: 1, time: clock.source)
        defer { group.stop() }
        let fetch = try JWKSFetch.from(.url(url), client: HTTPClient(group: group))
        return try await body(KeySource(executor: globalConcurrentExecutor, time: clock.source, fetch: fetch))
    }

    private func reason(_ source: KeySource, for kid: String = "first") async -> String {
        do throws(KeySourceError) {
            _ = try await source.keys(for: kid).value.get()
            return "there were keys"
        } catch {
            return error.description
        }
    }

    private func expectKey(
        _ kid: String,
        _ source: KeySource,
        isThere: Bool = true,
        _ place: SourceLocation = #_sourceLocation
    ) async throws {
        let keys = try await source.keys(for: kid).value.get()
        #expect((keys[kid] != nil) == isThere, sourceLocation: place)
    }

    private static let large = [UInt8](repeating: 0x20, count: 2 << 20)

    private static func chunked(_ body: [UInt8]) -> KeyServer.Behaviour {
        .answers(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8) + body)
    }

    private static let failures: [(behaviour: KeyServer.Behaviour, reason: String)] = [
        (.resets, "Connection reset by peer"),
        (.answers([]), "the connection was closed before the answer was complete"),
        (
            .answers(Array("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"keys\":[]}".utf8)),
            "before the answer was complete"
        ),
        (.answers(Array("SSH-2.0-OpenSSH_9.2\r\n\r\n".utf8)), "the answer is not HTTP"),
        (.answers(Array("\u{0}\u{1}\u{2}\r\n\r\n".utf8)), "the answer is not HTTP"),
        (.answers("500 Internal Server Error", Array("{\"keys\":[]}".utf8)), "jwks.json answered 500"),
        (.answers("404 Not Found", []), "jwks.json answered 404"),
        (.answers("204 No Content", []), "jwks.json answered 204"),
        (
            .answers("302 Found", [], fields: ["Location: https://evil.example/jwks.json"]),
            "jwks.json answered 302, and redirects are not followed"
        ),
        (.answers("200 OK", []), "the JWKS is not JSON: the text ends too early"),
        (.answers("200 OK", Array("<!DOCTYPE html><html>".utf8)), #"the JWKS is not JSON: unexpected "<""#),
        (.answers("200 OK", Array(#"{"issuer":"https://tenant.example/"}"#.utf8)), #"the JWKS has no "keys""#),
        (.answers("200 OK", Array("{\"keys\":[],\"keys\":[]}".utf8)), #"the member "keys" occurs twice"#),
        (.answers("200 OK", [0x1F, 0x8B, 0x08, 0x00], fields: ["Content-Encoding: gzip"]), "the JWKS is not JSON"),
        (.answers("200 OK", large), "the answer is larger than 524288 bytes"),
        (.answers(Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + large), "the answer is larger than 524288 bytes"),
        (chunked(Array("200000\r\n".utf8) + large), "the answer is larger than 524288 bytes"),
        (chunked(Array("zz\r\n{}\r\n0\r\n\r\n".utf8)), "the answer is not HTTP"),
        (chunked(Array("-5\r\n{}\r\n0\r\n\r\n".utf8)), "the answer is not HTTP"),
        (chunked(Array("ffffffffffffffffff\r\n".utf8)), "the answer is larger than 524288 bytes"),
        (chunked(Array("2\r\n{}garbage".utf8)), "the answer is not HTTP"),
        (chunked(Array("2\r\n{}\r\n".utf8)), "before the answer was complete"),
        (
            .answers(interim),
            "the answer is not HTTP: its head is too large"
        ),
        (
            .answers(Array("HTTP/1.1 200 OK\r\nA: ".utf8) + [UInt8](repeating: 0x61, count: 70_000)),
            "its head is too large"
        ),
    ]

    private static let interim = Array(String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 5000).utf8)

    @Test(arguments: failures.indices)
    func `a server of keys that fails is a reason, and at once`(index: Int) async throws {
        let (behaviour, reason) = Self.failures[index]
        try await KeyServer.run(behaviour) { server in
            try await withKeys(at: server.url) { source in
                // The clock stands still: no time limit helps.
                let found = await self.reason(source)
                #expect(found.hasPrefix("the JWKS cannot be had: ") && found.contains(reason), "\(found)")
                #expect(server.requestCount == 1)
                // And it is not for ever.
                server.behave(.publishes([TenantKeys.first]))
                try await expectKey("first", source)
            }
        }
    }

    @Test func `a port where nobody listens is a reason, and at once`() async throws {
        let bound = try BoundPort()
        try await withKeys(at: "http://127.0.0.1:\(bound.port)/") { source in
            let found = await reason(source)
            #expect(found.contains("cannot connect to 127.0.0.1:\(bound.port)"), "\(found)")
        }
    }

    @Test(arguments: [
        "", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "HTTP/1.1 200 OK\r\n\r\n{\"keys\":[]}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{\"keys\":[]}",
    ])
    func `a server that stops in the middle is given up after five seconds`(sent: String) async throws {
        try await KeyServer.run(.stops(after: Array(sent.utf8))) { server in
            try await withKeys(at: server.url) { source in
                async let found = reason(source)
                try await eventually("the server is asked") { server.requestCount == 1 }
                clock.advance(by: .seconds(5))
                #expect(await found == "the JWKS cannot be had: no complete answer within 5.0 seconds")
            }
        }
    }

    @Test func `a server that sends a byte now and then has no more time than another`() async throws {
        // More bytes than can come before the clock has moved.
        let body = [UInt8](repeating: 0x20, count: 100_000)
        let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
        try await KeyServer.run(.trickles(answer)) { server in
            try await withKeys(at: server.url) { source in
                let ended = Gate()
                async let found = {
                    defer { ended.open() }
                    return await reason(source)
                }()
                try await eventually("the server is asked") { server.requestCount == 1 }
                let start = clock.now
                // Each byte comes before a limit on silence would end it. Loops look at deadlines four times a second.
                try await eventually("it is given up") {
                    server.letByteThrough()
                    if clock.now.secondsSince1970 - start.secondsSince1970 < 6 { clock.advance(by: .milliseconds(100)) }
                    return ended.isOpen
                }
                #expect(await found == "the JWKS cannot be had: no complete answer within 5.0 seconds")
            }
        }
    }

    @Test func `a trickle that ends in time is an answer`() async throws {
        let keys = JSONValue.object(JWKSet([TenantKeys.first.jwk]).object).compactBytes
        let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: \(keys.count)\r\n\r\n".utf8) + keys
        try await KeyServer.run(.trickles(answer)) { server in
            try await withKeys(at: server.url) { source in
                for _ in answer { server.letByteThrough() }
                try await expectKey("first", source)
            }
        }
    }

    @Test func `a rotated key is found by one fetch, and the old one is refused after its lifetime`() async throws {
        try await KeyServer.run(.publishes([TenantKeys.first])) { server in
            try await withKeys(at: server.url) { source in
                try await expectKey("first", source)
                server.behave(.publishes([TenantKeys.second]))
                clock.advance(by: .seconds(599))
                try await expectKey("first", source)
                #expect(server.requestCount == 1)
                try await expectKey("second", source)
                #expect(server.requestCount == 2)
                try await expectKey("first", source, isThere: false)
                #expect(server.requestCount == 3)
            }
        }
    }

    @Test func `an old key without a new one in sight is refused after its lifetime, too`() async throws {
        try await KeyServer.run(.publishes([TenantKeys.first])) { server in
            try await withKeys(at: server.url) { source in
                try await expectKey("first", source)
                server.behave(.publishes([]))
                clock.advance(by: .seconds(600))
                try await expectKey("first", source, isThere: false)
                server.behave(.resets)
                clock.advance(by: .seconds(600))
                #expect(await reason(source).contains("Connection reset by peer"))
            }
        }
    }

    @Test func `a flood of unknown keys asks the server ten times, and the known key is not hindered`() async throws {
        try await KeyServer.run(.publishes([TenantKeys.first])) { server in
            try await withKeys(at: server.url) { source in
                await withTaskGroup(of: Void.self) { group in
                    for index in 0..<200 {
                        group.addTask { _ = await reason(source, for: "unknown \(index)") }
                    }
                }
                #expect(server.requestCount <= 10)
                try await expectKey("first", source)
                server.behave(.resets)
                for index in 0..<20 {
                    _ = await reason(source, for: "other \(index)")
                    try await expectKey("first", source)
                }
                #expect(server.requestCount <= 10)
            }
        }
    }

    @Test func `a pipe in the place of a file of keys is refused, and holds no thread`() async throws {
        try await withFolder { folder in
            let pipe = "\(folder)/jwks.json"
            try #require(mkfifo(pipe, 0o600) == 0)
            let group = try EventLoopGroup(count: 1, time: clock.source)
            defer { group.stop() }
            let fetch = try JWKSFetch.from(.file(pipe), client: HTTPClient(group: group))
            let source = KeySource(executor: globalConcurrentExecutor, time: clock.source, fetch: fetch)
            // More than Dispatch has threads; the clock gives each its turn.
            for _ in 0..<100 {
                clock.advance(by: .seconds(6))
                let found = await reason(source)
                #expect(
                    found
                        == "the JWKS cannot be had: \(pipe): it is a pipe or a device, and reading it may never end; name a file"
                )
            }
        }
    }
}

/// Keys of a tenant, made once for all tests of this process.
enum TenantKeys {
    static let first = signer(kid: "first")
    static let second = signer(kid: "second")

    private static func signer(kid: String) -> TokenSigner {
        do {
            return try TokenSigner(key: PrivateKey.generateRSA(), kid: kid)
        } catch {
            fatalError("no key for the tests: \(error)")
        }
    }
}
