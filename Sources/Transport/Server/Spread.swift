// SPDX-License-Identifier: Apache-2.0

/// Over how many loops a server spreads its clients: one, until that has more to do than it can and a core is idle.
///
/// A loop that serves alone serves most: it finds many requests each time it wakes, in a cache that is warm, and leaves
/// the other cores to those who ask. Requests that cost much more than waking another thread, such as verifying a token
/// each time, are worth another one.
struct Spread {
    /// How many loops take clients.
    private(set) var width = 1
    private let limit: Int
    private var calmLooks = 0

    /// So much of a core must be idle: who asks needs cores, too.
    private static let idleCore = 0.5
    /// When the first loop is calmer than this, one could do it all: the others have as many clients each.
    private static let calm = 0.1
    /// For so many looks: ten seconds.
    private static let calmLooksNeeded = 40

    /// - Parameter limit: How many loops there are.
    init(limit: Int) {
        self.limit = limit
    }

    /// Judges what the first loop has measured.
    ///
    /// Each look that finds it saturated beside an idle core adds a loop. Narrowing is for clients that come from then on.
    ///
    /// - Returns: Whether there is one loop more, which is to have its share of the clients.
    mutating func widen(after reading: LoadMeter.Reading) -> Bool {
        calmLooks = reading.load < Self.calm ? calmLooks + 1 : 0
        if calmLooks >= Self.calmLooksNeeded { width = 1 }
        guard let idle = reading.idleCores, idle >= Self.idleCore, width < limit else {
            return false
        }
        width += 1
        return true
    }
}
