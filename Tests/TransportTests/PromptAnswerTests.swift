// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import GatewayTransport
import TestSupport
import Testing

/// Answers that are there at once, which is how most requests are answered, alone and beside others that are not.
struct PromptAnswerTests {
    /// Answers at once, but for paths that begin with `/later`.
    private struct Mixed: RequestHandler {
        func respond(to request: Request) -> Eventually<Response> {
            guard request.targetText.hasPrefix("/later") else { return .now(.text(request.summary)) }
            return .later {
                await Task.yield()
                return .text(request.summary)
            }
        }

        func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response {
            Response(status: error.status)
        }
    }

    @Test(arguments: [["/"], ["/later/"], ["/", "/later/"], ["/later/", "/", "/"]])
    func `a thousand requests in one go are answered in their order`(_ pattern: [String]) async throws {
        try await withServer(handler: { _ in Mixed() }) { running in
            let client = try await running.connect()
            let paths = (0..<1000).map { "\(pattern[$0 % pattern.count])\($0)" }
            async let sending: Void = client.send(
                paths.map { "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
            )
            for path in paths { #expect(try await client.response().text == "GET \(path) 0") }
            try await sending
        }
    }

    @Test func `what comes after an answer that ends the connection is not answered`() async throws {
        try await withServer(handler: { _ in
            PromptHandler { request in
                var response = Response.text(request.summary)
                response.closesConnection = request.targetText == "/last"
                return response
            }
        }) { running in
            let client = try await running.connect()
            let paths = ["/first", "/last", "/never"]
            try await client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            #expect(try await client.response().text == "GET /first 0")
            #expect(try await client.response()["connection"] == "close")
            #expect(try await client.rest().isEmpty)
        }
    }
}
