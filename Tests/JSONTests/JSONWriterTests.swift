// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

@Suite struct JSONWriterTests {
    @Test(
        arguments: [
            (nil, "null"), (true, "true"), (false, "false"), (0, "0"), (-5, "-5"), ("", "\"\""), ([], "[]"),
            ([:], "{}"),
            ([1, [2, nil], "x"], #"[1,[2,null],"x"]"#), (["b": 1, "a": ["c": true]], #"{"b":1,"a":{"c":true}}"#),
        ] as [(JSONValue, String)]
    )
    func `a value is written without any space`(value: JSONValue, text: String) {
        #expect(value.compactText == text)
    }

    @Test func `only what must be escaped is escaped`() {
        let value = JSONValue.string("\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é\u{2028}😀")
        #expect(value.compactText == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u{7F}é\u{2028}😀\"")
        #expect(JSONValue.object(JSONObject(["a\"b": 1])).compactText == #"{"a\"b":1}"#)
    }

    @Test(arguments: [
        #"{"a":[1,2.50,-0,1e5],"b":{"c":null,"d":"\u0001\"\\"},"é":"é"}"#, "[[[[]]],{},\"\"]", "-0.0E+7",
    ])
    func `what was read is written as it was`(text: String) throws {
        #expect(try JSONValue(parsing: text).compactText == text)
    }

    @Test func `every character comes back`() throws {
        var text = ""
        for value in UInt32(0)...0x10FFFF where value < 0x300 || value % 997 == 0 {
            if let scalar = UnicodeScalar(value) {
                text.unicodeScalars.append(scalar)
            }
        }
        let read = try #require(try JSONValue(parsing: JSONValue.string(text).compactBytes).string)
        #expect(Array(read.utf8) == Array(text.utf8))
    }

    @Test func `bytes are appended to what is there`() {
        var bytes = Array("data: ".utf8)
        JSONValue.array([1]).write(into: &bytes)
        #expect(bytes == Array("data: [1]".utf8))
    }
}

@Suite struct JSONObjectTests {
    @Test func `a member is set, replaced in its place and removed`() {
        var object = JSONObject(["a": 1, "b": 2])
        object["c"] = 3
        object["a"] = 4
        #expect(JSONValue.object(object).compactText == #"{"a":4,"b":2,"c":3}"#)
        object["b"] = nil
        object["nowhere"] = nil
        #expect(JSONValue.object(object).compactText == #"{"a":4,"c":3}"#)
        #expect(object.count == 2)
        #expect(!object.isEmpty)
    }

    @Test func `names are compared by bytes`() {
        var object = JSONObject()
        object["\u{E9}"] = 1
        object["e\u{301}"] = 2
        #expect(object.count == 2)
        #expect(object["\u{E9}"] == 1)
    }

    @Test func `each view of a value is for its own kind only`() {
        let values: [JSONValue] = [nil, true, 1, "a", [1], ["a": 1]]
        #expect(values.map { $0.bool != nil } == [false, true, false, false, false, false])
        #expect(values.map { $0.number != nil } == [false, false, true, false, false, false])
        #expect(values.map { $0.string != nil } == [false, false, false, true, false, false])
        #expect(values.map { $0.array != nil } == [false, false, false, false, true, false])
        #expect(values.map { $0.object != nil } == [false, false, false, false, false, true])
        #expect(values.map(\.kind) == ["null", "a boolean", "a number", "a string", "a list", "an object"])
    }
}

@Suite struct ExcerptTests {
    @Test(arguments: [
        ("plain é 😀", #""plain é 😀""#), ("", #""""#), ("a\"b\\c", #""a\"b\\c""#),
        ("a\nb\r\t\u{1B}", #""a\u{a}b\u{d}\u{9}\u{1b}""#),
        ("\u{202E}abc\u{200B}\u{2028}\u{FEFF}", #""\u{202e}abc\u{200b}\u{2028}\u{feff}""#),
        ("\u{7F}\u{85}", #""\u{7f}\u{85}""#),
    ])
    func `what does not show as itself is escaped`(text: String, excerpt: String) {
        #expect(quotedExcerpt(text) == excerpt)
    }

    @Test func `a long text is cut at the limit`() {
        #expect(quotedExcerpt("abcdef", limit: 6) == #""abcdef""#)
        #expect(quotedExcerpt("abcdefg", limit: 6) == #""abcdef…""#)
        #expect(quotedExcerpt(String(repeating: "x", count: 1_000_000)).count == 83)
    }
}
