// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Owns one key of OpenSSL and frees it.
///
/// `@unchecked Sendable` holds because the key never changes after it is made: no function that sets anything on an
/// `EVP_PKEY` is called outside of the code that builds one, its reference count is atomic, and what OpenSSL computes
/// for it on first use (the Montgomery form of a modulus) it computes under its own lock. Each verification or
/// signature has a context to itself while it runs.
final class EVPKey: @unchecked Sendable {
    let pointer: OpaquePointer
    let contexts = VerificationContexts()

    /// Takes over a key that somebody made.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    /// How many bytes a signature has in OpenSSL's own form; for RSA it is exactly the modulus.
    var signatureByteCount: Int {
        Int(EVP_PKEY_get_size(pointer))
    }

    /// A number of the key, big-endian, without leading zero bytes, or filled up to a length.
    func number(_ parameter: String, byteCount: Int? = nil) throws(KeyError) -> [UInt8] {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(pointer, parameter, &number) == 1, let number else {
            throw .openSSL(takeOpenSSLReason())
        }
        defer { BN_clear_free(number) }
        let length = byteCount ?? (Int(BN_num_bits(number)) + 7) / 8
        var bytes = [UInt8](repeating: 0, count: length)
        guard BN_bn2binpad(number, &bytes, Int32(length)) == Int32(length) else {
            throw .openSSL(takeOpenSSLReason())
        }
        return bytes
    }
}

/// The first reason in OpenSSL's queue of errors, which is empty afterwards.
///
/// The queue belongs to the thread, not to the call: what one failure leaves there, the next TLS call on this thread
/// would take for its own.
func takeOpenSSLReason() -> String {
    let code = ERR_get_error()
    ERR_clear_error()
    guard code != 0, let reason = ERR_reason_error_string(code) else { return "no reason given" }
    return String(cString: reason)
}
