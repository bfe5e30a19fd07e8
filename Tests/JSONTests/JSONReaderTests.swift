// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

private func error(_ reason: JSONError.Reason, _ offset: Int) -> JSONError {
    JSONError(reason: reason, offset: offset)
}

private func byte(_ scalar: Unicode.Scalar) -> JSONError.Reason {
    .unexpectedByte(UInt8(ascii: scalar))
}

@Suite struct JSONReaderTests {
    @Test(
        arguments: [
            ("null", nil), ("true", true), ("false", false), ("0", 0), ("-1", -1), ("\"\"", ""), ("[]", []),
            ("{}", [:]),
            (" \t\r\n[ 1 , \"a\" , null ] \n", [1, "a", nil]), (#"{ "a" : { "b" : [ true ] } }"#, ["a": ["b": [true]]]),
        ] as [(String, JSONValue)]
    )
    func `a text is read as its value`(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test func `a slice of bytes is read from its own start`() throws {
        let bytes = Array("xx[1]".utf8)
        #expect(try JSONValue(parsing: bytes[2...]) == [1])
        #expect(throws: error(.unexpectedEnd, 2)) { try JSONValue(parsing: bytes[2..<4]) }
    }

    @Test func `members keep their order`() throws {
        let object = try #require(try JSONValue(parsing: #"{"z":1,"a":2,"m":3}"#).object)
        #expect(object.members.map(\.name) == ["z", "a", "m"])
    }

    @Test(arguments: [
        ("", error(.unexpectedEnd, 0)), (" ", error(.unexpectedEnd, 1)), ("[", error(.unexpectedEnd, 1)),
        ("[1", error(.unexpectedEnd, 2)), ("{", error(.unexpectedEnd, 1)), (#"{"a""#, error(.unexpectedEnd, 4)),
        (#"{"a":"#, error(.unexpectedEnd, 5)), (#"{"a":1"#, error(.unexpectedEnd, 6)),
        ("\"a", error(.unexpectedEnd, 2)),
        ("tru", error(.unexpectedEnd, 3)), ("\"\\", error(.unexpectedEnd, 2)), ("\"\\u12", error(.unexpectedEnd, 3)),
        ("-", error(.unexpectedEnd, 1)),
    ])
    func `a text that ends too early is refused where it ends`(text: String, error: JSONError) {
        #expect(throws: error) { try JSONValue(parsing: text) }
    }

    @Test(arguments: [
        ("[1,]", error(byte("]"), 3)), ("[,1]", error(byte(","), 1)), ("[1 2]", error(byte("2"), 3)),
        ("{,}", error(byte(","), 1)), (#"{"a":1,}"#, error(byte("}"), 7)), (#"{"a" 1}"#, error(byte("1"), 5)),
        ("{a:1}", error(byte("a"), 1)), ("{1:1}", error(byte("1"), 1)), ("{'a':1}", error(byte("'"), 1)),
        ("[1}", error(byte("}"), 2)), (#"{"a":1]"#, error(byte("]"), 6)), ("nul1", error(byte("1"), 3)),
        ("True", error(byte("T"), 0)), ("NaN", error(byte("N"), 0)), ("Infinity", error(byte("I"), 0)),
        ("undefined", error(byte("u"), 0)), ("// c\n1", error(byte("/"), 0)), ("[1/**/]", error(byte("/"), 2)),
        ("'a'", error(byte("'"), 0)), ("]", error(byte("]"), 0)), ("\u{C}1", error(.unexpectedByte(0x0C), 0)),
        ("\u{A0}1", error(.unexpectedByte(0xC2), 0)), ("\u{0}", error(.unexpectedByte(0), 0)),
        ("+1", error(byte("+"), 0)), (".5", error(byte("."), 0)),
    ])
    func `a byte out of place is named with its offset`(text: String, error: JSONError) {
        #expect(throws: error) { try JSONValue(parsing: text) }
    }

    @Test(arguments: [
        ("1 2", 2), ("{}{}", 2), ("[] ]", 3), ("nullx", 4), ("truetrue", 4), ("1\u{0}", 1), ("\"a\"\"b\"", 3),
        ("1,", 1),
        ("1x", 1), ("0x10", 1),
    ])
    func `nothing may follow the value`(text: String, offset: Int) {
        #expect(throws: error(.trailingBytes, offset)) { try JSONValue(parsing: text) }
    }

    @Test func `a byte order mark is refused, at the start as such and elsewhere as any byte`() {
        #expect(throws: error(.byteOrderMark, 0)) { try JSONValue(parsing: "\u{FEFF}1") }
        #expect(throws: error(.unexpectedByte(0xEF), 1)) { try JSONValue(parsing: " \u{FEFF}1") }
    }

    @Test(arguments: [
        (#"{"a":1,"a":1}"#, "a", 7), (#"{"a":1,"b":{"c":1,"c":2}}"#, "c", 18), (#"{"a":1,"\u0061":2}"#, "a", 7),
        (#"{"":1,"":2}"#, "", 6), (#"[{"x":1, "x" :2}]"#, "x", 9), (#"{"😀":1,"\ud83d\ude00":2}"#, "😀", 10),
    ])
    func `a member that occurs twice is refused at its second place`(text: String, name: String, offset: Int) {
        #expect(throws: error(.duplicateMember(name), offset)) { try JSONValue(parsing: text) }
    }

    @Test func `names that only look alike, or stand in different objects, are no duplicates`() throws {
        let object = try #require(try JSONValue(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2,\"E\":3,\"e\":4}").object)
        #expect(object.count == 4)
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
        #expect(throws: Never.self) { try JSONValue(parsing: #"{"a":{"a":{"a":1}}}"#) }
    }

    @Test func `a duplicate among many members is found`() throws {
        let members = (0..<200).map { "\"m\($0)\":\($0)" }
        let text = "{" + members.joined(separator: ",")
        #expect(try JSONValue(parsing: text + "}").object?.count == 200)
        for name in ["m0", "m7", "m100", "m199"] {
            #expect(throws: error(.duplicateMember(name), text.utf8.count + 1)) {
                try JSONValue(parsing: text + ",\"\(name)\":0}")
            }
        }
    }

    @Test func `as many arrays and objects stand inside one another as the limit says`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(64)) }
        #expect(throws: error(.tooDeep(limit: 64), 64)) { try JSONValue(parsing: nested(65)) }
        #expect(throws: Never.self) { try JSONValue(parsing: "[[1],{}]", depthLimit: 2) }
        #expect(throws: error(.tooDeep(limit: 2), 6)) { try JSONValue(parsing: #"[{"a":{}}]"#, depthLimit: 2) }
        #expect(throws: error(.tooDeep(limit: 0), 0)) { try JSONValue(parsing: "[]", depthLimit: 0) }
        #expect(throws: Never.self) { try JSONValue(parsing: "1", depthLimit: 0) }
        #expect(throws: error(.tooDeep(limit: 64), 64)) {
            try JSONValue(parsing: String(repeating: "[", count: 100_000))
        }
    }

    @Test func `an error is told in one line that cannot be forged`() {
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: #"{"a\nb\u001b[2J":1,"a\nb\u001b[2J":1}"#)
        }
        #expect(error?.description == #"the member "a\u{a}b\u{1b}[2J" occurs twice at byte 19"#)
        let long = String(repeating: "x", count: 500)
        let second = #expect(throws: JSONError.self) { try JSONValue(parsing: "{\"\(long)\":1,\"\(long)\":1}") }
        #expect(second.map { $0.description.count < 130 } == true)
        #expect(JSONError(reason: .unexpectedByte(0x1B), offset: 3).description == "unexpected byte 27 at byte 3")
        #expect(JSONError(reason: .unexpectedByte(0x7D), offset: 3).description == "unexpected \"}\" at byte 3")
    }
}
