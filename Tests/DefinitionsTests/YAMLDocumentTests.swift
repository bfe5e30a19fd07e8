// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

struct YAMLDocumentTests {
    @Test func `every node and every key knows its line and column`() throws {
        let root = try tree(
            """
            # a comment
            one: two
            list:
              - a
              -   [b, {c: d}]
            """
        )
        let top = try #require(root.mapping)
        #expect(top.entries.map(\.key.text) == ["one", "list"])
        #expect(top.entries.map { place($0.key.position) } == ["2:1", "3:1"])
        #expect(top.entries.map { place($0.value.position) } == ["2:6", "4:3"])
        let list = try #require(top["list"]?.value.sequence)
        #expect(list.map { place($0.position) } == ["4:5", "5:7"])
        let inner = try #require(list[1].sequence?[1].mapping?["c"])
        #expect(place(inner.key.position) == "5:12")
        #expect(place(inner.value.position) == "5:15")
        #expect(root.position.file == "t.yml")
    }

    @Test(arguments: [
        ("é: {k: v}", "1:5", "1:8"),  // two bytes
        ("日本: {k: v}", "1:6", "1:9"),  // three bytes each
        ("😀: {k: v}", "1:5", "1:8"),  // four bytes
        ("\"é\u{301}\": {k: v}", "1:8", "1:11"),  // one grapheme of two scalars
        ("\u{FEFF}a: {k: v}", "1:5", "1:8"),  // a byte order mark
        ("# é\r\na: {k: v}", "2:5", "2:8"),
        ("# é\ra: {k: v}", "2:5", "2:8"),
    ])
    func `columns count characters, not bytes`(_ text: String, _ key: String, _ value: String) throws {
        let entry = try #require(try tree(text).mapping?.entries[0].value.mapping?.entries[0])
        #expect(place(entry.key.position) == key)
        #expect(place(entry.value.position) == value)
    }

    @Test(arguments: [false, true])
    func `UTF-16 with a byte order mark is read`(_ isLittleEndian: Bool) throws {
        let bytes = "\u{FEFF}é: 😀".utf16.flatMap { unit in
            let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return isLittleEndian ? pair.reversed() : pair
        }
        let root = try #require(try YAMLDocument(parsing: bytes, file: "t.yml").root)
        let entry = try #require(root.mapping?.entries.first)
        #expect(entry.key.text == "é")
        #expect(entry.value.scalar?.text == "😀")
        #expect(place(entry.value.position) == "1:4")
    }

    @Test(
        arguments: [
            ("x", .plain), ("'x'", .singleQuoted), ("\"x\"", .doubleQuoted), ("|-\n  x", .literal),
            (">-\n  x", .folded),
        ] as [(String, YAMLScalar.Style)]
    )
    func `a scalar knows its style`(_ text: String, _ style: YAMLScalar.Style) throws {
        let scalar = try tree("k: " + text).mapping?["k"]?.value.scalar
        #expect(scalar == YAMLScalar(text: "x", style: style))
        #expect(scalar?.isQuoted == (style != .plain))
    }

    @Test func `a scalar may contain any character, even NUL`() throws {
        #expect(try tree(#"k: "a\0b\u00e9""#).mapping?["k"]?.value.scalar?.text == "a\0b\u{E9}")
    }

    @Test(arguments: [
        ("!Sub x", "!Sub"), ("!!str 1", "tag:yaml.org,2002:str"), ("!GetAtt [a]", "!GetAtt"), ("!Map {a: b}", "!Map"),
        ("!<tag:x,1:y> x", "tag:x,1:y"), ("x", nil),
    ])
    func `a tag stays on its node`(_ text: String, _ tag: String?) throws {
        #expect(try tree("k: " + text).mapping?["k"]?.value.tag == tag)
    }

    @Test func `a tag stays on its key`() throws {
        #expect(try tree("!Foo k: v").mapping?.entries[0].key.tag == "!Foo")
    }

    @Test(arguments: ["", "# only a comment\n", "\u{FEFF}", "\n\n"])
    func `a file without a document has no root`(_ text: String) throws {
        #expect(try YAMLDocument(parsing: Array(text.utf8), file: "t.yml").root == nil)
    }

    @Test func `an alias stands for what was anchored, at its own place`() throws {
        let top = try #require(try tree("a: &x\n  - 1\nb: *x\nc: &x 2\nd: *x").mapping)
        #expect(top["b"]?.value.sequence?.map(\.scalar?.text) == ["1"])
        #expect(top["b"].map { place($0.value.position) } == "3:4")
        #expect(top["b"]?.value.sequence.map { place($0[0].position) } == "2:5")
        #expect(top["d"]?.value.scalar?.text == "2")
    }

    @Test func `a merge key is kept for the format to judge`() throws {
        let top = try #require(try tree("a: &x {k: v}\nb: {<<: *x, \"<<\": 1}").mapping?["b"]?.value.mapping)
        #expect(top.entries[0].key.isMerge)
        let quoted = try #require(try tree("\"<<\": 1").mapping)
        #expect(!quoted.entries[0].key.isMerge)
    }

    @Test func `keys are compared by bytes`() throws {
        let document = try YAMLDocument(parsing: Array("\u{E9}: 1\ne\u{301}: 2".utf8), file: "t.yml")
        #expect(document.problems.isEmpty)
        let mapping = try #require(document.root?.mapping)
        #expect(mapping["\u{E9}"]?.value.scalar?.text == "1")
        #expect(mapping["e\u{301}"]?.value.scalar?.text == "2")
    }

    @Test func `a second occurrence of a key is reported with both places and left out`() throws {
        let document = try YAMLDocument(parsing: Array("a: 1\nb: {c: 1, c: 2}\n\"a\": 2\na: 3".utf8), file: "t.yml")
        #expect(
            document.problems.map(\.description) == [
                "t.yml:2:11: the key \"c\" occurs twice, first at t.yml:2:5; keep one of them",
                "t.yml:3:1: the key \"a\" occurs twice, first at t.yml:1:1; keep one of them",
                "t.yml:4:1: the key \"a\" occurs twice, first at t.yml:1:1; keep one of them",
            ]
        )
        #expect(document.root?.mapping?.entries.map(\.value.scalar?.text) == ["1", nil])
    }

    private func tree(_ text: String) throws -> YAMLNode {
        try #require(try YAMLDocument(parsing: Array(text.utf8), file: "t.yml").root)
    }

    private func place(_ position: SourcePosition) -> String {
        "\(position.line):\(position.column)"
    }
}

struct YAMLScalarTests {
    @Test(arguments: [
        ("", true), ("~", true), ("null", true), ("Null", true), ("NULL", true), ("nULL", false), ("none", false),
    ])
    func `null is what the core schema says`(_ text: String, _ isNull: Bool) {
        #expect(YAMLScalar(text: text, style: .plain).isNull == isNull)
        #expect(!YAMLScalar(text: text, style: .doubleQuoted).isNull)
    }

    @Test(arguments: [
        ("true", true), ("True", true), ("TRUE", true), ("false", false), ("FALSE", false), ("yes", nil), ("on", nil),
        ("tRUE", nil), ("1", nil),
    ])
    func `a boolean is true or false and nothing else`(_ text: String, _ value: Bool?) {
        #expect(YAMLScalar(text: text, style: .plain).bool == value)
        #expect(YAMLScalar(text: text, style: .singleQuoted).bool == nil)
    }

    @Test(arguments: [
        ("0", 0), ("300", 300), ("-1", -1), ("007", 7), ("9223372036854775807", Int.max), ("9223372036854775808", nil),
        ("+5", nil), ("1.0", nil), ("1e3", nil), ("0x10", nil), ("1_000", nil), ("", nil), ("-", nil), ("٣", nil),
    ])
    func `a whole number is decimal digits`(_ text: String, _ value: Int?) {
        #expect(YAMLScalar(text: text, style: .plain).integer == value)
        #expect(YAMLScalar(text: text, style: .singleQuoted).integer == nil)
    }

    @Test func `a number that does not fit is still a number`() {
        #expect(YAMLScalar(text: "9223372036854775808", style: .plain).isInteger)
        #expect(YAMLScalar(text: "9223372036854775808", style: .plain).kind == "a number")
    }
}
