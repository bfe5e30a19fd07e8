// SPDX-License-Identifier: Apache-2.0

/// Why a text is no pattern that can be matched as AWS would match it.
package struct PatternError: Error, Hashable, CustomStringConvertible {
    package let message: String
    /// How many characters (Unicode scalars) of the pattern stand before the fault.
    package let offset: Int

    package var description: String { "\(message), at offset \(offset)" }
}
