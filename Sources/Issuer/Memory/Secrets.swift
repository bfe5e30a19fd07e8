// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import GatewayJOSE

/// Compares two secrets in a time that does not tell how much of one was right.
func isSameSecret(_ given: String, _ wanted: String) -> Bool {
    let given = SHA256.hash(given.utf8)
    let wanted = SHA256.hash(wanted.utf8)
    return CRYPTO_memcmp(given, wanted, wanted.count) == 0
}
