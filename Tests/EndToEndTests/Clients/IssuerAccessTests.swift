// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Glibc
import TestSupport
import Testing

/// Who gets an answer from the issuer of the binary: callers on this machine, by a name of this machine.
@Suite struct IssuerAccessTests {
    private static let discovery = "GET /.well-known/openid-configuration HTTP/1.1\r\n"

    private static func status(_ host: String, port: UInt16, address: SocketAddress? = nil) async throws -> Int {
        let connection = try await RawConnection.open(port: port, address: address)
        try await connection.send("\(discovery)Host: \(host)\r\n\r\n")
        let response = try await connection.response()
        await connection.close()
        return response.status
    }

    @Test func `a name that somebody else can point here is misdirected`() async throws {
        try await withGateway { gateway in
            let port = try #require(gateway.issuerPort)
            for (host, expected) in [
                ("localhost:\(port)", 200), ("127.0.0.1:\(port)", 200), ("evil.example:\(port)", 421),
                ("localhost.evil.example", 421),
            ] {
                #expect(try await Self.status(host, port: port) == expected, "\(host)")
            }
        }
    }

    /// An address of this machine that is not loopback; `nil` where there is none.
    private static let ownAddress: SocketAddress.Host? = {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return nil }
        defer { freeifaddrs(list) }
        for entry in sequence(first: list, next: { $0?.pointee.ifa_next }) {
            guard let address = entry?.pointee.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET) else {
                continue
            }
            let number = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                UInt32(bigEndian: $0.pointee.sin_addr.s_addr)
            }
            if number >> 24 != 127 { return .v4(number) }
        }
        return nil
    }()

    @Test(.enabled(if: ownAddress != nil, "there is no network"), arguments: [false, true])
    func `who connects from beyond loopback gets something only where that was asked for`(
        servesOthers: Bool
    ) async throws {
        let host = try #require(Self.ownAddress)
        let arguments = ["--host", "0.0.0.0"] + (servesOthers ? ["--issuer-for-others"] : [])
        try await withGateway(arguments: arguments) { gateway in
            let port = try #require(gateway.issuerPort)
            let address = SocketAddress(host: host, port: port)
            #expect(try await Self.status("localhost", port: port, address: address) == (servesOthers ? 200 : 403))
            #expect(try await Self.status("evil.example", port: port, address: address) == 421)
            #expect(try await Self.status("localhost", port: port) == 200)
        }
    }
}
