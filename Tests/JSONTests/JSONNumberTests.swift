// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

@Suite struct JSONNumberTests {
    @Test(arguments: [
        "0", "-0", "1", "-1", "10", "1.0", "0.5", "-0.5", "1e0", "1E0", "1e+0", "1e-0", "1.5e10", "0e0", "0.0e-99",
        "123456789012345678901234567890", "1e400", "9223372036854775807", "0.1000",
    ])
    func `a number keeps its text`(text: String) throws {
        #expect(try JSONValue(parsing: text).number?.text == text)
        #expect(try JSONValue(parsing: "[\(text)]").compactText == "[\(text)]")
    }

    @Test(arguments: [
        ("01", 1), ("-01", 2), ("00", 1), ("1.", 2), ("1.e1", 2), ("-.5", 1), ("1e", 2), ("1e+", 3), ("1E-", 3),
        ("-a", 1),
        ("1.a", 2), ("0.5.", 3), ("1e1.5", 3), ("--1", 1), ("1e++1", 3), ("0123", 1), ("-Infinity", 1),
    ])
    func `a number that RFC 8259 does not know is refused`(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.offset == offset)
    }

    @Test func `a leading zero is named as such`() {
        #expect(throws: JSONError(reason: .invalidNumber, offset: 1)) { try JSONValue(parsing: "01") }
        #expect(throws: JSONError(reason: .invalidNumber, offset: 2)) { try JSONValue(parsing: "1.") }
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("42", 42), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("1.0", nil), ("1e3", nil),
        ] as [(String, Int64?)]
    )
    func `only a plain integer that fits is an integer`(text: String, value: Int64?) throws {
        #expect(try JSONValue(parsing: text).number?.int64 == value)
    }

    @Test func `a number beyond a double is infinite and not zero`() throws {
        #expect(try JSONValue(parsing: "1e400").number?.double == .infinity)
        #expect(try JSONValue(parsing: "-1e400").number?.double == -.infinity)
        #expect(try JSONValue(parsing: "1e-400").number?.double == 0)
        #expect(try JSONValue(parsing: "0.25").number?.double == 0.25)
    }
}
