// SPDX-License-Identifier: Apache-2.0

/// A text as Java has it: UTF-16 code units.
struct Units {
    private let units: [UInt16]

    init(_ text: String) { units = Array(text.utf16) }

    var count: Int { units.count }

    /// Java's `substring`; half of a surrogate pair becomes U+FFFD.
    func text(from start: Int64, to end: Int64) throws(Fault) -> String {
        guard start >= 0, start <= end, end <= count else {
            throw .call("substring(\(start), \(end)) of a text of \(count) (StringIndexOutOfBoundsException)")
        }
        return String(decoding: units[Int(start)..<Int(end)], as: UTF16.self)
    }
}
