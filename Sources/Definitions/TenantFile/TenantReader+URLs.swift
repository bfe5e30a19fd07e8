// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// Lists of where answers may go, each compared as a whole, and the word `loopback` for whatever listens on this machine.
extension TenantReader {
    private static let loopback = "loopback"

    mutating func urls(_ key: String, in mapping: YAMLMapping, ofNativeApplication isNative: Bool) -> AllowedURLs {
        allowed(key, in: mapping) { problems, text, position in
            problems.isTarget(text, of: key, ofNativeApplication: isNative, at: position)
        }
    }

    mutating func origins(_ key: String, in mapping: YAMLMapping) -> AllowedURLs {
        allowed(key, in: mapping) { problems, text, position in
            do throws(WebOrigin.ParseError) {
                _ = try WebOrigin.parse(text)
                return true
            } catch {
                problems.note(
                    "\(quoted(text)) in \(quoted(key)) is no origin as browsers send it",
                    at: position,
                    suggestion: error.description
                )
                return false
            }
        }
    }

    private mutating func allowed(
        _ key: String,
        in mapping: YAMLMapping,
        where isAllowed: (inout ProblemCollector, String, SourcePosition) -> Bool
    ) -> AllowedURLs {
        var urls = AllowedURLs()
        for (text, node) in texts(key, in: mapping) {
            if text == Self.loopback {
                urls.allowsLoopback = true
            } else if isAllowed(&problems, text, node.position) {
                urls.exact.append(text)
            }
        }
        return urls
    }
}

extension ProblemCollector {
    /// Schemes whose URLs a browser runs or opens itself, so that no application is behind them.
    private static let schemesOfBrowsers = ["about", "blob", "data", "file", "javascript", "vbscript"]

    /// Whether an answer may be sent to a URL, after noting why not.
    fileprivate mutating func isTarget(
        _ text: String,
        of key: String,
        ofNativeApplication isNative: Bool,
        at position: SourcePosition
    ) -> Bool {
        if text.contains("*") {
            return refuse("has a wildcard", "write each URL out, or \"loopback\" for all of this machine")
        }
        let scheme = text.prefix { $0 != ":" }.lowercased()
        if isScheme(scheme), !["http", "https"].contains(scheme), text.dropFirst(scheme.count).hasPrefix(":/") {
            if Self.schemesOfBrowsers.contains(scheme) {
                return refuse("is nothing that an application listens to", "write https://HOST/PATH")
            }
            guard isNative else {
                return refuse("has a scheme of its own", "write https://HOST/PATH, or \"app_type: native\"")
            }
            // RFC 3986 §2, and RFC 6749 §3.1.2: a redirection URI has no fragment.
            if let bad = text.unicodeScalars.first(where: { !(0x21...0x7E ~= $0.value) || $0 == "#" }) {
                let way = bad == "#" ? WebAddress.ParseError.fragment : .badCharacter(bad)
                return refuse("is no URL", way.description)
            }
            return true
        }
        do throws(WebAddress.ParseError) {
            _ = try WebAddress(parsing: text)
            return true
        } catch {
            return refuse("is no URL", error.wayOut)
        }

        func refuse(_ why: String, _ way: String) -> Bool {
            note("\(quoted(text)) in \(quoted(key)) \(why)", at: position, suggestion: way)
            return false
        }
    }

    /// RFC 3986 §3.1.
    private func isScheme(_ text: String) -> Bool {
        guard let first = text.utf8.first, first.isLowercaseOrDigit, !first.isDigit else { return false }
        return text.utf8.allSatisfy { $0.isLowercaseOrDigit || "+-.".utf8.contains($0) }
    }
}

extension WebAddress.ParseError {
    /// What to do about it, after a message that shows the text itself.
    var wayOut: String {
        if case .notURL = self { "write https://HOST/PATH" } else { description }
    }
}
