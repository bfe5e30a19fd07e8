// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayEmulator
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// The same answers however requests share a connection.
struct ConnectionTests {
    private static let request = [
        "public": "GET /dev/public HTTP/1.1\r\nHost: a\r\n\r\n",
        "private": "GET /dev/private HTTP/1.1\r\nHost: a\r\nAuthorization: t\r\n\r\n",
        "refused": "GET /dev/private HTTP/1.1\r\nHost: a\r\n\r\n",
        "nothing": "GET /dev/nothing HTTP/1.1\r\nHost: a\r\n\r\n",
    ]
    private static let body = [
        "public": #"{"message": "Welcome to our Public API!"}"#,
        "private": #"{"message": "Only logged in users can see this"}"#,
        "refused": #"{"message":"Unauthorized"}"#,
        "nothing": #"{"message":"Missing Authentication Token"}"#,
    ]

    @Test(arguments: [0, 1, UInt64.random(in: .min ... .max)])
    func `a pipelined mix is answered in its order`(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let names = (0..<60).map { _ in Self.request.keys.sorted().randomElement(using: &random) ?? "public" }
        // An authorizer that is asked each time: private requests suspend, the others do not.
        try await withGateway(try demoAPI(ttl: 0), parts()) { gateway in
            let connection = try await gateway.connect()
            try await connection.send(names.compactMap { Self.request[$0] }.joined())
            for (index, name) in names.enumerated() {
                let response = try await connection.response()
                #expect(response.text == Self.body[name], "seed \(seed), request \(index)")
                #expect(response["connection"] == "keep-alive")
            }
            await connection.close()
            #expect(gateway.traces.all.count == names.count)
        }
    }

    @Test func `a client of HTTP/1.0 gets the same, and its connection ends`() async throws {
        try await withGateway(try demoAPI(), parts()) { gateway in
            for (target, token, body) in [
                ("/dev/public", "", "public"), ("/dev/private", "Authorization: t\r\n", "private"),
                ("/dev/private", "", "refused"), ("/dev/nothing", "", "nothing"),
            ] {
                let connection = try await gateway.connect()
                try await connection.send("GET \(target) HTTP/1.0\r\n\(token)\r\n")
                let response = try await connection.response()
                #expect(response.text == Self.body[body])
                #expect(response["connection"] == "close")
                #expect(response["x-amzn-requestid"] != nil)
                #expect(try await connection.rest() == [])
                await connection.close()
            }
        }
    }

    @Test func `a client of HTTP/1.0 may ask to go on`() async throws {
        try await withGateway(try demoAPI(), parts()) { gateway in
            let connection = try await gateway.connect()
            for name in ["public", "private", "refused"] {
                let request = (Self.request[name] ?? "")
                    .replacing("HTTP/1.1\r\n", with: "HTTP/1.0\r\nConnection: keep-alive\r\n")
                try await connection.send(request)
                let response = try await connection.response()
                #expect(response.text == Self.body[name])
                #expect(response["connection"] == "keep-alive")
            }
            await connection.close()
        }
    }

    @Test func `many connections at once get each its own answer`() async throws {
        let parts = parts { event in
            policy("Allow", "*", principalId: .string("principal of \(event.authorizationToken ?? "")"))
        }
        try await withGateway(api([try route("GET /me/{id}", authorizer: "guard")]), parts) { gateway in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<20 {
                    group.addTask {
                        let connection = try await gateway.connect()
                        for index in 0..<20 {
                            let token = "token \(worker) \(index % 3)"
                            try await connection.send(
                                "GET /dev/me/\(index) HTTP/1.1\r\nHost: a\r\nAuthorization: \(token)\r\n\r\n"
                            )
                            let response = try await connection.response()
                            #expect(response.text.contains(#""principalId":"principal of \#(token)""#))
                            #expect(response.text.contains(#""pathParameters":{"id":"\#(index)"}"#))
                        }
                        await connection.close()
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
