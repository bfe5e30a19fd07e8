// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import Synchronization

/// Ids that no two requests share: a counter, scrambled.
///
/// They are names, not secrets, so this need not be unguessable.
struct RequestIDSource: ~Copyable, Sendable {
    private let counter: Atomic<UInt64>

    init(seed: UInt64 = .random(in: .min ... .max)) {
        counter = Atomic(seed)
    }

    func next() -> RequestID {
        let start = counter.wrappingAdd(3, ordering: .relaxed).oldValue
        return RequestID(
            high: Self.scramble(start),
            low: Self.scramble(start &+ 1),
            extra: Self.scramble(start &+ 2)
        )
    }

    /// SplitMix64's mixing step, a bijection of 64-bit numbers (Steele, Lea, Flood 2014).
    private static func scramble(_ number: UInt64) -> UInt64 {
        var bits = number &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}
