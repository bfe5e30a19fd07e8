// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Glibc

/// A certificate for localhost that vouches for itself.
package struct SelfSignedCertificate: Sendable {
    /// The certificate, PEM.
    package let certificate: [UInt8]
    /// Its private key, PKCS#8 PEM.
    package let privateKey: [UInt8]

    /// Makes a P-256 key and a certificate for `localhost`, `127.0.0.1` and `::1`.
    ///
    /// - Parameter validDays: How long it is valid. Browsers refuse server certificates of more than 398 days.
    /// - Returns: The certificate and its key.
    /// - Throws: ``TLSError``.
    package static func forLocalhost(validDays: Int = 90) throws(TLSError) -> SelfSignedCertificate {
        guard let key = gateway_EVP_EC_gen("P-256") else { throw .last("cannot make a key") }
        defer { EVP_PKEY_free(key) }
        guard let certificate = X509_new() else { throw .last("X509_new") }
        defer { X509_free(certificate) }

        guard X509_set_version(certificate, 2) == 1, X509_set_pubkey(certificate, key) == 1 else {
            throw .last("cannot make a certificate")
        }
        try setSerialNumber(of: certificate)
        // A day back, for clocks that disagree.
        X509_gmtime_adj(X509_getm_notBefore(certificate), -86_400)
        X509_gmtime_adj(X509_getm_notAfter(certificate), validDays * 86_400)

        let name = X509_get_subject_name(certificate)
        guard X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, "localhost", -1, -1, 0) == 1,
            X509_set_issuer_name(certificate, name) == 1
        else { throw .last("cannot name the certificate") }

        try add(NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1", to: certificate)
        try add(NID_basic_constraints, "critical,CA:FALSE", to: certificate)
        try add(NID_key_usage, "critical,digitalSignature", to: certificate)
        try add(NID_ext_key_usage, "serverAuth", to: certificate)
        guard X509_sign(certificate, key, EVP_sha256()) > 0 else { throw .last("cannot sign the certificate") }

        let certificatePEM = try MemoryBIO()
        let keyPEM = try MemoryBIO()
        guard PEM_write_bio_X509(certificatePEM.raw, certificate) == 1,
            PEM_write_bio_PKCS8PrivateKey(keyPEM.raw, key, nil, nil, 0, nil, nil) == 1
        else { throw .last("cannot write the certificate") }
        return SelfSignedCertificate(certificate: certificatePEM.contents(), privateKey: keyPEM.contents())
    }

    /// RFC 5280 §4.1.2.2: positive, and not to be guessed.
    private static func setSerialNumber(of certificate: OpaquePointer) throws(TLSError) {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard RAND_bytes(&bytes, Int32(bytes.count)) == 1 else { throw .last("no random bytes") }
        bytes[0] &= 0x7F
        guard let number = BN_bin2bn(bytes, Int32(bytes.count), nil) else { throw .last("BN_bin2bn") }
        defer { BN_free(number) }
        guard BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil else {
            throw .last("cannot number the certificate")
        }
    }

    private static func add(_ nid: Int32, _ value: String, to certificate: OpaquePointer) throws(TLSError) {
        guard let added = X509V3_EXT_conf_nid(nil, nil, nid, value) else { throw .last("bad extension") }
        defer { X509_EXTENSION_free(added) }
        guard X509_add_ext(certificate, added, -1) == 1 else { throw .last("cannot add an extension") }
    }
}
