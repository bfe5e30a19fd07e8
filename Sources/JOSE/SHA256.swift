// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// The hash that thumbprints, PKCE challenges and `at_hash` use.
package enum SHA256 {
    package static let byteCount = 32

    package static func hash(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let message = Array(bytes)
        return [UInt8](unsafeUninitializedCapacity: byteCount) { digest, count in
            // It fails only for a null pointer or without memory.
            precondition(EVP_Digest(message, message.count, digest.baseAddress, nil, EVP_sha256(), nil) == 1)
            count = byteCount
        }
    }
}
