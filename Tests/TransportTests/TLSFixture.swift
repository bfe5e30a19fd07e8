// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Glibc
import Testing

/// A certificate for localhost in a temporary file, and the contexts of both sides.
final class TLSFixture: Sendable {
    let certificate: CertificateAuthority.Leaf
    /// The path of its authority's certificate, PEM.
    let file: String

    init() throws {
        let authority = try CertificateAuthority.make(name: "Authority of a test")
        certificate = try authority.issue()
        file = try Self.temporaryFile(authority.certificate)
    }

    deinit {
        unlink(file)
    }

    var server: LazyTLSContext {
        LazyTLSContext { [certificate] in
            try .server(certificate: certificate.certificate, privateKey: certificate.privateKey)
        }
    }

    /// A client that trusts the authority and wants to talk to `host`.
    func client(host: String = "localhost") throws -> ClientStream.Security {
        .tls(try .client(caFile: file), host: host)
    }

    /// A certificate that nobody trusts.
    static func stranger() throws -> CertificateAuthority.Leaf {
        try CertificateAuthority.make(name: "Stranger").issue()
    }

    static func temporaryFile(_ bytes: [UInt8]) throws -> String {
        var path = Array("/tmp/gateway-test-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(write(descriptor, bytes, bytes.count) == bytes.count)
        return String(decoding: path.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
