// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Colour for a terminal, and none for anything else.
struct Style {
    private let isOn: Bool

    enum Ink: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    /// Colour when standard output is a terminal that can show it, unless somebody has set NO_COLOR (no-color.org).
    static var ofStandardOutput: Style {
        let isUnwanted = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        let isDumb = getenv("TERM").map { strcmp($0, "dumb") == 0 } ?? true
        return Style(isOn: isatty(STDOUT_FILENO) == 1 && !isUnwanted && !isDumb)
    }

    func callAsFunction(_ ink: Ink, _ text: String) -> String {
        isOn && !text.isEmpty ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
    }
}
