// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

/// The runner itself: what differs is noticed, whichever member says it.
struct ExpectationTests {
    private static func scenario(_ expectation: String) throws -> Scenario {
        let text = #"""
            {
              "definition": [
                "api: rest", "stage: dev", "functions:", "  echo: { echoes: true }", "public:", "  - GET /x: function:echo"
              ],
              "requests": [{"method": "GET", "path": "/dev/x"}],
              "expect": \#(expectation)
            }
            """#
        var members = try Members(JSONValue(parsing: text), "a scenario")
        return try Scenario(&members)
    }

    private static func differences(_ expectation: String) async throws -> [String] {
        let scenario = try scenario(expectation)
        let observation = try await ScenarioRun(scenario, file: "routes.yml").observe()
        return try scenario.expectation.differences(from: observation)
    }

    @Test func `what is as expected makes no difference`() async throws {
        let right = #"""
            {
              "status": 200, "statuses": [200], "headers": {"content-type": "application/json"},
              "headersPresent": ["x-amzn-requestid"], "headersAbsent": ["X-Nope"], "headersMatch": {"Content-Length": "\\d+"},
              "headerValues": {"Content-Type": ["application/json"]}, "rawHeaderNames": ["x-amzn-RequestId"],
              "bodyContains": "httpMethod", "bodyMatch": "\\{.*\\}", "bodyJSONHas": ["requestContext.stage"],
              "event": {"path": "/x", "queryStringParameters": null}, "eventHas": ["body"], "eventAbsent": ["nope"],
              "eventMatch": {"requestContext.requestId": "[0-9a-f-]{36}"}, "invocations": 0, "selected": "echo"
            }
            """#
        #expect(try await Self.differences(right).isEmpty)
    }

    @Test(arguments: [
        #"{"status": 201}"#, #"{"statuses": [200, 200]}"#, #"{"headers": {"Content-Type": "text/html"}}"#,
        #"{"headers": {"X-Nope": "x"}}"#, #"{"headersPresent": ["X-Nope"]}"#, #"{"headersAbsent": ["content-type"]}"#,
        #"{"headersMatch": {"Content-Type": "json"}}"#, #"{"headerValues": {"Content-Type": []}}"#,
        #"{"rawHeaderNames": ["content-type"]}"#, #"{"body": ""}"#, #"{"bodyMatch": "path"}"#,
        #"{"bodyContains": "nope"}"#,
        #"{"bodyBase64": ""}"#, #"{"bodyJSON": {}}"#, #"{"bodyJSONHas": ["nope"]}"#, #"{"contentLength": 1}"#,
        #"{"event": {"path": "/y"}}"#, #"{"event": {"body": ""}}"#, #"{"event": {"requestContext": {}}}"#,
        #"{"eventHas": ["nope"]}"#, #"{"eventAbsent": ["body"]}"#, #"{"eventMatch": {"path": "x"}}"#,
        #"{"eventKeys": ["path"]}"#, #"{"requestContextKeys": ["stage"]}"#, #"{"authorizerEvent": {"type": "TOKEN"}}"#,
        #"{"invocations": 1}"#, #"{"selected": "other"}"#, #"{"selected": null}"#,
    ])
    func `what is otherwise than expected is noticed`(_ wrong: String) async throws {
        #expect(try await !Self.differences(wrong).isEmpty)
    }

    @Test(arguments: [
        #"{"statos": 200}"#, #"{"status": "200"}"#, #"{"headers": {"A": 1}}"#, #"{"headersPresent": "A"}"#,
    ])
    func `an expectation that means nothing is a mistake`(_ expectation: String) {
        #expect(throws: CaseMistake.self) { try Self.scenario(expectation) }
    }
}
