// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTransport
import Glibc
import TestSupport
import Testing

/// The demo front end beside the API.
@Suite struct DemoTests {
    private static func withoutDemo() throws -> String {
        try ServedGateway.demo().split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("demo:") }.joined(separator: "\n")
    }

    private static let own = "api: rest\nstage: dev\npublic: [GET /public: builtin:public]\n"

    private static let tenant = "auth0Domain: tenant.eu.auth0.com\naudience: https://api.example.com\n"

    /// What a path of a port answers.
    private func ask(_ port: UInt16, _ path: String, _ fields: String...) async throws -> RawResponse {
        let connection = try await RawConnection.open(port: port)
        let head = ["GET \(path) HTTP/1.1", "Host: localhost:\(port)"] + fields
        try await connection.send(head.joined(separator: "\r\n") + "\r\n\r\n")
        let response = try await connection.response()
        await connection.close()
        return response
    }

    private func otherPort(_ gateway: ServedGateway) throws -> UInt16 {
        let url = try #require(try gateway.demoURLs().otherOrigin)
        return try #require(UInt16(url.dropFirst("http://localhost:".count).dropLast()))
    }

    @Test func `it stands outside the stage, and the API is as it was`() async throws {
        try await withGateway { gateway in
            #expect(try gateway.demoURLs().own == "http://localhost:\(gateway.port)/")
            #expect(try await ask(gateway.port, "/")["content-type"] == "text/html; charset=utf-8")
            #expect(try await ask(gateway.port, "/dev/public").text.contains("Welcome to our Public API!"))
            let stranger = try await ask(gateway.port, "/public")
            #expect(stranger.status == 403)
            #expect(stranger.text == #"{"message":"Forbidden"}"#)
            // The log is the API's.
            try await eventually("the last one is logged") { gateway.process.errors.contains("/public") }
            #expect(!gateway.process.errors.contains(" / "))
        }
    }

    @Test func `the second port has the page, and not the API`() async throws {
        try await withGateway { gateway in
            let port = try otherPort(gateway)
            #expect(try await ask(port, "/").body == ask(gateway.port, "/").body)
            #expect(try await ask(port, "/dev/public").status == 404)
            let config = try JSONValue(parsing: try await ask(port, "/demo/config.json").body).object
            #expect(config?["api"]?.string == "http://localhost:\(gateway.port)/dev")
            #expect(config?["isOtherOrigin"]?.bool == true)
            let own = try JSONValue(parsing: try await ask(gateway.port, "/demo/config.json").body).object
            #expect(own?["isOtherOrigin"]?.bool == false)
        }
    }

    @Test func `a page over https is sent to https`() async throws {
        let curl = try Tool.need(Tool.curl, "curl")
        try await withGateway { gateway in
            for port in [gateway.port, try otherPort(gateway)] {
                let url = "https://localhost:\(port)/demo/config.json"
                let (code, output, errors) = try await run(curl, ["-sSk", "--max-time", "60", url], in: gateway.folder)
                #expect(code == 0, "\(errors)")
                let config = try JSONValue(parsing: output).object
                #expect(config?["api"]?.string == "https://localhost:\(gateway.port)/dev")
                #expect(config?["issuer"]?.string == "https://localhost:\(gateway.issuerPort ?? 0)/")
                #expect(config?["home"]?.string == "https://localhost:\(gateway.port)/")
            }
        }
    }

    @Test func `a page of either origin learns why its request was refused`() async throws {
        try await withGateway { gateway in
            let port = try otherPort(gateway)
            #expect(try await ask(port, "/demo/config.json").status == 200)
            let answer = try await ask(gateway.port, "/dev/private", "Origin: http://localhost:\(port)")
            #expect(answer.status == 401)
            // A browser lets the page read what is named here only (Fetch standard, "CORS protocol").
            #expect(answer["access-control-expose-headers"] == "x-amzn-RequestId")
            let id = try #require(answer["x-amzn-requestid"])
            for place in [gateway.port, port] {
                let decision = try JSONValue(parsing: try await ask(place, "/demo/decisions/\(id)").body).object
                #expect(decision?["status"]?.number?.int64 == 401)
                #expect(decision?["verdict"]?.string == "unauthorized")
                #expect(decision?["reason"]?.string == "no Authorization header; the authorizer was not asked")
                #expect(decision?["authorizer"]?.object?["name"]?.string == "customAuthorizer")
                #expect(decision?["authorizer"]?.object?["microseconds"] == .null)
            }
        }
    }

    @Test func `a decision says who was asked, and what ran`() async throws {
        try await withGateway { gateway in
            let bearer = "Authorization: Bearer \(try await gateway.token())"
            #expect(try await ask(gateway.port, "/demo/config.json").status == 200)
            var decisions: [JSONObject] = []
            for (path, field) in [
                ("private", bearer), ("private", bearer), ("private", bearer + "x"), ("public", "Accept: */*"),
            ] {
                let id = try #require(try await ask(gateway.port, "/dev/\(path)", field)["x-amzn-requestid"])
                let told = try await ask(gateway.port, "/demo/decisions/\(id)")
                decisions.append(try #require(try JSONValue(parsing: told.body).object))
            }
            #expect(decisions.map { $0["verdict"] } == ["allow", "allow", "deny", .null])
            #expect(
                decisions.map { $0["authorizer"]?.object?["isFromCache"]?.bool } == [false, true, false, nil]
            )
            #expect(decisions.map { $0["status"]?.number?.int64 } == [200, 200, 403, 200])
            #expect(decisions[3]["handler"] == "builtin:public")
            #expect(decisions[0]["authorizer"]?.object?["microseconds"]?.number != nil)
        }
    }

    // MARK: - When it is not there

    @Test(
        arguments: [
            ("routes.yml without the key", [:], []), ("--no-demo", [:], ["--no-demo"]),
            ("a tenant", ["config.yml": Self.tenant], []),
        ] as [(String, [String: String], [String])]
    )
    func `it is not served`(why: String, files: [String: String], arguments: [String]) async throws {
        var files = files
        if files.isEmpty, arguments.isEmpty { files["routes.yml"] = try Self.withoutDemo() }
        let isTenant = files["config.yml"] != nil
        try await withGateway(files, arguments: arguments) { gateway in
            #expect(try gateway.demoURLs() == (nil, nil))
            for path in ["/", "/demo/app.js", "/demo/config.json", "/demo/decisions/x"] {
                #expect(try await ask(gateway.port, path).status == 403)
            }
            try await eventually("the banner is complete") { gateway.process.output.contains("  try  ") }
            let line = "  demo   not served: it logs in at the embedded issuer, and config.yml names a tenant\n"
            #expect(gateway.process.output.contains("  demo ") == isTenant)
            #expect(gateway.process.output.contains(line) == isTenant)
        }
    }

    @Test func `gateway run does not serve it`() async throws {
        try await withFolder(["routes.yml": try ServedGateway.demo()]) { folder in
            let curl = try Tool.need(Tool.curl, "curl")
            let script = "\(curl) -s --max-time 60 -o /dev/null -w '%{http_code}' \"$GATEWAY_URL/\""
            let (code, output, errors) = try await run(Tool.gateway, ["run", "--", "sh", "-c", script], in: folder)
            #expect(code == 0, "\(errors)")
            #expect(output == "403")
        }
    }

    @Test func `it comes and goes with the definition`() async throws {
        try await withGateway(["routes.yml": try Self.withoutDemo()]) { gateway in
            func save(_ text: String) throws { try replace("\(gateway.folder)/routes.yml", with: text) }
            #expect(try await ask(gateway.port, "/").status == 403)
            try save(try ServedGateway.demo())
            try await eventually("it is there, and announced") {
                try await ask(gateway.port, "/").status == 200 && gateway.demoURLs().own != nil
            }
            let port = try otherPort(gateway)
            #expect(try await ask(port, "/").status == 200)
            try await eventually("the change is reported") { gateway.process.errors.contains("\n  + demo\n") }

            try save(Self.own)
            try await eventually("it is gone, and so is the announcement") {
                try await ask(gateway.port, "/").status == 403 && gateway.demoURLs().own == nil
            }
            #expect(try await ask(port, "/").status == 404)
            #expect(try await ask(gateway.port, "/dev/public").status == 200)

            try save(try ServedGateway.demo())
            try await eventually("it is back, where it was") {
                try await ask(port, "/").status == 200 && gateway.demoURLs().own != nil
            }
            #expect(try otherPort(gateway) == port)
        }
    }

    // MARK: - Its port

    @Test func `a port that was asked for and is taken ends with 71`() async throws {
        try await withGateway { first in
            let arguments = ["serve", "--port", "0", "--issuer-port", "0", "--demo-port", "\(first.port)"]
            let (code, output, errors) = try await run(Tool.gateway, arguments, in: first.folder)
            #expect(code == 71)
            #expect(output == "")
            #expect(errors == "gateway: port \(first.port) is taken; try --demo-port \(first.port + 1)\n")
        }
    }

    @Test func `when the usual port is taken, there is a warning and no second origin`() async throws {
        // An address of this process alone, where the API itself has that port.
        let bits = 0x7F00_0000 | (0x0001_0000 + UInt32(getpid()) & 0x003F_FFFF)
        let host = stride(from: 24, through: 0, by: -8).map { "\(bits >> UInt32($0) & 255)" }.joined(separator: ".")
        try await withGateway(arguments: ["--host", host, "--port", "3003"]) { gateway in
            let urls = try gateway.demoURLs()
            #expect(urls.own == "http://\(host):3003/")
            #expect(urls.otherOrigin == nil)
            let warning = "warning: the demo has no second origin: port 3003 is taken; try --demo-port 3004\n"
            try await eventually("there is a warning") { gateway.process.errors.contains(warning) }
            let address = SocketAddress(host: .v4(bits), port: 3003)
            let connection = try await RawConnection.open(port: 3003, address: address)
            try await connection.send("GET /demo/config.json HTTP/1.1\r\nHost: \(host):3003\r\n\r\n")
            let config = try JSONValue(parsing: try await connection.response().body).object
            #expect(config?["otherHome"] == .null)
            await connection.close()
        }
    }

    // MARK: - The page's own code

    @Test(.enabled(if: Tool.node != nil))
    func `the page's modules do what they say`() async throws {
        let node = try Tool.need(Tool.node, "node")
        var files = ["package.json": #"{"type": "module"}"#]
        for name in ["call.js", "jwt.js", "oidc.js", "pkce.js"] {
            files[name] = try read("\(Tool.repository)/Sources/Demo/Web/\(name)")
        }
        files["page.test.js"] = try read("\(Tool.repository)/Tests/Page/page.test.js")
        try await withFolder(files) { folder in
            let (code, output, errors) = try await run(node, ["--test", "page.test.js"], in: folder)
            #expect(code == 0, "\(output)\(errors)")
        }
    }
}
