// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import GatewayTransport
import Glibc
import TestSupport

extension ServedGateway {
    /// How a client of a test speaks TLS with this gateway: it trusts the certificate that the gateway has made for itself.
    func security() async throws -> ClientStream.Security {
        .tls(try .client(caFile: try await trustedCertificates()), host: "localhost")
    }

    /// The file of what a client has to trust, to speak TLS with this gateway.
    func trustedCertificates() async throws -> String {
        let path = "\(folder)/certificate.pem"
        try await PeerCertificate.write(of: port, to: path)
        return path
    }
}

/// What a server shows to whoever connects.
private enum PeerCertificate {
    static func write(of port: UInt16, to path: String) async throws {
        let isWritten = try await onBlockingThread { fetch(port, path) }
        guard isWritten else { throw Tool.Missing(description: "no certificate on port \(port)") }
    }

    private static func fetch(_ port: UInt16, _ path: String) -> Bool {
        guard let context = SSL_CTX_new(TLS_client_method()), let server = BIO_new_ssl_connect(context) else {
            return false
        }
        defer {
            BIO_free_all(server)
            SSL_CTX_free(context)
        }
        var ssl: OpaquePointer?
        // The macros BIO_set_conn_hostname, BIO_get_ssl and BIO_do_connect.
        let isSet = "127.0.0.1:\(port)".withCString {
            BIO_ctrl(server, Int32(BIO_C_SET_CONNECT), 0, UnsafeMutableRawPointer(mutating: $0)) == 1
        }
        guard isSet, BIO_ctrl(server, Int32(BIO_C_GET_SSL), 0, &ssl) == 1, let ssl,
            BIO_ctrl(server, Int32(BIO_C_DO_STATE_MACHINE), 0, nil) == 1,
            let certificate = SSL_get1_peer_certificate(ssl)
        else { return false }
        defer { X509_free(certificate) }
        guard let file = fopen(path, "w") else { return false }
        defer { fclose(file) }
        return PEM_write_X509(file, certificate) == 1
    }
}

/// Does what blocks on a thread of its own.
func onBlockingThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async throws -> Result {
    let outcome: Swift.Result<Result, any Error> = await withCheckedContinuation { continuation in
        do {
            try BlockingThread.start { continuation.resume(returning: .success(body())) }
        } catch {
            continuation.resume(returning: .failure(error))
        }
    }
    return try outcome.get()
}
