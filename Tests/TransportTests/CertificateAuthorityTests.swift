// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import GatewayTransport
import TestSupport
import Testing

/// What the authority of this machine can vouch for, and what it cannot.
///
/// Source: RFC 5280 §4.2.1.9 (basic constraints) and §4.2.1.10 (name constraints), and §6.1 for whoever verifies.
struct CertificateAuthorityTests {
    private let authority: CertificateAuthority

    init() throws {
        authority = try CertificateAuthority.make(name: "Authority of a test")
    }

    /// What our client makes of a server with a leaf: `nil` if it trusts it.
    private func refusal(of leaf: CertificateAuthority.Leaf, as host: String) async throws -> String? {
        let file = try TemporaryFile(authority.certificate)
        let tls = LazyTLSContext { try .server(certificate: leaf.certificate, privateKey: leaf.privateKey) }
        var refusal: String?
        try await withServer(settings: .quiet(tls: tls)) { running in
            let context = try TLSContext.client(caFile: file.path)
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

    @Test(arguments: ["localhost", "127.0.0.1", "::1"])
    func `a leaf is good for each name of this machine`(_ host: String) async throws {
        #expect(try await refusal(of: authority.issue(), as: host) == nil)
    }

    @Test(arguments: [
        ("DNS:api.example.com", "api.example.com"), ("DNS:localhost.example.com", "localhost.example.com"),
        ("DNS:localhost,DNS:api.example.com", "localhost"), ("IP:127.0.0.2", "127.0.0.2"), ("IP:10.0.0.1", "10.0.0.1"),
        ("IP:::2", "::2"),
    ])
    func `a leaf for any other name is refused by whoever verifies`(_ names: String, _ host: String) async throws {
        let reason = try await refusal(of: authority.issue(names: names), as: host)
        #expect(reason == "permitted subtree violation")
    }

    @Test func `it is read back as it was written`() async throws {
        let read = try CertificateAuthority.load(
            certificate: authority.certificate,
            privateKey: authority.privateKey()
        )
        #expect(read.certificate == authority.certificate)
        #expect(try read.fingerprint() == authority.fingerprint())
        #expect(try await refusal(of: read.issue(), as: "localhost") == nil)
    }

    @Test func `one that is renewed with its key vouches for what the former one has signed`() async throws {
        let leaf = try authority.issue()
        let renewed = try CertificateAuthority.make(name: "Authority of a test", privateKey: authority.privateKey())
        #expect(renewed.certificate != authority.certificate)
        #expect(try await refusal(of: leaf, as: "localhost") == nil)
        #expect(try await refusal(of: renewed.issue(), as: "localhost") == nil)
    }

    @Test func `what does not belong together, or is no authority, is refused with a reason`() throws {
        let other = try CertificateAuthority.make(name: "Another")
        let leaf = try authority.issue()
        func message(_ certificate: [UInt8], _ key: [UInt8]) -> String {
            do {
                _ = try CertificateAuthority.load(certificate: certificate, privateKey: key)
                return "loaded"
            } catch {
                return error.description
            }
        }
        let key = try authority.privateKey()
        #expect(message(authority.certificate, key) == "loaded")
        #expect(message(authority.certificate, try other.privateKey()).hasPrefix("the key does not belong"))
        #expect(message(leaf.certificate, leaf.privateKey) == "it is not the certificate of an authority")
        #expect(message(Array("rubbish".utf8), key).hasPrefix("it is no certificate in PEM"))
        #expect(message(authority.certificate, Array("rubbish".utf8)).hasPrefix("it is no private key in PEM"))
        #expect(ERR_peek_error() == 0)
    }

    @Test func `one that is about to expire is not fresh`() throws {
        #expect(authority.isFresh)
        #expect(try CertificateAuthority.make(name: "a", validDays: 31).isFresh)
        #expect(try !CertificateAuthority.make(name: "a", validDays: 29).isFresh)
        #expect(try !CertificateAuthority.make(name: "a", validDays: 0).isFresh)
    }

    @Test func `each leaf has a key of its own, and a name that is too long is cut`() throws {
        #expect(try authority.issue().privateKey != authority.issue().privateKey)
        #expect(throws: Never.self) { try CertificateAuthority.make(name: String(repeating: "a", count: 80)) }
    }
}
