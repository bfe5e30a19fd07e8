// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import TestSupport
import Testing

@testable import GatewayTransport

/// Whom the client trusts, and how certificates are read.
struct TLSClientTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private let fixture: TLSFixture

    init() throws {
        fixture = try TLSFixture()
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `a server with a certificate for the name is trusted`(_ host: String) async throws {
        try await withServer(settings: .quiet(tls: fixture.server), answering: { .text("\($0.isSecure)") }) { running in
            let group = try EventLoopGroup(count: 1, time: .system)
            defer { group.stop() }
            let url = try #require(HTTPURL("https://\(host):\(running.port)/"))
            let response = try await HTTPClient(group: group, caFile: fixture.file).get(url)
            #expect(response.body == Array("true".utf8))
        }
    }

    @Test(arguments: [
        ("example.com", "hostname mismatch"), ("localhost.example.com", "hostname mismatch"),
        ("127.0.0.2", "IP address mismatch"), ("::2", "IP address mismatch"),
    ])
    func `a certificate for another name is refused`(_ host: String, _ reason: String) async throws {
        try await withServer(settings: .quiet(tls: fixture.server)) { running in
            let client = try await running.connect(security: try fixture.client(host: host))
            await #expect(
                throws: ClientError.tls("the certificate of \(host) is not accepted: \(reason)")
            ) {
                try await client.send(Self.request)
                _ = try await client.response()
            }
        }
    }

    @Test func `a certificate that nobody vouches for is refused`() async throws {
        try await withServer(settings: .quiet(tls: fixture.server)) { running in
            let group = try EventLoopGroup(count: 1, time: .system)
            defer { group.stop() }
            let url = try #require(HTTPURL("https://localhost:\(running.port)/"))
            await #expect(
                throws: ClientError.tls(
                    "the certificate of localhost is not accepted: unable to get local issuer certificate"
                )
            ) {
                try await HTTPClient(group: group).get(url)
            }
        }
    }

    @Test func `a server that speaks no TLS is told apart from one that is not trusted`() async throws {
        let answer = "HTTP/1.1 400 Bad Request\r\n\r\n"
        try await ScriptedServer.run(answering: answer, waits: false, then: .staysOpen) { server in
            let client = try await RawConnection.open(port: server.port, security: try fixture.client())
            await #expect {
                try await client.send("x")
                _ = try await client.receive()
            } throws: { error in
                guard case ClientError.tls(let reason) = error else { return false }
                return !reason.contains("certificate")
            }
        }
    }

    @Test func `an end that TLS does not confirm is an error`() async throws {
        let (server, client) = try handshake()
        try server.write(Array("HTTP/1.1 200 OK\r\n\r\nhalf"[...].utf8)[...])
        var buffer = [UInt8](repeating: 0, count: 100)
        transfer(from: server, to: client)
        let read = buffer.withUnsafeMutableBytes { client.read(into: $0) }
        guard case .bytes(23) = read else {
            Issue.record("\(read)")
            return
        }
        guard case .wantsMore = buffer.withUnsafeMutableBytes({ client.read(into: $0) }) else {
            Issue.record("an empty BIO is not the end")
            return
        }
        server.shutdown()
        transfer(from: server, to: client)
        guard case .closed = buffer.withUnsafeMutableBytes({ client.read(into: $0) }) else {
            Issue.record("close_notify is the end")
            return
        }
    }

    @Test func `a session keeps no memory of the largest records that passed`() throws {
        let (server, client) = try handshake()
        var buffer = [UInt8](repeating: 0, count: 100_000)
        for (sender, receiver) in [(server, client), (client, server)] {
            try sender.write(buffer[...])
            transfer(from: sender, to: receiver)
            var count = 0
            while case .bytes(let more) = buffer.withUnsafeMutableBytes({ receiver.read(into: $0) }) { count += more }
            #expect(count == buffer.count)
        }
        #expect(server.reservedBytes <= 8192 && client.reservedBytes <= 8192)
    }

    /// Two sessions in memory, their handshake done.
    private func handshake() throws -> (server: TLSSession, client: TLSSession) {
        let context = try TLSContext.server(
            certificate: fixture.certificate.certificate,
            privateKey: fixture.certificate.privateKey
        )
        let server = try TLSSession(server: context)
        let client = try TLSSession(client: .client(caFile: fixture.file), host: "localhost", isAddress: false)
        var buffer = [UInt8](repeating: 0, count: 100)
        for _ in 0..<4 {
            _ = client.handshake()
            transfer(from: client, to: server)
            _ = buffer.withUnsafeMutableBytes { server.read(into: $0) }
            transfer(from: server, to: client)
        }
        #expect(server.isEstablished && client.isEstablished)
        return (server, client)
    }

    private func transfer(from sender: TLSSession, to receiver: TLSSession) {
        var bytes: [UInt8] = []
        sender.takeCiphertext(into: &bytes)
        bytes.withUnsafeBytes { receiver.receive($0) }
    }

    @Test func `a connection that is cut without a close_notify is no complete answer`() async throws {
        let fixture = fixture
        try await withServer(settings: .quiet(tls: fixture.server)) { running in
            try await CuttingProxy.run(to: running.port) { proxy in
                let client = try await RawConnection.open(port: proxy.port, security: try fixture.client())
                try await client.send(Self.request)
                _ = try await client.response()
                proxy.cut()
                await #expect(throws: ClientError.closedEarly) { try await client.rest() }
            }
        }
    }

    // MARK: - Certificates and keys

    @Test func `a chain is sent whole`() throws {
        let other = try TLSFixture.stranger()
        let context = try TLSContext.server(
            certificate: fixture.certificate.certificate + other.certificate,
            privateKey: fixture.certificate.privateKey
        )
        #expect(context.extraCertificateCount == 1)
    }

    @Test func `what is no certificate, no key, or not its key is refused with a reason`() throws {
        let good = fixture.certificate
        let other = try TLSFixture.stranger()
        func message(_ certificate: [UInt8], _ privateKey: [UInt8]) -> String {
            do {
                _ = try TLSContext.server(certificate: certificate, privateKey: privateKey)
                return "accepted"
            } catch {
                return error.description
            }
        }
        #expect(message(good.certificate, good.privateKey) == "accepted")
        #expect(message([], good.privateKey).hasPrefix("cannot read the certificate"))
        #expect(message(Array("rubbish".utf8), good.privateKey).hasPrefix("cannot read the certificate"))
        #expect(message(good.certificate, []).hasPrefix("cannot read the private key"))
        #expect(message(good.certificate, good.certificate).hasPrefix("cannot read the private key"))
        #expect(message(good.certificate, other.privateKey).hasPrefix("the private key does not belong"))
        #expect(
            message(good.certificate + Array("-----BEGIN CERTIFICATE-----\nx".utf8), good.privateKey)
                .hasPrefix("cannot read the certificate chain")
        )
    }

    @Test func `an encrypted key is refused, and nobody is asked for a password`() throws {
        let encrypted = """
            -----BEGIN EC PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

            AAAAAAAAAAAAAAAAAAAAAA==
            -----END EC PRIVATE KEY-----

            """
        #expect {
            try TLSContext.server(certificate: fixture.certificate.certificate, privateKey: Array(encrypted.utf8))
        } throws: { error in
            "\(error)".hasPrefix("cannot read the private key")
        }
    }

    @Test func `a file of certificates that is not there is named`() {
        #expect {
            try TLSContext.client(caFile: "/no/such/file.pem")
        } throws: { error in
            "\(error)".hasPrefix("cannot read certificates from /no/such/file.pem")
        }
    }

    @Test func `certificates differ from each other`() throws {
        let other = try TLSFixture.stranger()
        #expect(other.certificate != fixture.certificate.certificate)
        #expect(other.privateKey != fixture.certificate.privateKey)
    }
}
