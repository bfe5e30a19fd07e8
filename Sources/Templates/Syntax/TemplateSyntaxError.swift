// SPDX-License-Identifier: Apache-2.0

/// A place in a template, counted from 1; a column is a character (a Unicode scalar).
package struct TemplatePosition: Sendable, Hashable, CustomStringConvertible {
    package let line: Int
    package let column: Int

    /// The place of a byte.
    init(offset: Int, in text: [UInt8]) {
        var line = 1
        var column = 1
        for byte in text.prefix(max(0, offset)) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }

    package var description: String { "\(line):\(column)" }
}

/// Why a text is no mapping template, and where.
package struct TemplateSyntaxError: Error, Hashable, CustomStringConvertible {
    package let message: String
    package let position: TemplatePosition

    package var description: String { "line \(position.line), column \(position.column): \(message)" }
}
