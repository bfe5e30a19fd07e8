// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// What both sides insist on, and what a server does beside.
extension TLSContext {
    /// The suites of TLS 1.2 that encrypt with authentication, by keys of this connection alone; those of TLS 1.3 all do.
    ///
    /// - Source: Mozilla, "Server Side TLS", version 5.7, "Intermediate compatibility", less the DHE suites, which no client
    ///   needs that has ECDHE.
    static let suites = [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
    ]

    /// - Source: the same. P-384 is among them because in TLS 1.2 they bound the curves of certificates as well (RFC 8422
    ///   §5.1.1).
    static let groups = "X25519:P-256:P-384"

    func setCommonOptions() throws(TLSError) {
        guard gateway_SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) == 1 else {
            throw .last("cannot require TLS 1.2")
        }
        guard SSL_CTX_set_cipher_list(raw, Self.suites.joined(separator: ":")) == 1,
            gateway_SSL_CTX_set1_groups_list(raw, Self.groups) == 1
        else { throw .last("cannot choose cipher suites") }
        // Compression tells about secrets by their lengths (RFC 7457 §2.6), and with a second handshake within a connection
        // strangers could put requests before one's own (RFC 5746 §1).
        SSL_CTX_set_options(raw, gateway_SSL_OP_NO_COMPRESSION | gateway_SSL_OP_NO_RENEGOTIATION)
        // A buffer per idle session is what memory goes into otherwise.
        _ = gateway_SSL_CTX_set_mode(raw, Int(SSL_MODE_RELEASE_BUFFERS))
    }

    /// Which suite and protocol are taken, and how a client resumes.
    func setServerOptions() throws(TLSError) {
        // Our order, but a client that likes ChaCha20 best, for want of AES in its processor, gets it.
        SSL_CTX_set_options(raw, gateway_SSL_OP_CIPHER_SERVER_PREFERENCE | gateway_SSL_OP_PRIORITIZE_CHACHA)
        SSL_CTX_set_alpn_select_cb(raw, selectProtocol, nil)

        // One ticket per connection instead of two: each resumption brings a new one (RFC 8446 §4.6.1).
        guard SSL_CTX_set_num_tickets(raw, 1) == 1,
            // A request that somebody recorded could come again as early data (RFC 8446 §8): none is accepted.
            SSL_CTX_set_max_early_data(raw, 0) == 1,
            SSL_CTX_set_session_id_context(raw, Array("gateway".utf8), 7) == 1
        else { throw .last("cannot set up resumption") }
        // Tickets are kept by clients; this many sessions of those who take none are kept here.
        gateway_SSL_CTX_sess_set_cache_size(raw, 1024)
    }
}

/// Chooses HTTP/1.1, or HTTP/1.0, for a client that offers it; one that offers neither is told so (RFC 7301 §3.2).
///
/// A client that does not speak of protocols does not come here, and is served.
private func selectProtocol(
    _: OpaquePointer?,
    _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ length: UnsafeMutablePointer<UInt8>?,
    _ offered: UnsafePointer<UInt8>?,
    _ offeredLength: UInt32,
    _: UnsafeMutableRawPointer?
) -> Int32 {
    gateway_select_protocol(chosen, length, offered, offeredLength) == 1
        ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL
}
