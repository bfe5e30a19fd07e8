// SPDX-License-Identifier: Apache-2.0

/// A text in quotes that is safe to show: cut to a length, with every character escaped that a terminal or a reader
/// of the log would not show as itself.
///
/// What stands in tokens, keys and requests is written by strangers. Unescaped, a line break forges a log line, an
/// escape sequence moves the cursor, and a direction mark turns a name around.
///
/// - Parameters:
///   - text: Whatever was received.
///   - limit: How many characters (Unicode scalars) are shown before an ellipsis takes the place of the rest.
/// - Returns: The text in double quotes, on one line.
package func quotedExcerpt(_ text: String, limit: Int = 80) -> String {
    var excerpt = "\""
    for (index, scalar) in text.unicodeScalars.enumerated() {
        guard index < limit else {
            excerpt += "…"
            break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
            excerpt += "\\u{\(String(scalar.value, radix: 16))}"
        default:
            if scalar == "\"" || scalar == "\\" {
                excerpt.unicodeScalars.append("\\")
            }
            excerpt.unicodeScalars.append(scalar)
        }
    }
    return excerpt + "\""
}
