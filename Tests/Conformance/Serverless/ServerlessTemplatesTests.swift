// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayEmulator
import GatewayJSON
import GatewayModel
import Testing

/// What a function of `integration: lambda` is told, and what `cors` answers, as the framework deploys them.
///
/// Source: Serverless Framework documentation, "API Gateway" of "Events": "Default Request Templates", "Enabling CORS".
struct ServerlessTemplatesTests {
    /// An API whose function returns its event as the body of what it returns.
    private func rehearsal(_ event: String) throws -> Rehearsal {
        let text = """
            service: shop
            provider: {name: aws, runtime: nodejs22.x}
            functions:
              hello: {handler: hello.main, events: [{http: {method: any, path: 'users/{id}', \(event)}}]}
            """
        let result = try ServerlessFile.read(text: Array(text.utf8), file: "s.yml", options: ServerlessOptions())
        var api = try #require(result.apis.first)
        api.functions = [FunctionDefinition(name: "hello", behaviour: .echoes)]
        return try Rehearsal([api], parts: GatewayParts())
    }

    private func ask(_ event: String, _ request: String) async throws -> (head: String, body: String) {
        let outcome = try await rehearsal(event).answer(Array(request.utf8))
        let text = String(decoding: outcome.message, as: UTF8.self)
        let end = try #require(text.utf8.indices.first { text.utf8[$0...].starts(with: "\r\n\r\n".utf8) })
        return (String(text[..<end]), String(text[text.utf8.index(end, offsetBy: 4)...]))
    }

    /// The event that the function got.
    private func event(_ type: String, _ body: String, query: String = "") async throws -> JSONObject {
        let request =
            "POST /dev/users/7\(query) HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\nX-It: it's \"so\"\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let answer = try await ask("integration: lambda", request)
        #expect(answer.head.hasPrefix("HTTP/1.1 200 "), "\(answer)")
        guard case .object(let returned) = try JSONValue(parsing: answer.body),
            case .string(let text) = returned["body"], case .object(let event) = try JSONValue(parsing: text)
        else {
            Issue.record("no event: \(answer.body)")
            return JSONObject()
        }
        return event
    }

    private func member(_ name: String, of event: JSONObject, _ key: String) -> JSONValue? {
        if case .object(let object) = event[name] { object[key] } else { nil }
    }

    @Test func `a function is told of a JSON body and of the request`() async throws {
        let event = try await event("application/json", #"{"a": [1, "it's"]}"#, query: "?q=1&r=a%20b")
        #expect(
            event.members.map(\.name) == [
                "body", "method", "principalId", "stage", "cognitoPoolClaims", "enhancedAuthContext", "headers",
                "query",
                "path", "identity", "stageVariables", "requestPath",
            ]
        )
        #expect(event["body"] == (try JSONValue(parsing: #"{"a": [1, "it's"]}"#)))
        #expect(event["method"] == "POST")
        #expect(event["principalId"] == "")
        #expect(event["stage"] == "dev")
        #expect(member("cognitoPoolClaims", of: event, "sub") == "")
        #expect(event["enhancedAuthContext"] == .object(JSONObject()))
        #expect(member("headers", of: event, "X-It") == #"it's "so""#)
        #expect(event["query"] == (try JSONValue(parsing: #"{"q": "1", "r": "a b"}"#)))
        #expect(event["path"] == (try JSONValue(parsing: #"{"id": "7"}"#)))
        #expect(member("identity", of: event, "sourceIp") == "127.0.0.1")
        #expect(event["stageVariables"] == .object(JSONObject()))
        #expect(event["requestPath"] == "/users/{id}")
    }

    @Test(
        arguments: [
            ("a=1&b=two+words&c=it%27s", #"{"a": "1", "b": "two words", "c": "it's"}"#),
            ("a=&b", #"{"a": "", "b": ""}"#), ("a=b=c", #"{"a": "b"}"#),
        ]
    )
    func `a form becomes an object`(form: String, body: String) async throws {
        let event = try await event("application/x-www-form-urlencoded", form)
        #expect(event["body"] == (try JSONValue(parsing: body)))
    }

    @Test func `a body of another type is refused, since there is no template for it`() async throws {
        let request = "POST /dev/users/7 HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx"
        #expect(try await ask("integration: lambda", request).head.hasPrefix("HTTP/1.1 415 "))
    }

    @Test(
        arguments: [
            ("cors: true", "https://a.b", "*"),
            ("cors: {origins: ['https://a.b', 'https://*.c.d']}", "https://x.c.d", "https://x.c.d"),
            ("cors: {origins: ['https://a.b', 'https://*.c.d']}", "https://xxcxd", "https://a.b"),
            ("cors: {origin: 'https://a.b,https://e.f'}", "https://e.f", "https://e.f"),
        ]
    )
    func `a preflight names the origin that may read`(event: String, origin: String, allowed: String) async throws {
        let answer = try await ask(event, "OPTIONS /dev/users/7 HTTP/1.1\r\nHost: a\r\nOrigin: \(origin)\r\n\r\n")
        #expect(answer.head.hasPrefix("HTTP/1.1 200 "))
        let line = answer.head.split(separator: "\r\n").first {
            $0.lowercased().hasPrefix("access-control-allow-origin:")
        }
        #expect(line?.split(separator: " ").last.map(String.init) == allowed)
    }
}
