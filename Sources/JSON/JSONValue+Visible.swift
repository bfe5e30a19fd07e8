// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// The value as JSON for a log or a terminal: the same value, with nothing in it that is not seen as itself.
    ///
    /// Control characters, marks that turn text around and line separators may stand in JSON as they are, from U+007F on;
    /// here they are written as escapes, so that what strangers chose neither moves a cursor nor hides.
    package var visibleText: String { Self.visible(compactText) }

    /// Escapes what is not seen as itself in a text that is JSON: it can only stand inside its strings.
    static func visible(_ json: String) -> String {
        guard !json.utf8.allSatisfy({ $0 < 0x7F }) else { return json }
        var text = String.UnicodeScalarView()
        for scalar in json.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                for unit in String(scalar).utf16 { text.append(contentsOf: escape(unit).unicodeScalars) }
            default: text.append(scalar)
            }
        }
        return String(text)
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
