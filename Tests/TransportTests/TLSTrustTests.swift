// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Glibc
import TestSupport
import Testing

/// Which certificates the client takes for which names.
///
/// Sources: RFC 5280 §6.1 (chains, times, purposes), RFC 9525 §6 (names: subjectAltName only, a wildcard is the whole
/// first label, addresses as addresses).
struct TLSTrustTests {
    private let root: TestCertificate
    private let rootFile: TemporaryFile

    init() throws {
        root = try TestCertificate("Root", isAuthority: true)
        rootFile = try TemporaryFile(root.certificate)
    }

    /// What the client makes of a server with a certificate: `nil` if it trusts it.
    private func refusal(
        of certificate: TestCertificate,
        chain: [TestCertificate] = [],
        as host: String
    ) async throws -> String? {
        var refusal: String?
        try await withServer(settings: .quiet(tls: certificate.server(chain: chain))) { running in
            let context = try TLSContext.client(caFile: rootFile.path)
            let client = try await running.connect(security: .tls(context, host: host))
            do {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().status == 200)
            } catch ClientError.tls(let reason) {
                refusal = reason
            }
            await client.close()
        }
        return refusal?.replacing("the certificate of \(host) is not accepted: ", with: "", maxReplacements: 1)
    }

    @Test(arguments: [
        ("DNS:a.test", "a.test"), ("DNS:a.test", "A.TEST"), ("DNS:a.test", "a.test."),
        ("DNS:b.test,DNS:a.test", "a.test"),
        ("DNS:*.a.test", "b.a.test"), ("IP:127.0.0.1", "127.0.0.1"), ("IP:::1", "::1"), ("IP:::1", "0:0:0:0:0:0:0:1"),
    ])
    func `a name that the certificate has is accepted`(_ names: String, _ host: String) async throws {
        let certificate = try TestCertificate("whatever", names: names, issuer: root)
        #expect(try await refusal(of: certificate, as: host) == nil)
    }

    @Test(
        arguments: [
            // The subject is not looked at, with and without other names.
            (nil, "a.test", "hostname mismatch"), ("DNS:b.test", "a.test", "hostname mismatch"),
            ("email:x@a.test", "a.test", "hostname mismatch"),
            // A wildcard is a whole label, the first, and one.
            ("DNS:*.a.test", "a.a.a.test", "hostname mismatch"), ("DNS:*.a.test", "a.test", "hostname mismatch"),
            ("DNS:b*.a.test", "bc.a.test", "hostname mismatch"), ("DNS:b.*.test", "b.a.test", "hostname mismatch"),
            ("DNS:*", "a", "hostname mismatch"), ("DNS:a.test", "b.a.test", "hostname mismatch"),
            // An address is no name, and a name no address.
            ("DNS:127.0.0.1", "127.0.0.1", "IP address mismatch"), ("IP:127.0.0.2", "127.0.0.1", "IP address mismatch"),
            ("IP:127.0.0.1", "a.test", "hostname mismatch"),
            ("IP:127.0.0.1", "::ffff:127.0.0.1", "IP address mismatch"),
            (nil, "127.0.0.1", "IP address mismatch"),
        ] as [(String?, String, String)]
    )
    func `a name that the certificate has not is refused`(
        _ names: String?,
        _ host: String,
        _ reason: String
    ) async throws {
        let certificate = try TestCertificate(host, names: names, issuer: root)
        #expect(try await refusal(of: certificate, as: host) == reason)
    }

    @Test(arguments: [((-30, -1), "certificate has expired"), ((1, 30), "certificate is not yet valid")])
    func `a certificate counts in its time only`(_ days: (Int, Int), _ reason: String) async throws {
        let certificate = try TestCertificate("a", names: "DNS:a.test", issuer: root, days: (days.0, days.1))
        #expect(try await refusal(of: certificate, as: "a.test") == reason)
    }

    @Test func `a certificate for clients is none for servers`() async throws {
        let certificate = try TestCertificate("a", names: "DNS:a.test", issuer: root, purpose: "clientAuth")
        #expect(try await refusal(of: certificate, as: "a.test") == "unsuitable certificate purpose")
    }

    @Test func `an authority of the same name that nobody knows vouches for nobody`() async throws {
        let stranger = try TestCertificate("Root", isAuthority: true)
        let certificate = try TestCertificate("a", names: "DNS:a.test", issuer: stranger)
        #expect(try await refusal(of: certificate, as: "a.test") == "certificate signature failure")
    }

    @Test func `an unknown authority, and a server that vouches for itself, are refused`() async throws {
        let stranger = try TestCertificate("Stranger", isAuthority: true)
        let signed = try TestCertificate("a", names: "DNS:a.test", issuer: stranger)
        #expect(try await refusal(of: signed, as: "a.test") == "unable to get local issuer certificate")
        let sent = try await refusal(of: signed, chain: [stranger], as: "a.test")
        #expect(sent == "self-signed certificate in certificate chain")
        let own = try TestCertificate("a", names: "DNS:a.test")
        #expect(try await refusal(of: own, as: "a.test") == "self-signed certificate")
    }

    @Test func `a chain is followed when the server sends it, and only over authorities`() async throws {
        let between = try TestCertificate("Between", issuer: root, isAuthority: true)
        let certificate = try TestCertificate("a", names: "DNS:a.test", issuer: between)
        #expect(try await refusal(of: certificate, chain: [between], as: "a.test") == nil)
        #expect(try await refusal(of: certificate, as: "a.test") == "unable to get local issuer certificate")

        let expired = try TestCertificate("Between", issuer: root, isAuthority: true, days: (-30, -1))
        let under = try TestCertificate("a", names: "DNS:a.test", issuer: expired)
        #expect(try await refusal(of: under, chain: [expired], as: "a.test") == "certificate has expired")

        let other = try TestCertificate("Shop", names: "DNS:shop.test", issuer: root)
        let forged = try TestCertificate("a", names: "DNS:a.test", issuer: other)
        let reason = try await refusal(of: forged, chain: [other], as: "a.test")
        #expect(reason == "invalid CA certificate")
    }
}

/// A file for one test, gone with it.
final class TemporaryFile: Sendable {
    let path: String

    init(_ bytes: [UInt8]) throws {
        path = try TLSFixture.temporaryFile(bytes)
    }

    deinit {
        unlink(path)
    }
}
