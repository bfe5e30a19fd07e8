// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// The hash of passwords of RFC 7914: it costs time and memory, so that few can be tried.
package enum Scrypt {
    /// What a hash costs (RFC 7914 §2).
    package struct Cost: Sendable, Hashable {
        /// The N of the RFC, a power of 2: with `blockSize` it says how much memory is needed, 128 × N × r bytes.
        package let iterations: UInt64
        /// The r of the RFC.
        package let blockSize: UInt64
        /// The p of the RFC.
        package let parallelization: UInt64

        package init(iterations: UInt64, blockSize: UInt64, parallelization: UInt64) {
            self.iterations = iterations
            self.blockSize = blockSize
            self.parallelization = parallelization
        }

        /// 16 MB and some 50 ms: what RFC 7914 §2 took for logging in (r = 8, p = 1).
        package static let interactive = Cost(iterations: 16_384, blockSize: 8, parallelization: 1)
    }

    /// The hash of a password; blocks as long as it costs.
    ///
    /// - Parameters:
    ///   - password: The password.
    ///   - salt: Another one for each password, from ``SecureRandom``.
    ///   - cost: The same as when the hash was made that it is compared with.
    ///   - byteCount: How long the hash is.
    /// - Returns: The hash.
    package static func hash(
        _ password: some Collection<UInt8>,
        salt: [UInt8],
        cost: Cost = .interactive,
        byteCount: Int = 32
    ) -> [UInt8] {
        let password = password.map(CChar.init(bitPattern:))
        return [UInt8](unsafeUninitializedCapacity: byteCount) { hash, count in
            // It fails only without memory, or for a cost that is none, and costs are chosen in this program.
            precondition(
                EVP_PBE_scrypt(
                    password,
                    password.count,
                    salt,
                    salt.count,
                    cost.iterations,
                    cost.blockSize,
                    cost.parallelization,
                    memoryLimit,
                    hash.baseAddress,
                    byteCount
                ) == 1,
                "scrypt: not enough memory, or a cost that RFC 7914 does not allow"
            )
            count = byteCount
        }
    }

    private static let memoryLimit: UInt64 = 64 << 20
}

/// Whether two secrets are the same, in a time that tells neither where they differ nor how long they are.
package func constantTimeEquals(_ one: some Collection<UInt8>, _ other: some Collection<UInt8>) -> Bool {
    let (one, other) = (SHA256.hash(one), SHA256.hash(other))
    return CRYPTO_memcmp(one, other, SHA256.byteCount) == 0
}
