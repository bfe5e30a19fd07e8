// SPDX-License-Identifier: Apache-2.0

import COpenSSL

extension EVPKey {
    /// Whether a signature in the form of JWS belongs to a message; whatever goes wrong on the way is a no.
    func verify(_ signature: [UInt8], of message: ArraySlice<UInt8>, algorithm: SignatureAlgorithm) -> Bool {
        var signature = signature
        if case .ecdsa = algorithm.scheme {
            guard let encoded = ECDSASignature.der(fromRaw: signature) else {
                ERR_clear_error()
                return false
            }
            signature = encoded
        }
        return contexts.verify(signature, of: message, algorithm: algorithm, key: pointer)
    }

    /// Signs a message; the signature has the form of JWS.
    func sign(_ message: [UInt8], algorithm: SignatureAlgorithm) throws(KeyError) -> [UInt8] {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var keyContext: OpaquePointer?
        var count = signatureByteCount
        var signature = [UInt8](repeating: 0, count: count)
        guard EVP_DigestSignInit(context, &keyContext, algorithm.digest, nil, pointer) == 1,
            algorithm.setPadding(of: keyContext),
            EVP_DigestSign(context, &signature, &count, message, message.count) == 1
        else {
            throw .openSSL(takeOpenSSLReason())
        }
        signature.removeSubrange(count...)
        guard case .ecdsa(let curve) = algorithm.scheme else { return signature }
        guard let raw = ECDSASignature.raw(fromDER: signature, curve: curve) else {
            throw .openSSL(takeOpenSSLReason())
        }
        return raw
    }
}

extension SignatureAlgorithm {
    var digest: OpaquePointer? {
        switch self {
        case .rs256, .ps256, .es256: Digests.sha256.pointer
        case .rs384, .es384: Digests.sha384.pointer
        case .rs512: Digests.sha512.pointer
        }
    }

    /// The digest of a message; `nil` when OpenSSL cannot make one.
    func digest(of message: ArraySlice<UInt8>) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let isMade = message.withUnsafeBufferPointer { message in
            EVP_Digest(message.baseAddress, message.count, &digest, &count, self.digest, nil) == 1
        }
        guard isMade else { return nil }
        digest.removeSubrange(Int(count)...)
        return digest
    }

    /// Sets the padding of RSA.
    ///
    /// For PSS the salt is as long as the digest, on both sides (RFC 7518 §3.5); the mask is
    /// made with the same digest unless one says otherwise.
    func setPadding(of context: OpaquePointer?) -> Bool {
        guard scheme == .rsaPSS else { return true }
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
            && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1
    }
}

/// Digests looked up once: `EVP_sha256()` and its like are looked up by name again each time that they are used.
private struct Digests: @unchecked Sendable {
    /// Never freed, and never changed; `nil` where OpenSSL has no such digest, which then verifies nothing.
    let pointer: OpaquePointer?

    static let sha256 = Digests(pointer: EVP_MD_fetch(nil, "SHA2-256", nil))
    static let sha384 = Digests(pointer: EVP_MD_fetch(nil, "SHA2-384", nil))
    static let sha512 = Digests(pointer: EVP_MD_fetch(nil, "SHA2-512", nil))
}

/// An ECDSA signature is two numbers.
///
/// JWS writes them one after the other, each in full length (RFC 7518 §3.4);
/// OpenSSL wants them in DER.
private enum ECDSASignature {
    static func der(fromRaw raw: [UInt8]) -> [UInt8]? {
        let half = Int32(raw.count / 2)
        return raw.withUnsafeBufferPointer { raw -> [UInt8]? in
            let start = raw.baseAddress
            guard let signature = ECDSA_SIG_new() else { return nil }
            defer { ECDSA_SIG_free(signature) }
            let r = BN_bin2bn(start, half, nil)
            let s = BN_bin2bn(start?.advanced(by: Int(half)), half, nil)
            guard ECDSA_SIG_set0(signature, r, s) == 1 else {
                BN_free(r)
                BN_free(s)
                return nil
            }
            var encoded = [UInt8](repeating: 0, count: Int(i2d_ECDSA_SIG(signature, nil)))
            let written = encoded.withUnsafeMutableBufferPointer { bytes in
                var position = bytes.baseAddress
                return i2d_ECDSA_SIG(signature, &position)
            }
            return Int(written) == encoded.count ? encoded : nil
        }
    }

    static func raw(fromDER encoded: [UInt8], curve: EllipticCurve) -> [UInt8]? {
        encoded.withUnsafeBufferPointer { bytes -> [UInt8]? in
            var position = bytes.baseAddress
            guard let signature = d2i_ECDSA_SIG(nil, &position, bytes.count) else { return nil }
            defer { ECDSA_SIG_free(signature) }
            let half = curve.coordinateByteCount
            var raw = [UInt8](repeating: 0, count: 2 * half)
            let filled = raw.withUnsafeMutableBufferPointer { raw in
                let start = raw.baseAddress
                return BN_bn2binpad(ECDSA_SIG_get0_r(signature), start, Int32(half)) == Int32(half)
                    && BN_bn2binpad(ECDSA_SIG_get0_s(signature), start?.advanced(by: half), Int32(half))
                        == Int32(half)
            }
            return filled ? raw : nil
        }
    }
}
