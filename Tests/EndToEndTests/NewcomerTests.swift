// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport
import Testing

/// What somebody sees who has just cloned the repository.
@Suite struct NewcomerTests {
    @Test func `the banner lists the routes, the issuer, the demo and two commands to try`() async throws {
        try await withGateway { gateway in
            try await eventually("the banner is complete") {
                gateway.process.output.contains("/dev/private\n       curl")
                    || gateway.process.output.hasSuffix("/dev/private\n")
            }
            let base = "http://localhost:\(gateway.port)"
            let otherOrigin = try #require(try gateway.demoURLs().otherOrigin)
            #expect(
                gateway.process.output == """
                    Server ready: \(base)
                      GET  \(base)/dev/public     public    builtin:public
                      GET  \(base)/dev/private    private   builtin:private    authorizer customAuthorizer (TOKEN, 300 s)
                      issuer https://localhost:\(gateway.issuerPort ?? 0)/ (embedded)
                      demo   \(base)/ and, from another origin, \(otherOrigin)
                      try  curl \(base)/dev/public
                           curl -H "Authorization: Bearer $(\(Tool.gateway) token)" \(base)/dev/private

                    """
            )
        }
    }

    @Test func `anyone reads the public message, and who has a token the private one`() async throws {
        try await withGateway { gateway in
            let open = try await gateway.get("/dev/public")
            #expect(open.status == 200)
            #expect(open.text == #"{"message": "Welcome to our Public API!"}"#)

            let stranger = try await gateway.get("/dev/private")
            #expect(stranger.status == 401)
            #expect(stranger.text == #"{"message":"Unauthorized"}"#)

            let friend = try await gateway.get("/dev/private", token: gateway.token())
            #expect(friend.status == 200)
            #expect(friend.text == #"{"message": "Only logged in users can see this"}"#)

            let liar = try await gateway.get("/dev/private", token: "a.b.c")
            #expect(liar.status == 403)
            #expect(
                liar.text
                    == #"{"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}"#
            )
        }
    }

    @Test(.enabled(if: Tool.mayRun(Tool.curl), "curl is missing"), arguments: ["http", "https"])
    func `the commands of the banner work, over HTTP and HTTPS on one port`(scheme: String) async throws {
        let curl = try Tool.need(Tool.curl, "curl")
        try await withGateway { gateway in
            let url = "\(scheme)://localhost:\(gateway.port)/dev/private"
            let shell = "\(curl) -sk -H \"Authorization: Bearer $(\(Tool.gateway) token)\" \(url)"
            let (code, output, errors) = try await run("/bin/sh", ["-c", shell], in: gateway.folder)
            #expect(code == 0, "\(errors)")
            #expect(output == #"{"message": "Only logged in users can see this"}"#)
        }
    }

    @Test(.enabled(if: Tool.mayRun(Tool.curl), "curl is missing"))
    func `curl gets a token at the issuer, and the private message with it`() async throws {
        let curl = try Tool.need(Tool.curl, "curl")
        try await withGateway { gateway in
            let issuer = try #require(gateway.issuer)
            let body = """
                {"client_id":"local-client","client_secret":"local-secret","audience":"https://gateway.localhost/",\
                "grant_type":"client_credentials"}
                """
            let (_, answer, _) = try await run(
                curl,
                ["-sk", "-H", "Content-Type: application/json", "-d", body, issuer + "oauth/token"],
                in: gateway.folder
            )
            let token = try #require(try JSONValue(parsing: answer).object?["access_token"]?.string)
            let response = try await gateway.get("/dev/private", token: token)
            #expect(response.status == 200)
        }
    }

    @Test func `each request is one line that says what was decided and why`() async throws {
        try await withGateway(["routes.yml": try ServedGateway.demoWithoutCache()]) { gateway in
            _ = try await gateway.get("/dev/public")
            _ = try await gateway.get("/dev/private")
            let expired = try await gateway.token(["--expires-in", "-180"])
            #expect(try await gateway.get("/dev/private", token: expired).status == 403)
            _ = try await gateway.get("/public?secret=1")
            try await eventually("four lines") { gateway.process.errors.split(separator: "\n").count == 4 }
            let lines = gateway.process.errors.split(separator: "\n").map(String.init)
            // Shortly after midnight the moment has its date.
            let patterns = [
                #/200 GET \/dev\/public \d+\.\d+ ms · public/#,
                #/401 GET \/dev\/private \d+\.\d+ ms · no Authorization header; the authorizer was not asked/#,
                #/403 GET \/dev\/private \d+\.\d+ ms · Deny: token expired 3 min ago \(exp (?:\d{4}-\d\d-\d\dT)?\d\d:\d\d:\d\d(?:\.\d{3})?Z\)/#,
                #/403 GET \/public \d+\.\d+ ms · no such stage; did you mean \/dev\/public\?/#,
            ]
            for (line, pattern) in zip(lines, patterns) {
                #expect(line.wholeMatch(of: pattern) != nil, "\(line)")
            }
        }
    }

    @Test func `the log as JSON holds the whole trace, and no token`() async throws {
        try await withGateway(arguments: ["--log-format", "json"]) { gateway in
            let token = try await gateway.token(["--subject", "auth0|mary"])
            _ = try await gateway.get("/dev/private", token: token)
            _ = try await gateway.get("/dev/private", token: token)
            try await eventually("two lines") { gateway.process.errors.split(separator: "\n").count == 2 }
            let traces = try gateway.process.errors.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            let outcomes = traces.map { $0.object?["authorization"]?.object?["cache"]?.object?["outcome"]?.string }
            #expect(outcomes == ["miss", "hit"])
            let result = traces[0].object?["authorization"]?.object?["result"]?.object
            #expect(result?["outcome"]?.string == "allow")
            #expect(result?["subject"]?.string == "auth0|mary")
            #expect(!gateway.process.errors.contains(token.suffix(20)))
        }
    }
}
