// SPDX-License-Identifier: Apache-2.0

/// A text of a YAML file, and how it was written, which decides what it may stand for.
///
/// A plain scalar is read by the core schema of YAML 1.2 (§10.3.2): `yes`, `on` and `0123` are no booleans and no
/// octal numbers. A quoted or block scalar is always a text.
package struct YAMLScalar: Sendable, Hashable {
    package let text: String
    package let style: Style

    package enum Style: Sendable, Hashable {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    package init(text: String, style: Style) {
        self.text = text
        self.style = style
    }

    /// Whether it stands in quotes or in a block, and so is a text whatever it looks like.
    package var isQuoted: Bool { style != .plain }

    package var isNull: Bool {
        !isQuoted && ["", "~", "null", "Null", "NULL"].contains(text)
    }

    package var bool: Bool? {
        guard !isQuoted else { return nil }
        return switch text {
        case "true", "True", "TRUE": true
        case "false", "False", "FALSE": false
        default: nil
        }
    }

    /// Whether it is a plain whole number, of whatever size.
    package var isInteger: Bool { !isQuoted && looksLikeInteger }

    /// The value of a plain whole number that fits.
    package var integer: Int? { isInteger ? Int(text) : nil }

    /// Decimal digits after an optional minus, checked here because `Int("+5")` is 5.
    var looksLikeInteger: Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        return !digits.isEmpty && digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }

    package var kind: String {
        if isNull { return "empty" }
        if bool != nil { return "a boolean" }
        return isInteger ? "a number" : "a text"
    }
}
