// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// `gateway explain`: a request's way through the gateway, without a server.
@Suite struct ExplainTests {
    private static let shop = """
        api: rest
        stage: dev
        stageVariables:
          env: test
        authorizers:
          customers:
            handler: builtin:auth0
            audience: https://shop.example/
          admins:
            handler: builtin:auth0
            audience: https://admin.example/
            scopes: [read:all, write:all]
            resultTtlInSeconds: 0
          partners:
            handler: builtin:allow
            type: REQUEST
            identitySource: method.request.header.X-Partner, stageVariables.env
          nobody:
            handler: builtin:deny
            identityValidationExpression: 'Bearer [a-z]+'
        public:
          - GET /items: builtin:public
          - ANY /{proxy+}: builtin:public
        private:
          - GET /orders/{id}: {handler: builtin:private, authorizer: customers}
          - POST /admin/items: {handler: builtin:private, authorizer: admins}
          - GET /partners: {handler: builtin:private, authorizer: partners}
          - GET /closed: {handler: builtin:private, authorizer: nobody}

        """

    /// The output with what differs from run to run put out of the way.
    private static func steady(_ text: String) -> String {
        let fleeting = ["Date: ", "x-amzn-RequestId: ", "x-amz-apigw-id: ", "X-Amzn-Trace-Id: "]
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            for name in fleeting {
                if let range = line.firstRange(of: name) { return String(line[..<range.upperBound]) + "…" }
            }
            guard line.hasSuffix(" ms"), let comma = line.lastIndex(of: ",") else { return String(line) }
            return line[..<comma] + ", … ms"
        }.joined(separator: "\n")
    }

    private func explain(_ arguments: [String], _ definition: String = Self.shop) async throws -> String {
        try await withFolder(["routes.yml": definition]) { folder in
            let (code, output, errors) = try await run(Tool.gateway, ["explain"] + arguments, in: folder)
            #expect(code == 0, "\(errors)")
            // The shop's private paths leave their other methods to the open route; it is told so, and nothing else.
            let isOpen = { (line: Substring) in line.contains("fall through to the public route \"ANY /{proxy+}\"") }
            #expect(errors.split(separator: "\n").allSatisfy(isOpen), "\(errors)")
            #expect(!output.contains("\u{1B}"), "colour where there is no terminal")
            return Self.steady(output)
        }
    }

    private func json(_ arguments: [String], _ definition: String = Self.shop) async throws -> JSONObject {
        let text = try await explain(arguments + ["--format", "json"], definition)
        return try #require(try JSONValue(parsing: Array(text.utf8)).object)
    }

    @Test func `a public route`() async throws {
        #expect(
            try await explain(["GET", "/dev/items"]) == """
                GET /dev/items  →  200 OK

                ├─ route      GET /items → builtin:public, public
                │  ├─ GET /items     ✓ literal path, this method
                │  └─ ANY /{proxy+}  · would match; {proxy+} comes after what is more specific
                ├─ AWS sends  HTTP/1.1 200 OK
                │             Date: …
                │             Content-Type: application/json
                │             Content-Length: 41
                │             Connection: keep-alive
                │             x-amzn-RequestId: …
                │             x-amz-apigw-id: …
                │             X-Amzn-Trace-Id: …
                │
                │             {"message": "Welcome to our Public API!"}
                └─ browser    a page of http://localhost:5173 sees a network error, not the 200: the answer has no \
                Access-Control-Allow-Origin; "cors: true" in the definition lets it

                """
        )
    }

    @Test func `a missing identity source is named`() async throws {
        let text = try await explain(
            ["GET", "/dev/partners", "-H", "X-Partner: a b"],
            Self.shop.replacing("  env: test", with: "  env: prod")
        )
        #expect(text.contains("├─ identity    present\n"))
        #expect(text.contains("│  ├─ method.request.header.X-Partner  ✓ … (3 characters)\n"))
        #expect(text.contains("│  └─ stageVariables.env               ✓ prod\n"))

        let missing = try await explain(["GET", "/dev/partners"])
        #expect(missing.hasPrefix("GET /dev/partners  →  401 Unauthorized\n"))
        #expect(missing.contains("├─ identity   no X-Partner header; the authorizer is not asked\n"))
        #expect(missing.contains("│  ├─ method.request.header.X-Partner  ✗\n"))
        #expect(!missing.contains("└─ try"))
    }

    @Test func `what to try is said where a token is missing`() async throws {
        let text = try await explain(["GET", "/dev/orders/1"])
        #expect(text.contains("├─ verdict    no Authorization header; the authorizer was not asked\n"))
        #expect(text.contains("│  └─ try  --token \"$(gateway token --audience https://shop.example/)\"\n"))
    }

    @Test func `a token that does not match is not asked about`() async throws {
        let text = try await explain(["GET", "/dev/closed", "--token", "ABC"])
        #expect(text.hasPrefix("GET /dev/closed  →  401 Unauthorized\n"))
        #expect(text.contains("├─ identity   does not match Bearer [a-z]+\n"))
        #expect(!text.contains("cache"))
    }

    @Test func `a denial shows the statement that denies, and what AWS sends`() async throws {
        let text = try await explain(["GET", "/dev/closed", "--token", "abc"])
        #expect(text.hasPrefix("GET /dev/closed  →  403 Forbidden\n"))
        #expect(
            text.contains(
                """
                ├─ policy      asked about arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/closed
                │  └─ Statement[0]  ✗ Deny  covers execute-api:Invoke on \
                arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/*
                ├─ verdict     Deny: Statement[0] of the policy covers execute-api:Invoke on \
                arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/*

                """
            )
        )
        #expect(text.contains("explicit deny in an identity-based policy"))
    }

    // MARK: - Two authorizers, two audiences

    @Test func `a customer's token is refused where administrators go, and the reason is said`() async throws {
        try await withFolder(["routes.yml": Self.shop]) { folder in
            func outcome(_ token: [String], _ request: [String]) async throws -> (status: Int64?, reason: String?) {
                let (_, token, _) = try await run(Tool.gateway, ["token"] + token, in: folder)
                let arguments = ["explain"] + request + ["--token", String(token.dropLast()), "--format", "json"]
                let (code, output, errors) = try await run(Tool.gateway, arguments, in: folder)
                #expect(code == 0, "\(errors)")
                let object = try JSONValue(parsing: Array(output.utf8)).object
                #expect(!output.contains(token.dropLast()), "the token is a secret")
                return (
                    object?["status"]?.number?.int64,
                    object?["authorization"]?.object?["result"]?.object?["reason"]?.string
                )
            }
            let orders = ["GET", "/dev/orders/7"]
            let admin = ["POST", "/dev/admin/items"]
            let customer = ["--audience", "https://shop.example/", "--subject", "auth0|mary"]
            let administrator = ["--audience", "https://admin.example/", "--scope", "read:all write:all"]
            #expect(try await outcome(customer, orders) == (200, nil))
            #expect(try await outcome(administrator, admin) == (200, nil))
            let strayed = try await outcome(customer, admin)
            #expect(strayed.status == 403)
            #expect(strayed.reason?.contains("https://shop.example/") == true, "\(strayed.reason ?? "")")
            #expect(try await outcome(administrator, orders).status == 403)
            let reader = ["--audience", "https://admin.example/", "--scope", "read:all"]
            #expect(try await outcome(reader, admin) == (403, "the token has not the scope \"write:all\""))
            let permitted = [
                "--audience", "https://admin.example/", "--claim", #"permissions=["read:all","write:all"]"#,
            ]
            #expect(try await outcome(permitted, admin) == (200, nil))
        }
    }

    @Test func `a token's own words are shown beside the verdict`() async throws {
        try await withFolder(["routes.yml": Self.shop]) { folder in
            let arguments = ["token", "--audience", "https://shop.example/", "--expires-in", "-180"]
            let (_, token, _) = try await run(Tool.gateway, arguments, in: folder)
            let request = ["explain", "GET", "/dev/orders/7", "-H", "authorization: Bearer \(token.dropLast())"]
            let (_, output, _) = try await run(Tool.gateway, request, in: folder)
            #expect(output.contains("│  ├─ token   RS256, kid "), "\(output)")
            #expect(output.contains("│  │          aud: https://shop.example/\n"), "\(output)")
            #expect(output.contains("Z, 3 min ago)\n"), "\(output)")
            #expect(output.contains("├─ verdict     Deny: token expired 3 min ago"), "\(output)")
            #expect(!output.contains(token.dropLast()))
        }
    }

    // MARK: - Routes

    @Test func `no route says what is near`() async throws {
        let text = try await explain(
            ["PUT", "/dev/items"],
            Self.shop.replacing("  - ANY /{proxy+}: builtin:public\n", with: "")
        )
        #expect(text.contains("├─ route      none; this path has GET\n"))
        #expect(text.contains("│  └─ GET /items  · has the path, not the method\n"))
        let stage = try await explain(["GET", "/items"])
        #expect(stage.contains("├─ route      no stage \"items\"; the stage is dev; did you mean /dev/items?\n"))
    }

    @Test func `a path that falls through to an open route shows that`() async throws {
        let text = try await explain(["GET", "/dev/admin/items"])
        #expect(text.contains("├─ route      ANY /{proxy+} → builtin:public, public\n"))
        #expect(text.contains("│  └─ POST /admin/items  · has the path, not the method\n"), "\(text)")
    }

    @Test(arguments: ["http://api.example:8080/dev/items?a=b#top", "https://api.example:8080/dev/items?a=b"])
    func `a URL out of the address bar will do`(_ url: String) async throws {
        let object = try await json(["GET", url])
        #expect(object["path"] == "/dev/items")
        #expect(object["status"] == 200)
    }

    @Test func `what is no request is explained as such`() async throws {
        let text = try await explain(["GE T", "/dev/items"])
        #expect(text.contains("├─ route      no request: "), "\(text)")
        #expect(text.contains("HTTP/1.1 400 Bad Request"))
    }

    // MARK: - Browsers

    private static let cors = shop + "cors: {origins: 'https://app.example', headers: [Authorization]}\n"

    @Test func `a page of an allowed origin reads the refusal`() async throws {
        let text = try await explain(["GET", "/dev/orders/1"], Self.cors)
        #expect(text.hasSuffix("└─ browser    a page of https://app.example reads the 401\n"), "\(text)")
    }

    @Test func `the preflight's refusal is said`() async throws {
        let text = try await explain(["GET", "/dev/orders/1", "-H", "X-Own: 1"], Self.cors)
        #expect(
            text.hasSuffix(
                """
                └─ browser    a page of https://app.example never sends it
                   └─ preflight  ✗ OPTIONS is answered 204; Access-Control-Allow-Headers has not x-own

                """
            ),
            "\(text)"
        )
    }

    @Test func `a stranger sees a network error`() async throws {
        let object = try await json(["GET", "/dev/items", "-H", "Origin: https://other.example"], Self.cors)
        #expect(object["browser"]?.object?["outcome"] == "hidden")
        #expect(object["cors"]?.object?["outcome"] == "hidden")
    }

    // MARK: - Secrets, and what does not belong on a terminal

    private static let downloads = """
        api: rest
        stage: dev
        authorizers:
          downloads:
            handler: builtin:auth0
            type: REQUEST
            identitySource: method.request.querystring.ticket, method.request.header.X-Device
        private:
          - GET /file: builtin:private

        """

    @Test(arguments: ["text", "json"])
    func `secrets are kept out of sight, wherever they stand`(_ format: String) async throws {
        let secrets = [
            "hunter2", "YWRtaW46aHVudGVyMg", "s3cr3t-device", "aaaa.bbbb.cccc", "ticket-of-mine", "session-of-mine",
            "FwoGZXIvYXdzEBYaD", "referred-token",
        ]
        let text = try await explain(
            [
                "GET", "/dev/file?ticket=ticket-of-mine&access_token=aaaa.bbbb.cccc&page=2",
                "-H", "X-Device: s3cr3t-device", "-H", "X-Api-Key: hunter2", "-H", "Cookie: sid=session-of-mine",
                "-H", "Authorization: Basic YWRtaW46aHVudGVyMg==", "-H", "X-Amz-Security-Token: FwoGZXIvYXdzEBYaD",
                "-H", "Referer: https://app.example/?token=referred-token&page=7", "--format", format,
            ],
            Self.downloads
        )
        for secret in secrets { #expect(!text.contains(secret), "\(secret)\n\(text)") }
        // What is none is shown.
        #expect(text.contains("page=7"), "\(text)")
        #expect(text.contains("Basic … ("), "\(text)")
    }

    @Test func `nothing that strangers write moves the cursor or turns text around`() async throws {
        let arguments = [
            "GET", "/dev/file?ticket=%C2%9B31m%E2%80%AE&x=%1B[31m", "-H", "X-Device: \u{9B}31m\u{202E}",
            "-H", "Origin: https://x\u{9B}31m\u{202E}", "-H", "X-Amzn-Trace-Id: Root=\u{202E}",
        ]
        for format in ["text", "json"] {
            let text = try await explain(arguments + ["--format", format], Self.downloads)
            for scalar in text.unicodeScalars where scalar != "\n" {
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator:
                    Issue.record("U+\(String(scalar.value, radix: 16)) in \(format)")
                default: break
                }
            }
        }
    }

    @Test func `a path may do without its first slash`() async throws {
        #expect(try await explain(["GET", "dev/items"]).hasPrefix("GET /dev/items  →  200 OK\n"))
    }

    @Test func `a preflight is nobody's route`() async throws {
        let object = try await json(["OPTIONS", "/dev/nothing"], Self.cors)
        #expect(object["routing"]?.object?["outcome"] == "preflight")
        #expect(object["candidates"] == [])
    }

    // MARK: - Colour

    @Test(
        .enabled(if: Tool.mayRun(Tool.script), "script is missing"),
        arguments: [([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true), (["TERM": "dumb"], false)]
            as [([String: String], Bool)]
    )
    func `colour is for terminals that want it`(_ environment: [String: String], _ isColoured: Bool) async throws {
        try await withFolder(["routes.yml": Self.shop]) { (folder) async throws -> Void in
            let (code, output, _) = try await run(
                Tool.need(Tool.script, "script"),
                ["-qec", "\(Tool.gateway) explain GET /dev/items", "/dev/null"],
                in: folder,
                environment: ["TERM": "xterm"].merging(environment) { $1 }
            )
            #expect(code == 0, "\(output)")
            #expect(output.contains("GET /dev/items"))
            #expect(output.contains("\u{1B}[32m200 OK\u{1B}[0m") == isColoured, "\(output)")
            #expect(output.contains("\u{1B}") == isColoured)
        }
    }

    // MARK: - Usage

    @Test(arguments: [
        ["GET"], ["GET", "/x", "-H", "no colon"], ["GET", "/x", "--token", "t", "-H", "AUTHORIZATION: x"],
        ["GET", "/x", "--format", "yaml"],
    ])
    func `wrong usage is 64`(_ arguments: [String]) async throws {
        try await withFolder(["routes.yml": Self.shop]) { (folder) async throws -> Void in
            #expect(try await run(Tool.gateway, ["explain"] + arguments, in: folder).code == 64)
        }
    }

    @Test func `a broken definition is 65`() async throws {
        try await withFolder(["routes.yml": "api: rest\n"]) { (folder) async throws -> Void in
            #expect(try await run(Tool.gateway, ["explain", "GET", "/x"], in: folder).code == 65)
        }
    }
}
