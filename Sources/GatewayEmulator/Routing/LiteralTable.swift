// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Numbers by byte strings, looked up without making a key: open addressing over one array of all the bytes.
///
/// The names come from a definition, not from clients, so a simple hash will do.
struct LiteralTable: Sendable {
    private var names: [UInt8] = []
    private var entries: [Entry] = []
    /// Positions in `entries` plus one; 0 is free.
    ///
    /// A power of two in size, at most half full.
    private var slots: [Int32] = []

    private struct Entry {
        let start: Int
        let end: Int
        let hash: UInt64
        let value: Int
    }

    /// Adds a name that is not in the table yet.
    mutating func insert(_ name: [UInt8], _ value: Int) {
        entries.append(
            Entry(start: names.count, end: names.count + name.count, hash: Self.hash(name[...]), value: value)
        )
        names += name
        if entries.count * 2 > slots.count {
            slots = Array(repeating: 0, count: max(4, slots.count * 2))
            for position in entries.indices { place(position) }
        } else {
            place(entries.count - 1)
        }
    }

    private mutating func place(_ position: Int) {
        var slot = Int(truncatingIfNeeded: entries[position].hash) & (slots.count - 1)
        while slots[slot] != 0 {
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(position + 1)
    }

    subscript(name: ArraySlice<UInt8>) -> Int? {
        guard !slots.isEmpty else { return nil }
        let hash = Self.hash(name)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let entry = entries[Int(slots[slot]) - 1]
            if entry.hash == hash, names[entry.start..<entry.end].isSame(as: name) { return entry.value }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// FNV-1a, folded so that its low bits depend on all of it.
    private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return hash ^ hash >> 32
    }
}

extension ArraySlice<UInt8> {
    /// Whether it holds the same bytes, compared as memory.
    func isSame(as other: ArraySlice<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBytes { mine in
            other.withUnsafeBytes { theirs in
                guard let first = mine.baseAddress, let second = theirs.baseAddress else { return mine.isEmpty }
                return memcmp(first, second, mine.count) == 0
            }
        }
    }
}
