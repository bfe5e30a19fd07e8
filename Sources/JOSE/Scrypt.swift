// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// The hash for passwords: it takes memory and time on purpose (RFC 7914).
package enum Scrypt {
    /// Hashes a password.
    ///
    /// - Parameters:
    ///   - password: Its bytes.
    ///   - salt: Another one for each password.
    ///   - cost: N, a power of two; with `blockSize` 8 it takes 1 KiB of memory for each.
    ///   - blockSize: r.
    ///   - parallelism: p.
    ///   - length: How many bytes to answer.
    /// - Returns: The hash.
    package static func hash(
        _ password: some Collection<UInt8>,
        salt: [UInt8],
        cost: UInt64 = 16_384,
        blockSize: UInt64 = 8,
        parallelism: UInt64 = 1,
        length: Int = 32
    ) -> [UInt8] {
        let password = password.map { CChar(bitPattern: $0) }
        return [UInt8](unsafeUninitializedCapacity: length) { hash, count in
            let memory = 128 * blockSize * (cost + parallelism) + 1_048_576
            let done = EVP_PBE_scrypt(
                password,
                password.count,
                salt,
                salt.count,
                cost,
                blockSize,
                parallelism,
                memory,
                hash.baseAddress,
                length
            )
            // It fails for parameters that are none, or without memory.
            precondition(done == 1, "scrypt: \(takeOpenSSLReason())")
            count = length
        }
    }
}
