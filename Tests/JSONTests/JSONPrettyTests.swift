// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

struct JSONPrettyTests {
    @Test func `what fits stays on one line`() {
        let value: JSONValue = ["a": [1, "b", nil], "c": [:], "d": []]
        #expect(value.prettyLines(width: 60) == [#"{ "a": [1, "b", null], "c": {}, "d": [] }"#])
    }

    @Test func `what does not fit is opened from the outside`() {
        let value: JSONValue = ["name": "a text of some length", "list": [1, 2, 3], "object": ["k": "a text as long"]]
        #expect(
            value.prettyLines(width: 30) == [
                "{",
                #"  "name": "a text of some length","#,
                #"  "list": [1, 2, 3],"#,
                #"  "object": {"#,
                #"    "k": "a text as long""#,
                "  }",
                "}",
            ]
        )
    }

    @Test func `a reader reads the same value`() throws {
        let value: JSONValue = ["a": ["b": ["c": ["deep", ["deeper"]]]], "e\"\n": [true, false, -1]]
        for width in [0, 10, 20, 200] {
            #expect(
                try JSONValue(parsing: Array(value.prettyLines(width: width).joined(separator: "\n").utf8)) == value
            )
        }
    }
}
