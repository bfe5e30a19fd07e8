// SPDX-License-Identifier: Apache-2.0

import COpenSSL

extension PrivateKey {
    /// A certificate of this key by itself, DER: for readers of a JWKS that take keys from `x5c` only.
    ///
    /// It follows from the key and the name alone, so it need not be stored, and `x5t` stays the same over restarts: its
    /// serial number is a hash of the public key, its dates are fixed, and PKCS #1 v1.5 signs without chance (RFC 8017 §8.2).
    ///
    /// - Parameter commonName: Whom it names. Of a longer one only the first 64 characters (RFC 5280, appendix A.1,
    ///   `ub-common-name`).
    /// - Returns: The certificate.
    /// - Throws: ``KeyError/algorithmDoesNotFit(_:key:)`` when it is no RSA key: signatures of others differ each time.
    package func selfSignedCertificate(commonName: String) throws(KeyError) -> [UInt8] {
        guard publicKey.permits(.rs256) else { throw .algorithmDoesNotFit(.rs256, key: publicKey.kind) }
        guard let certificate = X509_new() else { throw .openSSL(takeOpenSSLReason()) }
        defer { X509_free(certificate) }
        guard X509_set_version(certificate, 2) == 1, X509_set_pubkey(certificate, key.pointer) == 1,
            // RFC 5280 §4.1.2.5: OpenSSL writes years before 2050 as UTCTime, later ones as GeneralizedTime.
            ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20200101000000Z") == 1,
            ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "20500101000000Z") == 1
        else { throw .openSSL(takeOpenSSLReason()) }

        try setSerialNumber(of: certificate)
        let name = X509_get_subject_name(certificate)
        let text = String(String.UnicodeScalarView(commonName.unicodeScalars.prefix(64)))
        guard X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1,
            X509_set_issuer_name(certificate, name) == 1
        else { throw .openSSL(takeOpenSSLReason()) }
        for (extensionName, value) in [
            (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
        ] {
            guard let made = X509V3_EXT_conf_nid(nil, nil, extensionName, value) else {
                throw .openSSL(takeOpenSSLReason())
            }
            defer { X509_EXTENSION_free(made) }
            guard X509_add_ext(certificate, made, -1) == 1 else { throw .openSSL(takeOpenSSLReason()) }
        }
        guard X509_sign(certificate, key.pointer, EVP_sha256()) > 0 else { throw .openSSL(takeOpenSSLReason()) }
        return try encoded(certificate)
    }

    /// RFC 5280 §4.1.2.2: positive, at most 20 bytes, and another one for each certificate of an issuer.
    private func setSerialNumber(of certificate: OpaquePointer) throws(KeyError) {
        var digest = [UInt8](repeating: 0, count: SHA256.byteCount)
        guard X509_pubkey_digest(certificate, EVP_sha256(), &digest, nil) == 1 else {
            throw .openSSL(takeOpenSSLReason())
        }
        var bytes = Array(digest.prefix(16))
        // Neither negative nor, should it be all zeros, nothing.
        bytes[0] = bytes[0] & 0x7F | 0x40
        guard let number = BN_bin2bn(bytes, Int32(bytes.count), nil) else { throw .openSSL(takeOpenSSLReason()) }
        defer { BN_free(number) }
        guard BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil else {
            throw .openSSL(takeOpenSSLReason())
        }
    }

    private func encoded(_ certificate: OpaquePointer) throws(KeyError) -> [UInt8] {
        var start: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509(certificate, &start)
        guard count > 0, let start else { throw .openSSL(takeOpenSSLReason()) }
        defer { CRYPTO_free(start, nil, 0) }
        return Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }
}

/// The hash of `x5t` (RFC 7517 §4.8), and of nothing else: it does not withstand those who choose both texts.
enum SHA1 {
    static func hash(_ message: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 20) { digest, count in
            // It fails only for a null pointer or without memory.
            precondition(EVP_Digest(message, message.count, digest.baseAddress, nil, EVP_sha1(), nil) == 1)
            count = 20
        }
    }
}
