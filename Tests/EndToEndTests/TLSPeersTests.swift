// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// HTTPS as OpenSSL's own client and curl see it, on the gateway's port and on the issuer's.
///
/// Sources: RFC 8446 and RFC 5246 (versions, tickets), RFC 8996 (TLS 1.0 and 1.1 must not be spoken), RFC 7301 §3.2 (ALPN),
/// Mozilla's "Server Side TLS" (suites).
@Suite(.enabled(if: Tool.mayRun(Tool.openssl), "openssl is missing"))
struct TLSPeersTests {
    private static let request = "GET /dev/public HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    /// What `openssl s_client` says of a connection, and what came over it.
    ///
    /// - Parameters:
    ///   - gateway: The gateway.
    ///   - arguments: How it speaks.
    ///   - port: Another port than the gateway's.
    ///   - input: What it sends.
    ///   - waits: Whether it stays until the server ends; else a line `R` is a command, to begin a second handshake.
    /// - Returns: Its outputs, one after the other.
    /// - Throws: When it cannot be started.
    private func client(
        _ gateway: ServedGateway,
        _ arguments: [String],
        port: UInt16? = nil,
        input: String = request,
        waits: Bool = true
    ) async throws -> String {
        let openssl = try Tool.need(Tool.openssl, "openssl")
        let address = "127.0.0.1:\(port ?? gateway.port)"
        let (_, output, errors) = try await run(
            openssl,
            ["s_client", "-connect", address, "-servername", "localhost"] + (waits ? ["-ign_eof"] : [])
                + arguments,
            in: gateway.folder,
            input: input
        )
        return output + errors
    }

    @Test func `TLS 1.2 and 1.3 are spoken, with the best of suites, and nothing older`() async throws {
        try await withGateway { gateway in
            for port in [gateway.port, try #require(gateway.issuerPort)] {
                let new = try await client(gateway, ["-tls1_3"], port: port)
                #expect(new.contains("New, TLSv1.3, Cipher is TLS_") && new.contains("Server Temp Key: X25519"))
                let old = try await client(gateway, ["-tls1_2"], port: port)
                #expect(old.contains("New, TLSv1.2, Cipher is ECDHE-ECDSA-AES128-GCM-SHA256"))
                #expect(old.contains("Compression: NONE"))
                for version in ["-tls1", "-tls1_1"] {
                    let refused = try await client(gateway, [version, "-cipher", "DEFAULT:@SECLEVEL=0"], port: port)
                    #expect(refused.contains("alert protocol version"), "\(version): \(refused)")
                }
            }
        }
    }

    @Test func `suites without authenticated encryption are refused, and others taken as the client can`() async throws
    {
        try await withGateway { gateway in
            for suite in [
                "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-ECDSA-AES128-CCM",
                "ECDHE-ECDSA-ARIA128-GCM-SHA256",
            ] {
                let refused = try await client(gateway, ["-tls1_2", "-cipher", suite])
                #expect(refused.contains("alert handshake failure"), "\(suite): \(refused)")
            }
            for suite in ["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"] {
                let taken = try await client(gateway, ["-tls1_2", "-cipher", suite])
                #expect(taken.contains("Cipher is \(suite)"))
            }
            let preferred = try await client(
                gateway,
                ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256"]
            )
            #expect(preferred.contains("Cipher is ECDHE-ECDSA-AES128-GCM-SHA256"))
            // A client without AES in its processor says so by its order.
            let phone = try await client(
                gateway,
                ["-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256"]
            )
            #expect(phone.contains("Cipher is ECDHE-ECDSA-CHACHA20-POLY1305"))
            for group in ["P-521", "ffdhe2048"] {
                let refused = try await client(gateway, ["-tls1_3", "-groups", group])
                #expect(refused.contains("alert handshake failure"), "\(group): \(refused)")
            }
        }
    }

    @Test(arguments: [
        ([], "No ALPN negotiated", true), (["-alpn", "http/1.1"], "ALPN protocol: http/1.1", true),
        (["-alpn", "h2,http/1.1"], "ALPN protocol: http/1.1", true),
        (["-alpn", "http/1.0"], "ALPN protocol: http/1.0", true),
        (["-alpn", "h2"], "alert no application protocol", false),
        (["-tls1_2", "-alpn", "h2,spdy/3"], "alert no application protocol", false),
    ])
    func `the protocol is HTTP/1, or there is none`(_ offer: [String], _ said: String, _ isServed: Bool) async throws {
        try await withGateway { gateway in
            let output = try await client(gateway, offer)
            #expect(output.contains(said), "\(output)")
            #expect(output.contains("HTTP/1.1 200 OK") == isServed)
        }
    }

    /// A ticket, or a session that the server keeps, makes the second handshake short; on another loop as well, and on the
    /// port of the issuer.
    @Test(arguments: [["-tls1_3"], ["-tls1_2"], ["-tls1_2", "-no_ticket"]])
    func `a session is resumed, and early data is not taken`(_ kind: [String]) async throws {
        try await withGateway { gateway in
            let first = try await client(gateway, kind + ["-sess_out", "session.pem"])
            #expect(first.contains("New, TLSv1"), "\(first)")
            for port in [gateway.port, gateway.port, try #require(gateway.issuerPort)] {
                let again = try await client(gateway, kind + ["-sess_in", "session.pem"], port: port)
                #expect(again.contains("Reused, TLSv1"), "\(again)")
            }
            guard kind == ["-tls1_3"] else { return }
            #expect(first.ranges(of: "Post-Handshake New Session Ticket arrived").count == 1)
            #expect(first.contains("Max Early Data: 0"))
        }
    }

    @Test func `a second handshake within a connection is refused`() async throws {
        try await withGateway { gateway in
            let output = try await client(gateway, ["-tls1_2"], input: "R\n", waits: false)
            #expect(output.contains("RENEGOTIATING") && output.contains("no renegotiation"), "\(output)")
        }
    }

    @Test(.enabled(if: Tool.mayRun(Tool.curl), "curl is missing"), arguments: ["--http1.0", "--http1.1", "--http2"])
    func `curl is served whatever it would like to speak`(_ version: String) async throws {
        try await withGateway { gateway in
            let curl = try Tool.need(Tool.curl, "curl")
            for (port, path) in [(gateway.port, "/dev/public"), (gateway.issuerPort ?? 0, "/.well-known/jwks.json")] {
                let arguments = ["-sSk", version, "--max-time", "60", "-w", "%{http_code}", "-o", "/dev/null"]
                let (code, output, errors) = try await run(
                    curl,
                    arguments + ["https://localhost:\(port)\(path)"],
                    in: gateway.folder
                )
                #expect(code == 0 && output == "200", "\(errors)")
            }
        }
    }
}
