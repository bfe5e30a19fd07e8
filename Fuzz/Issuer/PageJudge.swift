// SPDX-License-Identifier: Apache-2.0

import FuzzSupport

/// Reads a page of the issuer as a browser does, and knows every tag and attribute that it may have: whatever somebody else
/// has written must be text.
struct PageJudge {
    private let bytes: [UInt8]
    private let policy: String

    init(_ bytes: [UInt8], policy: String) {
        self.bytes = bytes
        self.policy = policy
    }

    private static let tags: Set<String> = [
        "!doctype", "a", "b", "body", "button", "circle", "form", "h1", "h2", "head", "html", "img", "input", "label",
        "li",
        "link",
        "main", "meta", "noscript", "p", "path", "rect", "script", "span", "style", "svg", "title", "ul",
    ]

    private static let attributes: Set<String> = [
        "action", "alt", "aria-describedby", "aria-hidden", "aria-invalid", "aria-labelledby", "autocapitalize",
        "autocomplete", "autofocus", "charset",
        "class", "content", "cx", "cy", "d", "fill", "for", "formnovalidate", "height", "href", "html", "id",
        "inputmode", "lang", "method", "name", "nonce", "r", "rel", "required", "role", "rx", "spellcheck", "src",
        "stroke",
        "stroke-linecap", "stroke-width", "type", "value", "viewbox", "width",
    ]

    func check() {
        var rest = bytes[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[(open + 1)...]
            let isClosing = rest.first == UInt8(ascii: "/")
            if isClosing { rest = rest.dropFirst() }
            let name = word(&rest)
            require(Self.tags.contains(name), "a page of ours has no <\(name)>")
            let values = attributes(&rest)
            guard !isClosing else { continue }
            check(name, values)
            if name == "script" || name == "style" { skipText(of: name, &rest) }
        }
    }

    private func check(_ tag: String, _ values: [String: String]) {
        for name in values.keys { require(Self.attributes.contains(name), "a tag of ours has no \(name)=") }
        if let action = values["action"] {
            require(action.hasPrefix("/u/") || LocalURL.mayBeSentTo(action), "a form goes nowhere else: \(action)")
        }
        if let href = values["href"] {
            require(
                href.hasPrefix("/u/") || href.hasPrefix("/.well-known/") || href == "data:,",
                "a link stays with us: \(href)"
            )
        }
        if let source = values["src"] { require(source.hasPrefix("/portraits/"), "a picture is ours: \(source)") }
        if tag == "script" || tag == "style" {
            let nonce = values["nonce"] ?? ""
            require(!nonce.isEmpty && policy.contains("'nonce-\(nonce)'"), "a <\(tag)> is one that the policy knows")
        }
    }

    /// No text in it may look like a tag, nor end a line of JavaScript.
    private func skipText(of tag: String, _ rest: inout ArraySlice<UInt8>) {
        let text = rest.prefix { $0 != UInt8(ascii: "<") }
        require(
            !String(decoding: text, as: UTF8.self).unicodeScalars.contains { $0 == "\u{2028}" || $0 == "\u{2029}" },
            "a script has the lines that it was written with"
        )
        rest = rest[text.endIndex...]
        require(rest.starts(with: "</\(tag)>".utf8), "nothing ends a <\(tag)> before its time")
    }

    private func word(_ rest: inout ArraySlice<UInt8>) -> String {
        let word = rest.prefix { $0 > 0x20 && !"<>=\"'/".utf8.contains($0) }
        rest = rest[word.endIndex...]
        return String(decoding: word, as: UTF8.self).lowercased()
    }

    /// Reads `name="value"` and `name` up to the end of the tag.
    private func attributes(_ rest: inout ArraySlice<UInt8>) -> [String: String] {
        var values: [String: String] = [:]
        while let byte = rest.first, byte != UInt8(ascii: ">") {
            if byte == 0x20 || byte == 0x0A || byte == UInt8(ascii: "/") {
                rest = rest.dropFirst()
                continue
            }
            let name = word(&rest)
            require(!name.isEmpty, "a tag has attributes and nothing else")
            var value: ArraySlice<UInt8> = []
            if rest.first == UInt8(ascii: "=") {
                rest = rest.dropFirst()
                require(rest.first == UInt8(ascii: "\""), "a value stands in quotes")
                value = rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
                require(!value.contains(UInt8(ascii: "<")), "a value is escaped")
                rest = rest[value.endIndex...].dropFirst()
            }
            require(values.updateValue(String(decoding: value, as: UTF8.self), forKey: name) == nil, "\(name) is one")
        }
        require(!rest.isEmpty, "a tag ends")
        rest = rest.dropFirst()
        return values
    }
}
