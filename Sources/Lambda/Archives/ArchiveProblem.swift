// SPDX-License-Identifier: Apache-2.0

/// Why a zip file is not unpacked.
package struct ArchiveProblem: Error, Hashable, CustomStringConvertible {
    /// The file's path.
    package let archive: String
    /// The entry that it is about, if it is about one.
    package let entry: String?
    package let reason: String

    package var description: String {
        guard let entry else { return "\(archive): \(reason)" }
        return "\(archive): the entry \(quotedEntry(entry)) \(reason)"
    }
}

/// The name of an entry as it may stand in a line: what is in an archive is written by strangers.
func quotedEntry(_ name: some StringProtocol) -> String {
    let scalars = name.unicodeScalars.prefix(200).map { scalar -> Unicode.Scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: "\u{FFFD}"
        default: scalar
        }
    }
    return "\"\(String(String.UnicodeScalarView(scalars)))\""
}
