// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Why TLS could not be set up or went wrong, in OpenSSL's words.
package struct TLSError: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ what: String) {
        description = what
    }

    /// Takes the newest error of OpenSSL's queue of this thread and empties it.
    static func last(_ what: String) -> TLSError {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard code != 0, let text = ERR_reason_error_string(code) else { return TLSError(what) }
        return TLSError("\(what): \(String(cString: text))")
    }
}

/// Settings that the TLS sessions of one side share.
///
/// `@unchecked Sendable`: an `SSL_CTX` may be used by several threads once it is set up (OpenSSL manual, "openssl-threads").
package final class TLSContext: @unchecked Sendable {
    let raw: OpaquePointer

    private init(raw: OpaquePointer) {
        self.raw = raw
    }

    deinit {
        SSL_CTX_free(raw)
    }

    /// A server's side: its certificate, those that vouch for it if any, and its private key, all PEM.
    package static func server(certificate: [UInt8], privateKey: [UInt8]) throws(TLSError) -> TLSContext {
        guard let raw = SSL_CTX_new(TLS_server_method()) else { throw .last("SSL_CTX_new") }
        let context = TLSContext(raw: raw)
        try context.setCommonOptions()
        let pem = try MemoryBIO(certificate)
        guard let x509 = PEM_read_bio_X509(pem.raw, nil, nil, nil) else { throw .last("cannot read the certificate") }
        defer { X509_free(x509) }
        guard SSL_CTX_use_certificate(raw, x509) == 1 else { throw .last("cannot use the certificate") }
        try context.addChain(from: pem)
        let keyPEM = try MemoryBIO(privateKey)
        // Without a function of ours OpenSSL would ask for the password of an encrypted key at the terminal.
        guard let key = PEM_read_bio_PrivateKey(keyPEM.raw, nil, { _, _, _, _ in -1 }, nil) else {
            throw .last("cannot read the private key")
        }
        defer { EVP_PKEY_free(key) }
        guard SSL_CTX_use_PrivateKey(raw, key) == 1, SSL_CTX_check_private_key(raw) == 1 else {
            throw .last("the private key does not belong to the certificate")
        }
        try context.setServerOptions()
        return context
    }

    /// A client's side, which verifies chains against the system's store and, if given, a file of further roots.
    ///
    /// - Parameter caFile: The path of a PEM file with certificates to trust as well.
    /// - Returns: The settings.
    /// - Throws: ``TLSError``.
    package static func client(caFile: String?) throws(TLSError) -> TLSContext {
        guard let raw = SSL_CTX_new(TLS_client_method()) else { throw .last("SSL_CTX_new") }
        let context = TLSContext(raw: raw)
        try context.setCommonOptions()
        guard SSL_CTX_set_default_verify_paths(raw) == 1 else { throw .last("cannot open the system's certificates") }
        if let caFile, SSL_CTX_load_verify_locations(raw, caFile, nil) != 1 {
            throw .last("cannot read certificates from \(caFile)")
        }
        SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nil)
        // It answers 0 when all is well, unlike its neighbours.
        let protocols = Array("\u{8}http/1.1".utf8)
        guard SSL_CTX_set_alpn_protos(raw, protocols, UInt32(protocols.count)) == 0 else {
            throw .last("cannot offer HTTP/1.1")
        }
        return context
    }

    /// Takes the certificates that follow the first one.
    private func addChain(from pem: borrowing MemoryBIO) throws(TLSError) {
        ERR_clear_error()
        while let x509 = PEM_read_bio_X509(pem.raw, nil, nil, nil) {
            defer { X509_free(x509) }
            guard gateway_SSL_CTX_add1_chain_cert(raw, x509) == 1 else {
                throw .last("cannot use the certificate chain")
            }
        }
        guard gateway_ERR_GET_REASON(ERR_peek_last_error()) == UInt(PEM_R_NO_START_LINE) else {
            throw .last("cannot read the certificate chain")
        }
        ERR_clear_error()
    }

    /// How many certificates are sent along with the server's own.
    var extraCertificateCount: Int { Int(gateway_SSL_CTX_chain_count(raw)) }
}
