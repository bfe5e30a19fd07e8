// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// What config.yml says of the tokens of a project, and an authorizer of routes.yml of its own.
///
/// Each verb answers nil after it has noted why. `name` is how its message begins.
extension ProblemCollector {
    /// A text that is compared byte by byte, so that what cannot be seen in it cannot be meant.
    mutating func comparable(_ text: String, called name: String, at position: SourcePosition?) -> String? {
        let scalars = text.unicodeScalars
        let hasSpaceAtEnd = [scalars.first, scalars.last].contains { $0?.properties.isWhitespace ?? false }
        let hasControl = scalars.contains { $0.properties.generalCategory == .control }
        guard !hasSpaceAtEnd, !hasControl else {
            let what = hasControl ? "contains a control character" : "begins or ends with a space"
            note("\(name) is \(quoted(text)), which \(what)", at: position, suggestion: "remove it")
            return nil
        }
        return text
    }

    /// The issuer as it was written: a token's `iss` is compared with it byte for byte (RFC 7519 §4.1.1).
    mutating func issuer(_ text: String, called name: String, at position: SourcePosition?) -> String? {
        // An issuer need not be a URL (RFC 7519 §2, StringOrURI); one that looks like a URL must be a good one.
        guard text.contains("://") else { return text }
        do throws(WebAddress.ParseError) {
            _ = try WebAddress(parsing: text)
            return text
        } catch {
            note("\(name) is \(quoted(text)), which is no URL", at: position, suggestion: error.description)
            return nil
        }
    }

    mutating func keyLocation(
        _ text: String,
        called name: String,
        relativeTo folder: String,
        at position: SourcePosition?
    ) -> TokenSettings.KeyLocation? {
        do throws(WebAddress.ParseError) {
            return try KeyLocationReader.location(text, relativeTo: folder)
        } catch {
            note(
                "\(name) is \(quoted(text)), which is no URL of keys and no path",
                at: position,
                suggestion: error.description
            )
            return nil
        }
    }
}
