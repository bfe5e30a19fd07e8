// SPDX-License-Identifier: Apache-2.0

/// Whether two names are the same, byte by byte: Swift's `==` takes letters for the same that others tell apart.
func isSame(_ one: String, _ other: String) -> Bool {
    one.utf8.elementsEqual(other.utf8)
}

/// Whether two email addresses are the same: the case of ASCII letters does not count, and nothing else is folded.
func isSameEmail(_ one: String, _ other: String) -> Bool {
    one.utf8.lazy.map(smallASCII).elementsEqual(other.utf8.lazy.map(smallASCII))
}

/// A letter in its small form, and any other byte as it is.
func smallASCII(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
}
