// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Glibc

/// A P-256 key of OpenSSL's that is freed with its owner.
///
/// `@unchecked Sendable`: it never changes after it is made, and its reference count is atomic.
final class ECKey: @unchecked Sendable {
    let raw: OpaquePointer

    init() throws(TLSError) {
        raw = try Self.make()
    }

    init(pem bytes: [UInt8]) throws(TLSError) {
        raw = try Self.read(bytes)
    }

    deinit {
        EVP_PKEY_free(raw)
    }

    private static func make() throws(TLSError) -> OpaquePointer {
        guard let raw = gateway_EVP_EC_gen("P-256") else { throw .last("cannot make a key") }
        return raw
    }

    private static func read(_ bytes: [UInt8]) throws(TLSError) -> OpaquePointer {
        let pem = try MemoryBIO(bytes)
        // Without a function of ours OpenSSL would ask for the password of an encrypted key at the terminal.
        guard let raw = PEM_read_bio_PrivateKey(pem.raw, nil, { _, _, _, _ in -1 }, nil) else {
            throw .last("it is no private key in PEM")
        }
        return raw
    }

    /// PKCS#8 PEM.
    func pem() throws(TLSError) -> [UInt8] {
        let bio = try MemoryBIO()
        guard PEM_write_bio_PKCS8PrivateKey(bio.raw, raw, nil, nil, 0, nil, nil) == 1 else {
            throw .last("cannot write the key")
        }
        return bio.contents()
    }
}

/// A certificate of OpenSSL's that is freed with its owner.
///
/// `@unchecked Sendable`: it is read only, once it is signed.
final class Certificate: @unchecked Sendable {
    let raw: OpaquePointer

    private init(raw: OpaquePointer) {
        self.raw = raw
    }

    deinit {
        X509_free(raw)
    }

    /// Reads the first certificate of a PEM text.
    static func read(pem bytes: [UInt8]) throws(TLSError) -> Certificate {
        let pem = try MemoryBIO(bytes)
        guard let raw = PEM_read_bio_X509(pem.raw, nil, nil, nil) else { throw .last("it is no certificate in PEM") }
        return Certificate(raw: raw)
    }

    /// An unsigned one of version 3 with a serial number that cannot be guessed.
    ///
    /// - Parameters:
    ///   - key: Whose certificate it is.
    ///   - name: Its common name.
    ///   - validDays: From when until when it is valid, counted from now.
    /// - Throws: ``TLSError``.
    /// - Returns: It, to be given extensions and signed.
    static func unsigned(
        of key: ECKey,
        name: String,
        validDays: ClosedRange<Int>
    ) throws(TLSError) -> Certificate {
        guard let raw = X509_new() else { throw .last("X509_new") }
        let certificate = Certificate(raw: raw)
        guard X509_set_version(raw, 2) == 1, X509_set_pubkey(raw, key.raw) == 1,
            // Days and seconds apart: OpenSSL's seconds are as long as a C long, its days are not.
            X509_time_adj_ex(X509_getm_notBefore(raw), Int32(validDays.lowerBound), 0, nil) != nil,
            X509_time_adj_ex(X509_getm_notAfter(raw), Int32(validDays.upperBound), 0, nil) != nil,
            X509_NAME_add_entry_by_txt(X509_get_subject_name(raw), "CN", MBSTRING_UTF8, name, -1, -1, 0) == 1
        else { throw .last("cannot make a certificate") }
        try certificate.setSerialNumber()
        return certificate
    }

    /// RFC 5280 §4.1.2.2: positive, and not to be guessed.
    private func setSerialNumber() throws(TLSError) {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard RAND_bytes(&bytes, Int32(bytes.count)) == 1 else { throw .last("no random bytes") }
        bytes[0] = bytes[0] & 0x7F | 0x40
        guard let number = BN_bin2bn(bytes, Int32(bytes.count), nil) else { throw .last("BN_bin2bn") }
        defer { BN_free(number) }
        guard BN_to_ASN1_INTEGER(number, X509_get_serialNumber(raw)) != nil else {
            throw .last("cannot number the certificate")
        }
    }

    /// Names who signs it, adds extensions and signs it.
    ///
    /// - Parameters:
    ///   - key: The key of the issuer.
    ///   - issuer: The issuer's certificate; `nil`: it is its own.
    ///   - extensions: What they are and their values, as OpenSSL's x509v3_config(5) writes them.
    /// - Throws: ``TLSError``.
    func sign(
        with key: ECKey,
        issuer: Certificate? = nil,
        extensions: [(nid: Int32, value: String)]
    ) throws(TLSError) {
        let issuer = issuer ?? self
        guard X509_set_issuer_name(raw, X509_get_subject_name(issuer.raw)) == 1 else {
            throw .last("cannot name the issuer")
        }
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, issuer.raw, raw, nil, nil, 0)
        for (nid, value) in extensions {
            guard let made = X509V3_EXT_conf_nid(nil, &context, nid, value) else { throw .last("bad extension") }
            defer { X509_EXTENSION_free(made) }
            guard X509_add_ext(raw, made, -1) == 1 else { throw .last("cannot add an extension") }
        }
        guard X509_sign(raw, key.raw, EVP_sha256()) > 0 else { throw .last("cannot sign the certificate") }
    }

    func pem() throws(TLSError) -> [UInt8] {
        let bio = try MemoryBIO()
        guard PEM_write_bio_X509(bio.raw, raw) == 1 else { throw .last("cannot write the certificate") }
        return bio.contents()
    }

    /// The SHA-256 of its DER form.
    func fingerprint() throws(TLSError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        guard X509_digest(raw, EVP_sha256(), &digest, nil) == 1 else { throw .last("cannot hash the certificate") }
        return digest
    }

    /// Whether it is still valid in so many days, and already now.
    func isValid(forDays days: Int) -> Bool {
        var later = Glibc.time(nil) + days * 86_400
        return X509_cmp_current_time(X509_get0_notBefore(raw)) < 0 && X509_cmp_time(X509_get0_notAfter(raw), &later) > 0
    }
}
