// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Synchronization

/// Contexts in which a key verifies, made ready once and used again.
///
/// OpenSSL 3 looks its algorithms up by name each time that a context is made, which takes longer than some of them take to
/// run; one that is ready may verify any number of signatures (EVP_PKEY_verify(3)), one after the other.
final class VerificationContexts: Sendable {
    /// `@unchecked Sendable`: it is in the list, or in the hands of the one who took it out.
    private struct Ready: @unchecked Sendable {
        let context: OpaquePointer
        let algorithm: SignatureAlgorithm
    }

    private let idle = Mutex<[Ready]>([])
    /// More than so many threads do not verify at once.
    private static let keptAtMost = 16

    deinit {
        idle.withLock { for ready in $0 { EVP_PKEY_CTX_free(ready.context) } }
    }

    /// Whether a signature in OpenSSL's own form belongs to a message; whatever goes wrong on the way is a no.
    func verify(
        _ signature: [UInt8],
        of message: ArraySlice<UInt8>,
        algorithm: SignatureAlgorithm,
        key: OpaquePointer
    ) -> Bool {
        guard let ready = take(algorithm, key) else {
            ERR_clear_error()
            return false
        }
        guard let digest = algorithm.digest(of: message),
            EVP_PKEY_verify(ready.context, signature, signature.count, digest, digest.count) == 1
        else {
            // In whatever state it is now, nobody meets it again.
            EVP_PKEY_CTX_free(ready.context)
            ERR_clear_error()
            return false
        }
        let isKept = idle.withLock { idle in
            guard idle.count < Self.keptAtMost else { return false }
            idle.append(ready)
            return true
        }
        if !isKept { EVP_PKEY_CTX_free(ready.context) }
        return true
    }

    private func take(_ algorithm: SignatureAlgorithm, _ key: OpaquePointer) -> Ready? {
        let kept = idle.withLock { idle in
            idle.lastIndex { $0.algorithm == algorithm }.map { idle.remove(at: $0) }
        }
        if let kept { return kept }
        guard let context = EVP_PKEY_CTX_new(key, nil) else { return nil }
        // The digest before the padding: PSS without one would take SHA-1 first, which may be barred.
        guard EVP_PKEY_verify_init(context) == 1,
            EVP_PKEY_CTX_set_signature_md(context, algorithm.digest) == 1, algorithm.setPadding(of: context)
        else {
            EVP_PKEY_CTX_free(context)
            return nil
        }
        return Ready(context: context, algorithm: algorithm)
    }
}
