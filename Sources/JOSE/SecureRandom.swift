// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Bytes that nobody can foretell: for keys, codes, states and identifiers.
package enum SecureRandom {
    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
            // A source that fails must end the process: to go on would be to hand out secrets that can be guessed.
            precondition(count == 0 || RAND_bytes(bytes.baseAddress, Int32(count)) == 1, "no randomness")
            initialized = count
        }
    }
}
