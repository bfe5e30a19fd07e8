// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

struct JSONVisibleTests {
    @Test(arguments: [
        ("plain ä 中 😀", "\"plain ä 中 😀\""),
        ("\u{7F}\u{9B}31m", #""\u007f\u009b31m""#),
        ("a\u{202E}b\u{2066}", #""a\u202eb\u2066""#),
        ("\u{2028}\u{2029}\u{FEFF}", #""\u2028\u2029\ufeff""#),
        ("\u{E0001}", #""\udb40\udc01""#),
        ("\u{1B}[31m", #""\u001b[31m""#),
    ])
    func `what is not seen as itself is escaped, and is the same value`(_ text: String, _ json: String) throws {
        let value = JSONValue.string(text)
        #expect(value.visibleText == json)
        #expect(try JSONValue(parsing: Array(json.utf8)) == value)
        #expect(JSONValue.object(JSONObject([text: value])).visibleText == "{\(json):\(json)}")
    }
}
