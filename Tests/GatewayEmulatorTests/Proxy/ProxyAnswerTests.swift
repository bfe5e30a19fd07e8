// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayHandlers
import Testing

/// What a function may return, and what it means.
///
/// - Source: recorded answers; API Gateway developer guide, "Output format of a Lambda function for proxy integration" and
///   "Create AWS Lambda proxy integrations for HTTP APIs".
struct ProxyAnswerTests {
    private func shown(_ read: () throws(ProxyAnswerError) -> ProxyResponse) -> String {
        do throws(ProxyAnswerError) {
            let response = try read()
            let type = response.contentType.map { String(decoding: $0, as: UTF8.self) } ?? "-"
            let headers = response.headers.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
            return "\(response.status) \(type) [\(headers)] \(String(decoding: response.body, as: UTF8.self))"
        } catch {
            switch error {
            case .malformed(let reason): return "malformed: \(reason)"
            case .badBase64: return "bad base64"
            }
        }
    }

    @Test(arguments: [
        (#"{}"#, "200 - [] "),
        (#"{"statusCode": "201"}"#, "201 - [] "),
        (#"{"statusCode": null, "body": null}"#, "200 - [] "),
        (#"{"statusCode": 200, "body": 5}"#, "200 - [] 5"),
        (
            #"{"statusCode": 200, "headers": {"a": "b", "f": false, "n": 1.50, "gone": null}}"#,
            "200 - [a=b;f=false;n=1.50] "
        ),
        (#"{"headers": null, "multiValueHeaders": null}"#, "200 - [] "),
        (#"{"headers": {"content-TYPE": "text/html"}}"#, "200 text/html [] "),
        (#"{"headers": {"K": "1"}, "multiValueHeaders": {"k": ["2", "3"]}}"#, "200 - [k=2;k=3;k=1] "),
        (#"{"headers": {"k": "2"}, "multiValueHeaders": {"k": ["2", "3"]}}"#, "200 - [k=2;k=3] "),
        (#"{"isBase64Encoded": true, "body": "aGk="}"#, "200 - [] aGk="),
        (#"{"statusCode": "test"}"#, "malformed: statusCode is test, expected 200 to 599"),
        (#"{"statusCode": 0}"#, "malformed: statusCode is 0, expected 200 to 599"),
        (#"{"statusCode": 199}"#, "malformed: statusCode is 199, expected 200 to 599"),
        (#"{"statusCode": 600}"#, "malformed: statusCode is 600, expected 200 to 599"),
        (#"{"statusCode": 200.5}"#, "malformed: statusCode is 200.5, expected 200 to 599"),
        (#"{"statusCode": true}"#, "malformed: statusCode is a boolean"),
        (#"{"statusCode": 200, "cookies": []}"#, "malformed: \"cookies\" is no member of a proxy response"),
        (#""hello""#, "malformed: it is a string, not an object"),
        (#"null"#, "malformed: it is null, not an object"),
        (#"{"body": {"a": 1}}"#, "malformed: body is an object, not a text; a function has to make JSON of it itself"),
        (#"{"headers": {"a": ["b"]}}"#, "malformed: the header a is a list"),
        (#"{"headers": []}"#, "malformed: headers is a list, not an object"),
        (#"{"multiValueHeaders": {"a": "b"}}"#, "malformed: the entry a of multiValueHeaders is a string, not a list"),
        (#"{"isBase64Encoded": 1}"#, "malformed: isBase64Encoded is a number, not a boolean"),
    ])
    func `a REST API takes a proxy response and nothing else`(_ payload: String, _ expected: String) {
        let text = shown { () throws(ProxyAnswerError) in
            try ProxyAnswer.rest(Array(payload.utf8), acceptsBinary: false)
        }
        #expect(text == expected)
    }

    @Test(arguments: [
        (#"{"isBase64Encoded": true, "body": "aGk="}"#, "200 - [] hi"),
        (#"{"isBase64Encoded": false, "body": "aGk="}"#, "200 - [] aGk="),
        (#"{"base64Encoded": true, "body": "aGk="}"#, "200 - [] hi"),
        // The older key is looked at first.
        (#"{"base64Encoded": false, "isBase64Encoded": true, "body": "aGk="}"#, "200 - [] aGk="),
        (#"{"isBase64Encoded": true, "body": "not base64"}"#, "bad base64"),
    ])
    func `a REST API decodes for who accepts bytes`(_ payload: String, _ expected: String) {
        let text = shown { () throws(ProxyAnswerError) in
            try ProxyAnswer.rest(Array(payload.utf8), acceptsBinary: true)
        }
        #expect(text == expected)
    }

    @Test(arguments: [
        (#"{"statusCode": 200, "body": "x", "unknown": 1}"#, "200 - [] x"),
        (
            #"{"statusCode": 200, "headers": {"K": "1"}, "multiValueHeaders": {"k": ["2", "3"]}}"#,
            "200 - [K=1;K=2;K=3] "
        ),
        (#"{"statusCode": 200, "isBase64Encoded": true, "body": "aGk="}"#, "200 - [] hi"),
        (#"{"statusCode": 200, "isBase64Encoded": true, "body": "?"}"#, "bad base64"),
        (#"{}"#, "malformed: statusCode is missing"),
        (#"{"body": "x"}"#, "malformed: statusCode is missing"),
        (#""text""#, "malformed: it is a string, not an object"),
    ])
    func `format 1.0 of an HTTP API ignores what it does not know`(_ payload: String, _ expected: String) {
        let text = shown { () throws(ProxyAnswerError) in try ProxyAnswer.httpV1(Array(payload.utf8)) }
        #expect(text == expected)
    }

    @Test(arguments: [
        (#""Hello""#, "200 application/json [] Hello"),
        (#"{"message":  "Hello"}"#, #"200 application/json [] {"message":  "Hello"}"#),
        (#"42"#, "200 application/json [] 42"),
        (#"null"#, "200 application/json [] null"),
        (#"[1]"#, "200 application/json [] [1]"),
        (#"{}"#, "200 application/json [] {}"),
        (#"{"statusCode": 200, "body": "x"}"#, "200 - [] x"),
        (
            #"{"statusCode": 200, "cookies": ["a=1", "b=2"], "headers": {"Set-Cookie": "c=3"}}"#,
            "200 - [Set-Cookie=a=1;Set-Cookie=b=2;Set-Cookie=c=3] "
        ),
        (#"{"statusCode": 0, "body": "x"}"#, "malformed: statusCode is 0, expected 200 to 599"),
        (#"{"statusCode": 200, "cookies": "a=1"}"#, "malformed: cookies is a string, not a list"),
        (#"{"statusCode": 200, "cookies": [1]}"#, "malformed: a cookie is a number, not a text"),
        (
            #"{"statusCode": 200, "body": []}"#,
            "malformed: body is a list, not a text; a function has to make JSON of it itself"
        ),
    ])
    func `format 2.0 of an HTTP API takes a value without a status for the body`(_ payload: String, _ expected: String)
    {
        let text = shown { () throws(ProxyAnswerError) in try ProxyAnswer.httpV2(Array(payload.utf8)) }
        #expect(text == expected)
    }

    @Test func `thousands of headers are merged one by one`() throws {
        func map(_ prefix: String, _ value: String) -> String {
            "{" + (0..<12_000).map { "\"\(prefix)\($0)\": \(value)" }.joined(separator: ",") + "}"
        }
        let payload =
            #"{"statusCode": 200, "headers": \#(map("a", "\"1\"")), "multiValueHeaders": \#(map("A", "[\"2\"]"))}"#
        let response = try ProxyAnswer.rest(Array(payload.utf8), acceptsBinary: false)
        #expect(response.headers.count == 24_000)
        #expect(response.headers.prefix(2).map(\.name) == ["A0", "A0"])
        #expect(try ProxyAnswer.httpV1(Array(payload.utf8)).headers.prefix(2).map(\.value) == ["1", "2"])
    }

    /// - Source: AWS Lambda quotas, "Invocation payload": 6 MB.
    @Test func `an answer beyond what Lambda lets pass is malformed`() {
        let payload = Array(#"{"body": "\#(String(repeating: "x", count: 6 << 20))"}"#.utf8)
        #expect(throws: ProxyAnswerError.self) { try ProxyAnswer.rest(payload, acceptsBinary: false) }
        #expect(throws: ProxyAnswerError.self) { try ProxyAnswer.httpV2(payload) }
    }

    @Test func `bytes that are no JSON, or nested without end, are malformed`() {
        let deep = String(repeating: "[", count: 100_000)
        for payload in ["", "{", "{\"a\":1,\"a\":2}", "\u{FEFF}{}", deep] {
            #expect(throws: ProxyAnswerError.self) { try ProxyAnswer.httpV2(Array(payload.utf8)) }
            #expect(throws: ProxyAnswerError.self) { try ProxyAnswer.rest(Array(payload.utf8), acceptsBinary: true) }
        }
    }
}
