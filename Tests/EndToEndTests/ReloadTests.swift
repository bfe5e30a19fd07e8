// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport
import Testing

/// Saving a file while the gateway runs.
@Suite struct ReloadTests {
    /// The demo with further public routes.
    private static func demo(with paths: String...) throws -> String {
        let routes = paths.map { "  - GET \($0): builtin:public\n" }.joined()
        return try ServedGateway.demo().replacing("\npublic:\n", with: "\npublic:\n\(routes)")
    }

    private static let broken = """
        api: rest
        stage: dev
        public:
          - GET /public: builtin:publik
        """

    // MARK: - Ways to save

    enum Save: CaseIterable {
        /// As nano and `>` do.
        case inPlace
        /// As vim and VS Code do.
        case byRename
        case byRemoving
        case byTurningALink
        /// In steps that an editor takes its time for: what is there in between is broken.
        case inPieces

        func callAsFunction(_ text: String, in folder: String) async throws {
            let path = "\(folder)/routes.yml"
            switch self {
            case .inPlace: try write(text, to: path)
            case .byRename: try replace(path, with: text)
            case .byRemoving:
                unlink(path)
                try write(text, to: path)
            case .byTurningALink:
                mkdir("\(folder)/versions", 0o700)
                try write(text, to: "\(folder)/versions/routes.yml")
                try #require(symlink("versions/routes.yml", path + ".new") == 0)
                try #require(rename(path + ".new", path) == 0)
            case .inPieces:
                for length in stride(from: 0, to: text.utf8.count, by: 97) {
                    try write(String(decoding: text.utf8.prefix(length), as: UTF8.self), to: path)
                    await Task.yield()
                }
                try write(text, to: path)
            }
        }
    }

    @Test(arguments: Save.allCases)
    func `what is saved is served, on the connections that are open`(save: Save) async throws {
        try await withGateway { gateway in
            let connection = try await RawConnection.open(port: gateway.port)
            func status(_ path: String) async throws -> Int {
                try await connection.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return try await connection.response().status
            }
            #expect(try await status("/dev/more") == 403)
            try await save(try Self.demo(with: "/more"), in: gateway.folder)
            try await eventually("the new route is served") { try await status("/dev/more") == 200 }
            #expect(try await status("/dev/public") == 200)
            // And again: what was saved in one way may be saved in another.
            try await Save.byRename(try ServedGateway.demo(), in: gateway.folder)
            try await eventually("the new route is gone") { try await status("/dev/more") == 403 }
            await connection.close()
        }
    }

    @Test func `a request that has begun is answered, whatever is saved meanwhile`() async throws {
        try await withGateway { gateway in
            let connection = try await RawConnection.open(port: gateway.port)
            try await connection.send("GET /dev/public HTTP/1.1\r\nHost: loc")
            try replace("\(gateway.folder)/routes.yml", with: try Self.demo(with: "/more"))
            try await eventually("the new route is served") { try await gateway.get("/dev/more").status == 200 }
            try await connection.send("alhost\r\n\r\n")
            #expect(try await connection.response().status == 200)
            await connection.close()
        }
    }

    @Test func `of many quick saves the last is served`() async throws {
        try await withGateway { gateway in
            let connection = try await RawConnection.open(port: gateway.port)
            for number in 1...200 {
                try write(try Self.demo(with: "/n\(number)"), to: "\(gateway.folder)/routes.yml")
                try await connection.send("GET /dev/public HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try await connection.response().status == 200)
            }
            try await eventually("the last is served") { try await gateway.get("/dev/n200").status == 200 }
            #expect(try await gateway.get("/dev/n199").status == 403)
            await connection.close()
        }
    }

    @Test func `a save without a change is none`() async throws {
        let files = ["routes.yml": try ServedGateway.demo(), "config.yml": "# nothing\n"]
        try await withGateway(files, arguments: ["--log-format", "json"]) { gateway in
            try replace("\(gateway.folder)/routes.yml", with: try ServedGateway.demo())
            // What is reported then shows that somebody has looked, and what at.
            try replace("\(gateway.folder)/config.yml", with: "# nothing yet\n")
            let messages = try await messages(of: gateway, count: 1)
            #expect(messages == ["config.yml changed: 2 routes, 1 authorizer; caches are empty"])
        }
    }

    @Test func `with --no-watch nothing of it happens`() async throws {
        try await withGateway { watching in
            let port = "still.json"
            let deaf = try RunningProcess(
                Tool.gateway,
                ["serve", "--port", "0", "--issuer-port", "0", "--no-watch", "--ready-file", port],
                in: watching.folder
            )
            defer { deaf.signal(SIGKILL) }
            let ready = "\(watching.folder)/\(port)"
            try await eventually("the other one is ready") { access(ready, F_OK) == 0 }
            let other = try JSONValue(parsing: try read(ready)).object?["gateway"]?.object?["port"]?.number?.int64
            let otherPort = try #require(other.flatMap(UInt16.init(exactly:)))
            // One that watches the same files is the clock: it has seen all of these.
            for name in ["/one", "/two", "/three", "/four"] {
                try replace("\(watching.folder)/routes.yml", with: try Self.demo(with: name))
                try await eventually("\(name) is served") { try await watching.get("/dev\(name)").status == 200 }
            }
            #expect(try await watching.get("/dev/four", port: otherPort).status == 403)
            deaf.signal(SIGTERM)
            #expect(await deaf.end() == 0)
            #expect(!deaf.errors.contains("changed"))
        }
    }

    // MARK: - What is said

    @Test func `the changes are listed, and the warnings`() async throws {
        let before = """
            api: rest
            stage: dev
            authorizers: {a: builtin:allow, b: builtin:deny}
            public:
              - GET /same: builtin:public
              - GET /gone: builtin:public
              - GET /closed: builtin:public
            private:
              - GET /private: {handler: builtin:private, authorizer: a}
            """
        let after = """
            api: rest
            stage: test
            authorizers: {a: builtin:deny, c: builtin:deny}
            public:
              - GET /same: builtin:public
              - GET /new: builtin:public
            private:
              - GET /private: {handler: builtin:private, authorizer: a}
              - GET /closed: {handler: builtin:private, authorizer: a}
            """
        try await withGateway(["routes.yml": before]) { gateway in
            try replace("\(gateway.folder)/routes.yml", with: after)
            try await eventually("it is reported") { gateway.process.errors.contains("caches are empty") }
            let report = gateway.process.errors.split(separator: "\n").drop { !$0.contains("caches are empty") }
            #expect(
                report.dropLast() == [
                    "routes.yml changed: 4 routes, 2 authorizers; caches are empty",
                    "  ~ stage dev → test",
                    "  ~ authorizer a",
                    "  + authorizer c",
                    "  - authorizer b",
                    "  + GET /new  public  builtin:public",
                    "  ~ GET /closed  private (a)  builtin:private",
                    "  - GET /gone  public  builtin:public",
                ]
            )
            #expect(report.last?.hasPrefix("warning: routes.yml:3:") == true, "\(gateway.process.errors)")
            #expect(try await gateway.get("/test/new").status == 200)
        }
    }

    @Test func `other limits hold for clients that come from then on, and that is said`() async throws {
        try await withGateway { gateway in
            let demo = try ServedGateway.demo()
            try replace("\(gateway.folder)/routes.yml", with: demo + "limits: {urlBytes: 64}\n")
            try await eventually("it is reported") {
                gateway.process.errors.hasSuffix("  ~ limits, for connections that come from now on\n")
            }
            let long = "/dev/public?" + String(repeating: "a", count: 60)
            #expect(try await gateway.get(long).status == 414)
            #expect(try await gateway.get("/dev/public").status == 200)
        }
    }

    @Test func `a long list of changes is cut`() async throws {
        try await withGateway { gateway in
            let more = (1...20).map { "  - GET /n\($0): builtin:public\n" }.joined()
            let text = try ServedGateway.demo().replacing("\npublic:\n", with: "\npublic:\n\(more)")
            try replace("\(gateway.folder)/routes.yml", with: text)
            try await eventually("it is reported") { gateway.process.errors.hasSuffix("more\n") }
            let lines = gateway.process.errors.split(separator: "\n")
            #expect(lines.count == 11 && lines.last == "  … and 11 more", "\(gateway.process.errors)")
        }
    }

    @Test func `what is broken is not served but explained, and it is said when it is mended`() async throws {
        try await withGateway { gateway in
            let file = "\(gateway.folder)/routes.yml"
            try replace(file, with: Self.broken)
            try await eventually("it is reported") { gateway.process.errors.hasSuffix("mended\n") }
            let lines = gateway.process.errors.split(separator: "\n").map(String.init)
            #expect(lines.count == 2)
            #expect(lines[0] == #"routes.yml:4:18: unknown handler "builtin:publik"; did you mean "builtin:public"?"#)
            let pattern = #/routes.yml is broken; serving the definition of \d\d:\d\d:\d\dZ until it is mended/#
            #expect(lines[1].wholeMatch(of: pattern) != nil, "\(lines[1])")
            #expect(try await gateway.get("/dev/public").status == 200)

            try replace(file, with: try Self.demo(with: "/more"))
            let report = "\nroutes.yml is mended: 3 routes, 1 authorizer; caches are empty\n  + GET /more"
            try await eventually("it is mended") { gateway.process.errors.contains(report) }
            #expect(try await gateway.get("/dev/more").status == 200)
        }
    }

    /// A guard that is saved in a file which the start did not know, or which is broken, arrives all the same.
    @Test func `files that a serverless.yml names are looked at, however they came to be named`() async throws {
        func service(_ event: String) -> String {
            """
            service: shop
            provider: {name: aws, runtime: nodejs22.x}
            functions:
              hello: {handler: handler.hello, events: [{http: \(event)}]}
            """
        }
        let handler = "exports.hello = async () => ({statusCode: 200})"
        let files = ["serverless.yml": service("GET /x"), "handler.js": handler]
        try await withGateway(files, arguments: ["serverless.yml"]) { (gateway: ServedGateway) async throws -> Void in
            let (definition, event) = ("\(gateway.folder)/serverless.yml", "\(gateway.folder)/event.yml")
            try write("{method: get, path: y}", to: event)
            try replace(definition, with: service("'${file(event.yml)}'"))
            try await eventually("the file is read") { try await gateway.get("/dev/y").status == 200 }

            try replace(event, with: "{method: get, path: y, authorizer: nobody}")
            try await eventually("it is broken") {
                gateway.process.errors.contains("event.yml is broken; serving the definition of")
            }
            #expect(gateway.process.errors.contains(#"event.yml:1:36: the authorizer "nobody" is no function"#))

            // Named for the first time by what is broken.
            try replace(definition, with: service("'${file(event.yml)}'") + "\ncustom: ${file(more.yml)}\n")
            try await eventually("the new file is missing") { gateway.process.errors.contains("more.yml") }
            try replace(event, with: "{method: get, path: z}")
            try await eventually("the other one is read") {
                gateway.process.errors.split(separator: "serverless.yml is broken").count == 3
            }
            try write("a: b", to: "\(gateway.folder)/more.yml")
            try await eventually("all is mended") { try await gateway.get("/dev/z").status == 200 }
        }
    }

    @Test func `a file that is moved away for a moment does not open what it guards`() async throws {
        let service = """
            service: shop
            provider: {name: aws, runtime: nodejs22.x}
            functions:
              guard: {handler: handler.hello}
              hello:
                handler: handler.hello
                events: [{http: {method: get, path: x, authorizer: '${file(guard.yml):authorizer, null}'}}]
            """
        let handler = "exports.hello = async () => ({statusCode: 200})"
        let files = ["serverless.yml": service, "handler.js": handler, "guard.yml": "authorizer: guard"]
        try await withGateway(files, arguments: ["serverless.yml"]) { (gateway: ServedGateway) async throws -> Void in
            let file = "\(gateway.folder)/guard.yml"
            #expect(try await gateway.get("/dev/x").status == 401)
            try #require(rename(file, file + ".away") == 0)
            try await eventually("it is reported") { gateway.process.errors.contains("guard.yml is broken") }
            #expect(gateway.process.errors.contains("guard.yml: it was there, and serverless.yml still names it"))
            #expect(try await gateway.get("/dev/x").status == 401)
            // Who no longer names it does without.
            try replace(
                "\(gateway.folder)/serverless.yml",
                with: service.replacing("file(guard.yml):authorizer", with: "env:NO")
            )
            try await eventually("it is open, as it says now") { try await gateway.get("/dev/x").status == 200 }
        }
    }

    @Test func `a definition that goes away is broken, until it comes back`() async throws {
        try await withGateway { gateway in
            let file = "\(gateway.folder)/routes.yml"
            try #require(rename(file, file + ".away") == 0)
            try await eventually("it is reported") { gateway.process.errors.contains("routes.yml is broken") }
            #expect(gateway.process.errors.hasPrefix("routes.yml: no such file"), "\(gateway.process.errors)")
            #expect(try await gateway.get("/dev/public").status == 200)
            try #require(rename(file + ".away", file) == 0)
            try await eventually("it is mended") { gateway.process.errors.contains("routes.yml is mended: 2 routes") }
        }
    }

    @Test func `in JSON each report is one object`() async throws {
        try await withGateway(arguments: ["--log-format", "json"]) { gateway in
            try replace("\(gateway.folder)/routes.yml", with: Self.broken)
            let first = try await messages(of: gateway, count: 1)
            #expect(first[0].hasPrefix("routes.yml is broken; serving the definition of "))
            try replace("\(gateway.folder)/routes.yml", with: try Self.demo(with: "/more"))
            _ = try await messages(of: gateway, count: 2)
            let objects = try gateway.process.errors.split(separator: "\n").map {
                try JSONValue(parsing: String($0)).object
            }
            #expect(objects.map { $0?["level"]?.string } == ["error", "notice"])
            #expect(objects[0]?["problems"]?.array?.count == 1)
            #expect(objects[1]?["changes"] == ["+ GET /more  public  builtin:public"])
            #expect(objects[1]?["warnings"] == [])
        }
    }

    @Test func `what an authorizer has decided is asked again after a reload`() async throws {
        try await withGateway(arguments: ["--log-format", "json"]) { gateway in
            let token = try await gateway.token()
            for _ in 0..<2 { #expect(try await gateway.get("/dev/private", token: token).status == 200) }
            try replace("\(gateway.folder)/routes.yml", with: try Self.demo(with: "/more"))
            _ = try await messages(of: gateway, count: 1)
            #expect(try await gateway.get("/dev/private", token: token).status == 200)
            func outcomes() throws -> [String] {
                try gateway.process.errors.split(separator: "\n").compactMap { line in
                    let authorization = try JSONValue(parsing: String(line)).object?["authorization"]?.object
                    return authorization?["cache"]?.object?["outcome"]?.string
                }
            }
            try await eventually("three decisions are logged") { try outcomes().count == 3 }
            #expect(try outcomes() == ["miss", "hit", "miss"])
        }
    }

    /// What was said beside the requests, in a log as JSON, once there is so much of it.
    private func messages(of gateway: ServedGateway, count: Int) async throws -> [String] {
        func messages() throws -> [String] {
            let log = gateway.process.errors
            let complete = log[..<(log.lastIndex(of: "\n") ?? log.startIndex)]
            return try complete.split(separator: "\n").compactMap {
                try JSONValue(parsing: String($0)).object?["message"]?.string
            }
        }
        try await eventually("\(count) messages") { try messages().count >= count }
        return try messages()
    }

    // MARK: - Pipes

    @Test func `a definition may come out of a pipe, which is read once`() async throws {
        try await withFolder(["source.yml": try ServedGateway.demo()]) { (folder) async throws -> Void in
            let process = try RunningProcess(
                "/bin/bash",
                [
                    "-c",
                    "exec \(Tool.gateway) serve <(cat source.yml) --port 0 --issuer-port 0 --ready-file ready.json",
                ],
                in: folder
            )
            defer { process.signal(SIGKILL) }
            try await eventually("the gateway is ready; it said: \(process.errors)") {
                access("\(folder)/ready.json", F_OK) == 0
            }
            #expect(access("\(folder)/.gateway", F_OK) == 0)
            process.signal(SIGTERM)
            #expect(await process.end() == 0)
        }
    }

    @Test func `a pipe in the place of the definition is a broken edit, and holds nobody up`() async throws {
        try await withGateway { (gateway) async throws -> Void in
            let path = "\(gateway.folder)/routes.yml"
            unlink(path)
            try #require(mkfifo(path, 0o600) == 0)
            try await eventually("the pipe is noticed: \(gateway.process.errors)") {
                gateway.process.errors.contains("routes.yml is broken")
            }
            #expect(gateway.process.errors.contains("routes.yml: it is a pipe or a device"))
            #expect(try await gateway.get("/dev/public").status == 200)
            gateway.process.signal(SIGTERM)
            #expect(await gateway.process.end() == 0)
        }
    }
}
