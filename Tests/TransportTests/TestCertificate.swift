// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import GatewayTransport
import Testing

/// A certificate as a test wants it, right or wrong, with its key.
final class TestCertificate: @unchecked Sendable {
    // Read only, once made.
    private let x509: OpaquePointer
    private let key: OpaquePointer

    /// - Parameters:
    ///   - name: The subject's common name.
    ///   - names: What stands in subjectAltName; nothing: there is none.
    ///   - issuer: Who signs it; `nil`: itself.
    ///   - isAuthority: Whether it may sign others.
    ///   - purpose: Its extended key usage.
    ///   - days: From when until when it is valid, counted from today.
    /// - Throws: When OpenSSL makes none of it.
    init(
        _ name: String,
        names: String? = nil,
        issuer: TestCertificate? = nil,
        isAuthority: Bool = false,
        purpose: String = "serverAuth",
        days: (from: Int, to: Int) = (-1, 30)
    ) throws {
        key = try #require(gateway_EVP_EC_gen("P-256"))
        x509 = try #require(X509_new())
        X509_set_version(x509, 2)
        X509_set_pubkey(x509, key)
        ASN1_INTEGER_set(X509_get_serialNumber(x509), Int.random(in: 1...Int(Int32.max)))
        X509_gmtime_adj(X509_getm_notBefore(x509), days.from * 86_400)
        X509_gmtime_adj(X509_getm_notAfter(x509), days.to * 86_400)
        let subject = X509_get_subject_name(x509)
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0)
        X509_set_issuer_name(x509, issuer.map { X509_get_subject_name($0.x509) } ?? subject)
        try add(NID_basic_constraints, "critical,CA:\(isAuthority ? "TRUE" : "FALSE")")
        try add(NID_key_usage, "critical,\(isAuthority ? "keyCertSign" : "digitalSignature")")
        if !isAuthority { try add(NID_ext_key_usage, purpose) }
        if let names { try add(NID_subject_alt_name, names) }
        try #require(X509_sign(x509, issuer?.key ?? key, EVP_sha256()) > 0)
    }

    deinit {
        X509_free(x509)
        EVP_PKEY_free(key)
    }

    private func add(_ nid: Int32, _ value: String) throws {
        let added = try #require(X509V3_EXT_conf_nid(nil, nil, nid, value))
        X509_add_ext(x509, added, -1)
        X509_EXTENSION_free(added)
    }

    /// The certificate, PEM.
    var certificate: [UInt8] { Self.pem { PEM_write_bio_X509($0, x509) } }

    /// Its key, PEM.
    var privateKey: [UInt8] { Self.pem { PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) } }

    private static func pem(_ write: (OpaquePointer?) -> Int32) -> [UInt8] {
        let bio = BIO_new(BIO_s_mem())
        defer { BIO_free(bio) }
        guard write(bio) == 1 else { return [] }
        var pointer: UnsafeMutablePointer<CChar>?
        let count = gateway_BIO_get_mem_data(bio, &pointer)
        return Array(UnsafeRawBufferPointer(start: pointer, count: count))
    }

    /// A server's side that shows it, and with it the `chain`.
    func server(chain: [TestCertificate] = []) -> LazyTLSContext {
        LazyTLSContext { [self] in
            try .server(certificate: certificate + chain.flatMap(\.certificate), privateKey: privateKey)
        }
    }
}
