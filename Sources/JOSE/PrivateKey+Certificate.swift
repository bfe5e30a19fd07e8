// SPDX-License-Identifier: Apache-2.0

import COpenSSL

extension PrivateKey {
    /// A certificate of the public half that the private half has signed: for libraries that want `x5c` and look at nothing
    /// but the key in it.
    ///
    /// It follows from the key alone (its number is a hash of the key, its years are fixed, and RS256 has no randomness), so
    /// it stays the same over restarts without being kept anywhere.
    ///
    /// - Parameter commonName: Whose it says it is.
    /// - Returns: The certificate, DER.
    /// - Throws: ``KeyError``.
    package func selfSignedCertificate(commonName: String) throws(KeyError) -> [UInt8] {
        guard let certificate = X509_new() else { throw .openSSL(takeOpenSSLReason()) }
        defer { X509_free(certificate) }
        // RFC 5280 §4.1.2.2: positive, 20 bytes at most.
        var serial = Array(SHA256.hash(publicKey.thumbprint.utf8).prefix(16))
        serial[0] = serial[0] & 0x7F | 0x40
        let number = BN_bin2bn(serial, Int32(serial.count), nil)
        defer { BN_free(number) }
        let name = X509_get_subject_name(certificate)
        guard X509_set_version(certificate, 2) == 1, X509_set_pubkey(certificate, key.pointer) == 1,
            let number, BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil,
            ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20200101000000Z") == 1,
            ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "20491231235959Z") == 1,
            X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, commonName, -1, -1, 0) == 1,
            X509_set_issuer_name(certificate, name) == 1,
            X509_sign(certificate, key.pointer, EVP_sha256()) > 0
        else { throw .openSSL(takeOpenSSLReason()) }
        var bytes = [UInt8](repeating: 0, count: Int(i2d_X509(certificate, nil)))
        let length = bytes.withUnsafeMutableBufferPointer { buffer in
            var end = buffer.baseAddress
            return Int(i2d_X509(certificate, &end))
        }
        guard length > 0, length == bytes.count else { throw .openSSL(takeOpenSSLReason()) }
        return bytes
    }
}

/// The hash of `x5t` (RFC 7517 §4.8), which is a name and protects nothing.
enum SHA1 {
    static func hash(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 20) { digest, count in
            precondition(EVP_Digest(bytes, bytes.count, digest.baseAddress, nil, EVP_sha1(), nil) == 1)
            count = 20
        }
    }
}
