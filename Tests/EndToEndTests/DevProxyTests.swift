// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayJSON
import TestSupport
import Testing

/// The gateway behind a front end's development proxy: nginx, and one in Node as vite and webpack bring it.
@Suite(.enabled(if: Tool.mayRun(Tool.nginx), "nginx is missing"))
struct DevProxyTests {
    /// Answers what it was told as its context, which the route then shows.
    private static let mirror = CustomAuthorizer("mirror", kind: .request(identitySources: []), resultTtlInSeconds: 0) {
        .allow(principalId: "mary", context: ["event": $0.json])
    }

    private static let api = GatewayAPI(
        stage: "dev",
        routes: [
            .private("ANY /event/{proxy+}", authorizer: mirror) { .json($0.context["event"] ?? "") },
            .public("ANY /echo") { .init(contentType: "application/octet-stream", body: $0.body) },
            .public("ANY /status/{code}") { .text("", status: Int($0.pathParameters["code"] ?? "") ?? 500) },
            .public("GET /large") { _ in .init(contentType: "application/octet-stream", body: bytes(10 * 1024 * 1024))
            },
        ]
    )

    /// So many bytes, in which a piece that is missing would be seen.
    private static func bytes(_ count: Int) -> [UInt8] {
        let block = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += block.prefix(count - bytes.count) }
        return bytes
    }

    /// What README.md tells people to write, with both ways to send bodies on.
    private static func server(_: UInt16) -> String {
        """
        client_max_body_size 0;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host api.example.com;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto https;
        proxy_set_header X-Forwarded-Host $host;
        proxy_set_header X-Forwarded-Port 443;
        location /api/ { proxy_pass http://gateway/dev/; }
        location /dev/ { proxy_pass http://gateway; }
        location /streamed/ {
            proxy_pass http://gateway/dev/;
            proxy_request_buffering off;
            proxy_buffering off;
        }
        location /socket/ {
            proxy_pass http://gateway/dev/;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
        }
        """
    }

    private static func upstream(_ port: UInt16) -> String {
        "upstream gateway { server 127.0.0.1:\(port); keepalive 8; }"
    }

    /// A gateway behind nginx; the test gets the proxy's port.
    private func withProxy(_ body: (UInt16, EmbeddedGateway) async throws -> Void) async throws {
        try await withGateway(Self.api) { gateway in
            try await withNginx(Self.server, http: Self.upstream(gateway.port)) { try await body($0, gateway) }
        }
    }

    /// One request on a connection of its own.
    private func ask(
        _ requestLine: String,
        _ fields: [String] = [],
        body: [UInt8] = [],
        port: UInt16
    ) async throws -> RawResponse {
        let connection = try await RawConnection.open(port: port)
        let length = body.isEmpty ? [] : ["Content-Length: \(body.count)"]
        let head = ["\(requestLine) HTTP/1.1", "Host: localhost:5173"] + fields + length
        try await connection.send(Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        let response = try await connection.response(isHead: requestLine.hasPrefix("HEAD "))
        await connection.close()
        return response
    }

    @Test func `what the proxy tells stands where AWS puts it`() async throws {
        try await withProxy { (port, _) async throws in
            let answer = try await ask(
                "GET /api/event/x",
                ["X-Forwarded-For: 203.0.113.9", "User-Agent: t"],
                port: port
            )
            let event = try JSONValue(parsing: answer.text).object
            let headers = event?["headers"]?.object
            // The proxy appended whom it heard it from, and the gateway did as well: both are 127.0.0.1.
            #expect(headers?["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1, 127.0.0.1")
            // What somebody claims about the last step is not believed: the gateway says what it saw.
            #expect(headers?["X-Forwarded-Proto"] == "http" && headers?["X-Forwarded-Port"] == "80")
            #expect(headers?["X-Forwarded-Host"] == "localhost" && headers?["Host"] == "api.example.com")
            #expect(headers?["User-Agent"] == "t" && headers?["Connection"] == nil)
            let context = event?["requestContext"]?.object
            #expect(context?["identity"]?.object?["sourceIp"] == "127.0.0.1")
            #expect(context?["domainName"] == "api.example.com")
            #expect(context?["path"] == "/dev/event/x" && event?["path"] == "/event/x")
        }
    }

    @Test(arguments: ["/dev/event/a%2Fb%20c%C3%A4/~d;e=f,g@h:i!$'()*+?a=%2B+%20&a&=b&c=%zz&d=a/b?c"])
    func `paths and queries pass byte for byte`(_ target: String) async throws {
        try await withProxy { (port, gateway) async throws in
            let answer = try await ask("GET \(target)", port: port)
            #expect(answer.status == 200)
            let direct = try await ask("GET \(target)", port: gateway.port)
            for name in ["path", "queryStringParameters", "multiValueQueryStringParameters", "pathParameters"] {
                let (seen, expected) = try (JSONValue(parsing: answer.text), JSONValue(parsing: direct.text))
                #expect(seen.object?[name] == expected.object?[name])
            }
        }
    }

    @Test(arguments: ["/api/echo", "/streamed/echo"])
    func `bodies of every size pass both ways`(_ path: String) async throws {
        try await withProxy { (port, _) async throws in
            for count in [1, 4096, 1024 * 1024, 10_485_760] {
                let body = Self.bytes(count)
                let connection = try await RawConnection.open(port: port)
                let head = "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n"
                try await connection.send(Array(head.utf8) + body)
                #expect(try await connection.body(count: count) == body)
                await connection.close()
            }
            let chunked = "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            let connection = try await RawConnection.open(port: port)
            try await connection.send(
                "POST \(path) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunked)"
            )
            #expect(try await connection.response().text == "abcde")
            await connection.close()
            let expecting = try await ask("POST \(path)", ["Expect: 100-continue"], body: [0x61], port: port)
            #expect(expecting.status == 100)
        }
    }

    @Test(arguments: ["/api/echo", "/streamed/echo"])
    func `a body that is too large is a 413, and the next request is served`(_ path: String) async throws {
        try await withProxy { (port, _) async throws in
            for _ in 0..<2 {
                let answer = try await ask(
                    "POST \(path)",
                    body: [UInt8](repeating: 0x61, count: 10_485_761),
                    port: port
                )
                #expect(answer.status == 413)
                #expect(answer.text == "HTTP content length exceeded 10485760 bytes.")
                #expect(try await ask("POST \(path)", body: [0x61], port: port).text == "a")
            }
        }
    }

    @Test func `answers without a body leave the connection in order`() async throws {
        try await withProxy { (port, _) async throws in
            for _ in 0..<5 {
                #expect(try await ask("HEAD /api/large", port: port).status == 403)
                #expect(try await ask("HEAD /api/status/200", port: port).status == 200)
                #expect(try await ask("GET /api/status/204", port: port).status == 204)
                #expect(try await ask("GET /api/status/304", port: port).status == 304)
                #expect(try await ask("POST /api/echo", body: [0x61], port: port).text == "a")
            }
        }
    }

    @Test func `clients that go in the middle disturb nobody`() async throws {
        try await withProxy { (port, gateway) async throws in
            for path in ["/api", "/streamed"] {
                for _ in 0..<5 {
                    let uploading = try await RawConnection.open(port: port)
                    try await uploading.send(
                        "POST \(path)/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc"
                    )
                    await uploading.close()
                    let reading = try await RawConnection.open(port: port)
                    try await reading.send("GET \(path)/large HTTP/1.1\r\nHost: a\r\n\r\n")
                    _ = try await reading.receive()
                    await reading.close()
                    #expect(try await ask("POST \(path)/echo", body: [0x61], port: port).text == "a")
                }
            }
            // Half a body is no request.
            #expect(gateway.requests.filter { $0.method == "POST" }.count == 10)
        }
    }

    @Test func `many clients over few connections get their own answers`() async throws {
        try await withProxy { (port, _) async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<16 {
                    group.addTask {
                        for number in 0..<20 {
                            let text = "\(client)/\(number)"
                            let path = number % 2 == 0 ? "/api/echo" : "/streamed/echo"
                            let answer = try await ask("POST \(path)", body: Array(text.utf8), port: port)
                            #expect(answer.text == text)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `who would like a WebSocket gets an ordinary answer`() async throws {
        try await withProxy { (port, _) async throws in
            let fields = [
                "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            ]
            let answer = try await ask("GET /socket/event/x", fields, port: port)
            #expect(answer.status == 200)
            let headers = try JSONValue(parsing: answer.text).object?["headers"]?.object
            #expect(headers?["Upgrade"] == nil && headers?["Sec-WebSocket-Version"] == "13")
        }
    }

    @Test func `a gateway that was started anew is found again`() async throws {
        let first = try await EmbeddedGateway.start(Self.api)
        try await withNginx(Self.server, http: Self.upstream(first.port)) { (port) async throws in
            for _ in 0..<10 { #expect(try await ask("POST /api/echo", body: [0x61], port: port).text == "a") }
            await first.stop()
            var second: EmbeddedGateway?
            try await eventually("the port is to be had again") {
                do throws(GatewayStartError) {
                    second = try await EmbeddedGateway.start(Self.api, port: first.port)
                    return true
                } catch {
                    return false
                }
            }
            for _ in 0..<10 { #expect(try await ask("POST /api/echo", body: [0x61], port: port).text == "a") }
            await second?.stop()
        }
        await first.stop()
    }

    @Test func `a proxy may speak TLS to the gateway`() async throws {
        try await withGateway { gateway in
            let server = """
                proxy_http_version 1.1; proxy_set_header Connection ""; proxy_ssl_server_name on; proxy_ssl_name localhost;
                location /api/ { proxy_pass https://gateway/dev/; }
                """
            try await withNginx({ _ in server }, http: Self.upstream(gateway.port)) { (port) async throws in
                for _ in 0..<10 { #expect(try await ask("GET /api/public", port: port).status == 200) }
            }
        }
    }

    @Test(
        .enabled(if: Tool.node != nil, "node is missing"),
        arguments: ["{ keepAlive: true, maxSockets: 4 }", "{ keepAlive: false }"]
    )
    func `a proxy in Node is served alike`(_ agent: String) async throws {
        try await withGateway(Self.api) { gateway in
            try await withNodeProxy(to: gateway.port, agent: agent) { (port) async throws in
                let target = "/api/event/a%2Fb?a=%2B+%20&a&=b"
                let event = try JSONValue(parsing: try await ask("GET \(target)", port: port).text).object
                #expect(event?["path"] == "/event/a%2Fb")
                #expect(event?["headers"]?.object?["X-Forwarded-For"] == "127.0.0.1, 127.0.0.1")
                #expect(event?["headers"]?.object?["Host"] == "api.example.com")
                for count in [1, 100_000] {
                    let body = Self.bytes(count)
                    let answer = try await ask("POST /api/echo", body: body, port: port)
                    #expect(answer.status == 200 && answer.body == body)
                    #expect(try await ask("GET /api/status/204", port: port).status == 204)
                }
                let reading = try await RawConnection.open(port: port)
                try await reading.send("GET /api/large HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await reading.receive()
                await reading.close()
                #expect(try await ask("POST /api/echo", body: [0x61], port: port).text == "a")
            }
        }
    }
}
