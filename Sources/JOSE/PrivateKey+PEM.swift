// SPDX-License-Identifier: Apache-2.0

import COpenSSL

extension PrivateKey {
    /// Reads the first private key of a PEM text: PKCS#8 as ``pem()`` writes it, or the older forms of RSA and EC keys.
    ///
    /// A file is edited, cut and mixed up; so the two halves are tried on one another before anything is signed.
    package init(pem: some Collection<UInt8>) throws(KeyError) {
        let text = Array(pem)
        let buffer = BIO_new(BIO_s_mem())
        defer { BIO_free(buffer) }
        guard text.count <= Self.pemByteLimit, BIO_write(buffer, text, Int32(text.count)) == Int32(text.count) else {
            ERR_clear_error()
            throw .notPEM
        }
        // Without a function that answers, OpenSSL would ask for the passphrase on the terminal.
        guard let pointer = PEM_read_bio_PrivateKey(buffer, nil, { _, _, _, _ in -1 }, nil) else {
            ERR_clear_error()
            throw Self.isEncrypted(text) ? .encryptedPEM : .notPEM
        }
        try self.init(key: EVPKey(owning: pointer))
        let probe = Array("Do these halves belong together?".utf8)
        let algorithm = publicKey.defaultAlgorithm
        let signature: [UInt8]
        do {
            signature = try sign(probe, algorithm: algorithm)
        } catch {
            throw .halvesDoNotMatch
        }
        guard publicKey.verify(signature, of: probe[...], algorithm: algorithm) else {
            throw .halvesDoNotMatch
        }
    }

    /// The key in PEM, PKCS#8, without a passphrase (RFC 5958): for a file that nobody else may read.
    package func pem() throws(KeyError) -> [UInt8] {
        let buffer = BIO_new(BIO_s_mem())
        defer { BIO_free(buffer) }
        guard let buffer, PEM_write_bio_PKCS8PrivateKey(buffer, key.pointer, nil, nil, 0, nil, nil) == 1 else {
            throw .openSSL(takeOpenSSLReason())
        }
        var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(buffer))
        guard BIO_read(buffer, &bytes, Int32(bytes.count)) == Int32(bytes.count) else {
            throw .openSSL(takeOpenSSLReason())
        }
        return bytes
    }

    /// Larger than any key, smaller than what somebody may name by mistake.
    private static let pemByteLimit = 64 * 1024

    /// Whether a PEM text says that it wants a passphrase: by its label (RFC 5958) or by a header (RFC 1421).
    private static func isEncrypted(_ text: [UInt8]) -> Bool {
        let text = String(decoding: text, as: UTF8.self)
        return text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED")
    }
}

extension EVPKey {
    /// The numbers of the public half of a key of any of the kinds that are accepted.
    func publicParameters() throws(KeyError) -> PublicKey.Parameters {
        if EVP_PKEY_is_a(pointer, "RSA") == 1 {
            return .rsa(
                modulus: try number(OSSL_PKEY_PARAM_RSA_N),
                exponent: try number(OSSL_PKEY_PARAM_RSA_E)
            )
        }
        guard EVP_PKEY_is_a(pointer, "EC") == 1 else {
            throw .unsupportedKind(EVP_PKEY_get0_type_name(pointer).map { String(cString: $0) } ?? "?")
        }
        let curve = try curve()
        return .ec(
            curve,
            x: try number(OSSL_PKEY_PARAM_EC_PUB_X, byteCount: curve.coordinateByteCount),
            y: try number(OSSL_PKEY_PARAM_EC_PUB_Y, byteCount: curve.coordinateByteCount)
        )
    }

    private func curve() throws(KeyError) -> EllipticCurve {
        var name = [CChar](repeating: 0, count: 80)
        var length = 0
        guard EVP_PKEY_get_utf8_string_param(pointer, OSSL_PKEY_PARAM_GROUP_NAME, &name, name.count, &length) == 1
        else {
            throw .openSSL(takeOpenSSLReason())
        }
        let text = String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        switch text {
        case "prime256v1", "P-256": return .p256
        case "secp384r1", "P-384": return .p384
        default: throw .unsupportedKind(text)
        }
    }
}
