// SPDX-License-Identifier: Apache-2.0

/// A place in a file that somebody wrote, as an editor shows it.
package struct SourcePosition: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The path as the user gave it.
    package let file: String
    /// Counted from 1.
    package let line: Int
    /// Counted from 1, in characters (Unicode scalars), so that text before it that is not ASCII does not move it.
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `routes.yml:12:5`, the form that terminals and editors turn into a link.
    package var description: String { "\(file):\(line):\(column)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
