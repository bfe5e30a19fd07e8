// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// One TLS connection as a filter between bytes: it knows no socket.
///
/// Belongs to one connection and so to one thread at a time.
final class TLSSession {
    private let ssl: OpaquePointer
    private let context: TLSContext
    /// Whom a client wants to talk to.
    private let host: String?

    /// What one record takes at most, with its header and tag (RFC 8446 §5.2).
    private static let recordSize = 5 + 16_384 + 256
    // Owned by `ssl` after SSL_set_bio.
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    enum ReadResult {
        case bytes(Int)
        /// More ciphertext is needed first.
        case wantsMore
        /// The peer said that it will send no more (`close_notify`).
        case closed
        case failed(TLSError)
    }

    /// Whether a client's first byte begins a session: a record of a handshake begins with 0x16 (RFC 8446 §5.1), and no
    /// method of HTTP does (RFC 9110 §9.1).
    static func isBegun(by byte: UInt8) -> Bool {
        byte == 0x16
    }

    /// A session of a server.
    init(server context: TLSContext) throws(TLSError) {
        (ssl, incoming, outgoing) = try Self.make(context)
        self.context = context
        host = nil
        SSL_set_accept_state(ssl)
    }

    /// A session of a client that will only talk to a server whose certificate is valid for a name.
    init(client context: TLSContext, host: String, isAddress: Bool) throws(TLSError) {
        (ssl, incoming, outgoing) = try Self.make(context)
        self.context = context
        self.host = host
        SSL_set_connect_state(ssl)
        if isAddress {
            guard X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1 else { throw .last("bad address") }
        } else {
            // RFC 6066 §3: a name goes out without the dot at its end; addresses do not go out at all.
            let name = host.utf8.last == UInt8(ascii: ".") ? String(host.dropLast()) : host
            // With an empty name OpenSSL would check none (X509_check_host(3)).
            guard !name.isEmpty else { throw TLSError("a host without a name") }
            // RFC 9525 §6: names are compared with the names in subjectAltName only, never with the subject's, and a
            // wildcard is a whole label.
            SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
            guard SSL_set1_host(ssl, name) == 1, gateway_SSL_set_tlsext_host_name(ssl, name) == 1 else {
                throw .last("bad host name")
            }
        }
    }

    private static func make(
        _ context: TLSContext
    ) throws(TLSError) -> (OpaquePointer, OpaquePointer, OpaquePointer) {
        guard let ssl = SSL_new(context.raw) else { throw .last("SSL_new") }
        guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
            SSL_free(ssl)
            throw .last("BIO_new")
        }
        // An empty BIO means "not yet", never "the end".
        _ = gateway_BIO_set_mem_eof_return(incoming, -1)
        _ = gateway_BIO_set_mem_eof_return(outgoing, -1)
        SSL_set_bio(ssl, incoming, outgoing)
        return (ssl, incoming, outgoing)
    }

    deinit {
        SSL_free(ssl)
    }

    /// Gives the session what arrived on the socket.
    func receive(_ ciphertext: UnsafeRawBufferPointer) {
        _ = BIO_write(incoming, ciphertext.baseAddress, Int32(ciphertext.count))
    }

    /// Takes plaintext out, and does the handshake on the way.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> ReadResult {
        ERR_clear_error()
        let count = SSL_read(ssl, buffer.baseAddress, Int32(buffer.count))
        return count > 0 ? .bytes(Int(count)) : result(count, of: "TLS")
    }

    /// Whether the handshake is through, so that plaintext can be written.
    var isEstablished: Bool { SSL_is_init_finished(ssl) == 1 }

    /// Begins or continues the handshake of a client.
    func handshake() -> ReadResult {
        ERR_clear_error()
        let outcome = SSL_do_handshake(ssl)
        return outcome == 1 ? .bytes(0) : result(outcome, of: "TLS handshake")
    }

    private func result(_ outcome: Int32, of what: String) -> ReadResult {
        switch SSL_get_error(ssl, outcome) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE:
            // All that came is read, or part of a record waits for its rest.
            gateway_BIO_release(incoming)
            return .wantsMore
        case SSL_ERROR_ZERO_RETURN: return .closed
        default:
            let verification = SSL_get_verify_result(ssl)
            if let host, verification != Int(X509_V_OK), let text = X509_verify_cert_error_string(verification) {
                ERR_clear_error()
                return .failed(TLSError("the certificate of \(host) is not accepted: \(String(cString: text))"))
            }
            return .failed(.last(what))
        }
    }

    /// Encrypts plaintext, once the session is established.
    ///
    /// The outgoing BIO grows as needed, so this takes all or fails.
    func write(_ plaintext: ArraySlice<UInt8>) throws(TLSError) {
        guard !plaintext.isEmpty else { return }
        ERR_clear_error()
        let written = plaintext.withUnsafeBytes { SSL_write(ssl, $0.baseAddress, Int32($0.count)) }
        guard written == Int32(plaintext.count) else { throw .last("TLS write") }
    }

    /// Says that we will send no more.
    func shutdown() {
        ERR_clear_error()
        _ = SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// How many bytes are reserved for ciphertext.
    var reservedBytes: Int { gateway_BIO_capacity(incoming) + gateway_BIO_capacity(outgoing) }

    /// Whether there is something to be sent on the socket.
    var hasCiphertext: Bool { BIO_ctrl_pending(outgoing) > 0 }

    /// Moves what is to be sent on the socket to the end of `output`.
    func takeCiphertext(into output: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: Self.recordSize, alignment: 1) { memory in
            while hasCiphertext {
                let count = Int(BIO_read(outgoing, memory.baseAddress, Int32(memory.count)))
                guard count > 0 else { break }
                output.append(contentsOf: memory[..<count])
            }
        }
        gateway_BIO_release(outgoing)
    }
}
