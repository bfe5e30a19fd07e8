// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import Testing

/// The parameters of queries, forms and JSON bodies (RFC 6749 §3.1, §3.2; WHATWG URL standard §5.1).
@Suite struct ParametersTests {
    private func form(_ text: String) throws(OAuthError) -> Parameters {
        try Parameters(form: Array(text.utf8)[...])
    }

    private func json(_ text: String) throws(OAuthError) -> Parameters {
        try Parameters(json: Array(text.utf8)[...])
    }

    @Test func `a form and a JSON body say the same`() throws {
        let form = try form("grant_type=password&scope=openid+read%3Aall&username=a%2Bb%40c")
        #expect(try json(#"{"grant_type": "password", "scope": "openid read:all", "username": "a+b@c"}"#) == form)
        #expect(form["scope"] == "openid read:all")
        #expect(form["username"] == "a+b@c")
    }

    @Test func `null and an empty value are as good as nothing`() throws {
        let json = try json(#"{"realm": null, "audience": ""}"#)
        #expect(json["realm"] == nil)
        #expect(json["audience"] == nil)
        #expect(try form("audience=&scope")["audience"] == nil)
    }

    @Test(arguments: [
        ("scope=1&scope=2", "the parameter occurs twice: scope"),
        ("scope=1&s%63ope=2", "the parameter occurs twice: scope"),
        ("scope=&scope=", "the parameter occurs twice: scope"),
        ("scope=\(String(repeating: "x", count: 8193))", "scope is too long"),
        ("state=\(String(repeating: "x", count: 65_537))", "state is too long"),
        ("a=%4", "the body is not application/x-www-form-urlencoded"),
        ("a=%+1", "the body is not application/x-www-form-urlencoded"),
        ("a=%C0%AF", "the body is not application/x-www-form-urlencoded"),
        ((0...200).map { "p\($0)" }.joined(separator: "&"), "the body has too many parameters"),
    ])
    func `a form that two readers could read in two ways is refused`(_ text: String, _ reason: String) {
        let error = #expect(throws: OAuthError.self) { try form(text) }
        #expect(error?.status == 400)
        #expect(error?.code == "invalid_request")
        #expect(error?.description == reason)
    }

    @Test(arguments: [
        (#"["a"]"#, "the body is a list, not an object"),
        (#"{"a": "1", "a": "2"}"#, "the body is not JSON: the member \"a\" occurs twice at byte 11"),
        ("{\"scope\": \"\(String(repeating: "x", count: 8193))\"}", "scope is too long"),
    ])
    func `a JSON body that two readers could read in two ways is refused`(_ text: String, _ reason: String) {
        let error = #expect(throws: OAuthError.self) { try json(text) }
        #expect(error?.status == 400)
        #expect(error?.code == "invalid_request")
        #expect(error?.description == reason)
    }

    @Test func `what nobody reads does no harm`() throws {
        #expect(try form("x=1&x=2&scope=a")["scope"] == "a")
        #expect(try json(#"{"useMrrt": false, "timeout": 1, "authParams": {}, "scope": "a"}"#)["scope"] == "a")
    }
}
