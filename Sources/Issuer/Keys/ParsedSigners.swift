// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import Synchronization

/// The keys that were read last, by the very bytes of their files: to parse one and to try its halves on one another takes
/// a thousand times longer than to read it.
final class ParsedSigners: Sendable {
    private struct Entry: Sendable {
        let pem: [UInt8]
        let signer: TokenSigner
    }

    /// The newest last.
    private let entries = Mutex<[Entry]>([])

    /// The current key and the former one.
    private static let limit = 2

    func signer(_ pem: [UInt8]) throws(KeyError) -> TokenSigner {
        if let known = entries.withLock({ $0.first { $0.pem == pem }?.signer }) { return known }
        let signer = try TokenSigner(key: PrivateKey(pem: pem))
        entries.withLock { entries in
            entries = entries.suffix(Self.limit - 1) + [Entry(pem: pem, signer: signer)]
        }
        return signer
    }
}
