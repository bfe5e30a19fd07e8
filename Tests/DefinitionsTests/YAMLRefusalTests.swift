// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// What is no YAML, or too much of it.
struct YAMLRefusalTests {
    @Test(arguments: [
        Mistake(
            "a:\n\t- b",
            "t.yml:2:1: found character that cannot start any token while scanning for the next token; "
                + "indent with spaces, YAML does not take tabs"
        ),
        Mistake(
            "a: b\n\tc: d",
            "t.yml:2:1: found a tab character that violates indentation while scanning a plain scalar that starts at "
                + "t.yml:1:4; indent with spaces, YAML does not take tabs"
        ),
        Mistake(
            "a: b\n c: d",
            "t.yml:2:3: mapping values are not allowed in this context; check the indentation and the space after "
                + "each colon, and put a text that contains \": \" in quotes"
        ),
        Mistake(
            "é: @b",
            "t.yml:1:4: found character that cannot start any token while scanning for the next token; "
                + "put a text that starts with \"@\" in quotes"
        ),
        Mistake(
            "a: b\nc d\ne: f",
            "t.yml:3:1: could not find expected ':' while scanning a simple key that starts at t.yml:2:1; "
                + "write \"key: value\", with a space after the colon"
        ),
        Mistake(
            "a: \"b\n",
            "t.yml:2:1: found unexpected end of stream while scanning a quoted scalar that starts at t.yml:1:4; "
                + "close the quote"
        ),
        Mistake(
            "a:\n  - b\n - c",
            "t.yml:3:2: did not find expected key while parsing a block mapping that starts at t.yml:1:1; "
                + "check the indentation: entries of one map or list start in the same column"
        ),
        Mistake(
            "a: [b\nc: d",
            "t.yml:2:2: did not find expected ',' or ']' while parsing a flow sequence that starts at t.yml:1:4; "
                + "close the list with \"]\""
        ),
        Mistake(
            "a: {b: c\n",
            "t.yml:2:1: did not find expected ',' or '}' while parsing a flow mapping that starts at t.yml:1:4; "
                + "close the map with \"}\""
        ),
        Mistake(
            #"a: "\q""#,
            "t.yml:1:5: found unknown escape character while parsing a quoted scalar that starts at t.yml:1:4"
        ),
        Mistake("a: !e!foo x", "t.yml:1:4: found undefined tag handle while parsing a node"),
        Mistake("%YAML 1.3\n---\na: 1", "t.yml:1:1: found incompatible YAML document"),
        Mistake("a: *b", "t.yml:1:4: unknown anchor \"b\"; there are no anchors"),
        Mistake("a: &name 1\nb: *nmae", "t.yml:2:4: unknown anchor \"nmae\"; did you mean \"name\"?"),
        Mistake("a: &x [*x]", "t.yml:1:8: the alias \"*x\" stands inside its own anchor"),
        Mistake("a: &x 1\nb: &x {c: *x}", "t.yml:2:11: the alias \"*x\" stands inside its own anchor"),
        Mistake("a: 1\n---\nb: 2", "t.yml:2:1: a second document starts here; keep one document in a file"),
        Mistake(
            "? [a, b]\n: c",
            "t.yml:1:3: a key wants a text, this is a list; put it in quotes if it is meant as a text"
        ),
        Mistake(
            "${a}: b\n{c}: d",
            "t.yml:2:1: a key wants a text, this is a map; put it in quotes if it is meant as a text"
        ),
        Mistake("a: é\u{7}", "t.yml:1:5: control characters are not allowed; save the file as UTF-8 text"),
    ])
    func `what is no YAML is refused with its place`(_ mistake: Mistake) {
        #expect(refusal(Array(mistake.text.utf8)) == mistake.report)
    }

    @Test(arguments: [
        ("invalid leading UTF-8 octet", "3:7", Array("a: 1\r\né: b\nc: déf".utf8) + [0xFF]),
        ("incomplete UTF-8 octet sequence", "1:5", Array("a: é".utf8) + [0xE2, 0x82]),
        ("invalid trailing UTF-8 octet", "1:5", Array("a: ".utf8) + [0xC3, 0x28]),
        ("invalid length of a UTF-8 sequence", "1:4", Array("a: ".utf8) + [0xC0, 0x80]),
        ("invalid Unicode character", "1:4", Array("a: ".utf8) + [0xED, 0xA0, 0x80]),
        ("unexpected low surrogate area", "1:2", [0xFE, 0xFF, 0x00, 0x61, 0xDC, 0x00, 0x00, 0x61]),
    ])
    func `bytes that are no text are refused with their place`(_ text: String, _ place: String, _ bytes: [UInt8]) {
        #expect(refusal(bytes) == "t.yml:\(place): \(text); save the file as UTF-8 text")
    }

    @Test func `a text longer than the limit is refused`() {
        var limits = YAMLLimits.standard
        limits.bytes = 10
        #expect(refusal(Array("a: 3456789".utf8), limits) == "")
        #expect(
            refusal(Array("a: 34567890".utf8), limits)
                == "t.yml: the file is longer than 10 bytes; is it the right file?"
        )
    }

    @Test func `the standard limit is one mebibyte`() {
        let exact = Array("a: ".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 1_048_573)
        #expect(refusal(exact) == "")
        #expect(refusal(exact + exact.suffix(1)).hasPrefix("t.yml: the file is longer than 1048576 bytes"))
    }

    @Test(arguments: ["[", "- ", "? ", "{a: "])
    func `deep nesting is refused where it passes the limit`(_ opening: String) {
        let isBounded = refusal(Array(String(repeating: opening, count: 100_000).utf8))
            .hasSuffix(": lists and maps are nested more than 64 levels deep; make it flatter")
        #expect(isBounded)
    }

    @Test func `nesting up to the limit is read`() {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(refusal(nested(64)) == "")
        #expect(
            refusal(nested(65)) == "t.yml:1:65: lists and maps are nested more than 64 levels deep; make it flatter"
        )
    }

    @Test func `an alias counts with the depth of what it brings`() {
        var limits = YAMLLimits.standard
        limits.depth = 4
        #expect(refusal(Array("a: &x [[1]]\nb: [*x]".utf8), limits) == "")
        #expect(
            refusal(Array("a: &x [[1]]\nb: [[*x]]".utf8), limits)
                == "t.yml:2:6: lists and maps are nested more than 4 levels deep; make it flatter"
        )
    }

    @Test func `a billion laughs are not laughed`() {
        var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1...20 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(
            refusal(Array(text.utf8))
                == "t.yml:6:10: the file holds more than 100000 values, those of its aliases included; make it smaller"
        )
    }

    @Test func `values are counted, keys and containers included`() {
        var limits = YAMLLimits.standard
        limits.nodes = 6
        #expect(refusal(Array("a: 1\nb: [x]".utf8), limits) == "")
        #expect(
            refusal(Array("a: 1\nb: [x, y]".utf8), limits)
                == "t.yml:2:8: the file holds more than 6 values, those of its aliases included; make it smaller"
        )
    }

    private func refusal(_ bytes: [UInt8], _ limits: YAMLLimits = .standard) -> String {
        report { try YAMLDocument(parsing: bytes, file: "t.yml", limits: limits) }
    }
}
