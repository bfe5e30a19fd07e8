// SPDX-License-Identifier: Apache-2.0

import GatewayDemo
import GatewayJSON
import GatewayModel
import GatewayTime
import Glibc
import TestSupport
import Testing

/// What the page is served with.
struct DemoSiteTests {
    @Test(arguments: [
        ("/", "text/html; charset=utf-8"), ("/callback?code=a&state=b", "text/html; charset=utf-8"),
        ("/profile", "text/html; charset=utf-8"), ("/ping", "text/html; charset=utf-8"),
        ("/demo/app.js", "text/javascript; charset=utf-8"), ("/demo/style.css", "text/css; charset=utf-8"),
        ("/demo/icon.svg", "image/svg+xml"),
    ])
    func `each part has its type and the page's policy`(path: String, type: String) async throws {
        try await withSite { (server) async throws -> Void in
            let answer = try await server.ask("GET \(path)")
            #expect(answer.status == 200)
            #expect(answer["content-type"] == type)
            #expect(answer["x-content-type-options"] == "nosniff")
            let policy = try #require(answer["content-security-policy"])
            #expect(policy.hasPrefix("default-src 'self'; "))
            #expect(!policy.contains("unsafe"))
            let head = try await server.ask("HEAD \(path)")
            #expect(head.status == 200)
            #expect(head["content-length"] == "\(answer.body.count)")
        }
    }

    @Test func `every file of the folder is served, as it is`() async throws {
        let folder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Sources/Demo/Web"
        let names = try names(in: folder)
        #expect(names == ([DemoFile.page] + DemoFile.parts).map(\.name).sorted())
        try await withSite { (server) async throws -> Void in
            for name in names {
                let answer = try await server.ask("GET \(name == "index.html" ? "/" : "/demo/\(name)")")
                #expect(answer.status == 200)
                let file = try #require(fopen("\(folder)/\(name)", "r"))
                defer { fclose(file) }
                var bytes = [UInt8](repeating: 0, count: answer.body.count + 1)
                let count = fread(&bytes, 1, bytes.count, file)
                #expect(bytes[..<count].elementsEqual(answer.body))
            }
        }
    }

    @Test func `what a browser has it is not sent again`() async throws {
        try await withSite { (server) async throws -> Void in
            let tag = try #require(try await server.ask("GET /demo/app.js")["etag"])
            #expect(try await server.ask("GET /demo/style.css")["etag"] != tag)
            for known in [tag, "W/\(tag)", "\"other\" , \(tag)", "*"] {
                let answer = try await server.ask("GET /demo/app.js", "If-None-Match: \(known)")
                #expect(answer.status == 304)
                #expect(answer.body.isEmpty)
                #expect(answer["etag"] == tag)
            }
            #expect(try await server.ask("GET /demo/app.js", "If-None-Match: \"other\"").status == 200)
        }
    }

    @Test(arguments: ["/demo", "/demo/", "/demo/none.js", "/index.html", "/demo/../app.js", "//", "/dev/public"])
    func `what is not the page's is not there`(path: String) async throws {
        try await withSite { (server) async throws -> Void in
            #expect(try await server.ask("GET \(path)").status == 404)
        }
    }

    @Test(arguments: ["POST", "PUT", "OPTIONS", "DELETE"])
    func `there is nothing to be changed`(method: String) async throws {
        try await withSite { (server) async throws -> Void in
            let answer = try await server.ask("\(method) /")
            #expect(answer.status == 405)
            #expect(answer["allow"] == "GET, HEAD")
        }
    }

    @Test func `the page is told where the API and the issuer are`() async throws {
        try await withSite { (server) async throws -> Void in
            let answer = try await server.ask("GET /demo/config.json")
            #expect(answer["cache-control"] == "no-store")
            let config = try #require(try JSONValue(parsing: answer.body).object)
            #expect(config["api"]?.string == "http://localhost:3000/dev")
            #expect(config["publicPath"]?.string == "/public")
            #expect(config["privatePath"]?.string == "/private")
            #expect(config["issuer"]?.string == "http://localhost:3443/")
            #expect(config["clientId"]?.string == "local-spa")
            #expect(Tenant.usual.application(clientId: "local-spa") != nil)
            #expect(config["audience"]?.string == "https://api.example.com")
            #expect(config["isOtherOrigin"]?.bool == true)
            #expect(config["otherHome"]?.string == "http://localhost:3003/")
        }
    }

    @Test func `while it is off there is nothing`() async throws {
        try await withSite { (server) async throws -> Void in
            server.site.use(nil)
            for path in ["/", "/demo/app.js", "/demo/config.json", "/demo/decisions/x"] {
                #expect(try await server.ask("GET \(path)").status == 404)
            }
        }
    }

    // MARK: - Decisions

    @Test func `a decision is told by its request's id, once a page has been opened`() async throws {
        try await withSite { (server) async throws -> Void in
            server.site.decisions.record(trace(2), loopIndex: 0) { _ in Issue.record("nobody asks") }
            #expect(try await server.ask("GET /demo/config.json").status == 200)
            let trace = trace(1)
            server.site.decisions.record(trace, loopIndex: 0) { $0 += "no such \"stage\"".utf8 }
            let answer = try await server.ask("GET /demo/decisions/\(trace.requestId.uuid)")
            #expect(answer.status == 200)
            #expect(answer["cache-control"] == "no-store")
            let decision = try #require(try JSONValue(parsing: answer.body).object)
            #expect(decision["status"]?.number?.int64 == 403)
            #expect(decision["reason"]?.string == "no such \"stage\"")
            #expect(try await server.ask("GET /demo/decisions/").status == 404)
            #expect(try await server.ask("GET /demo/decisions/\(trace.requestId.uuid)0").status == 404)
        }
    }

    @Test(arguments: [
        ("localhost", 200), ("LOCALHOST:3000", 200), ("127.0.0.1:3000", 200), ("[::1]:3000", 200),
        ("rebound.example.com", 403), ("localhost.example.com", 403), ("192.168.0.7:3000", 200),
        ("192.168.0.7.example.com", 403),
    ])
    func `a name that somebody else can point here learns nothing`(host: String, status: Int) async throws {
        try await withSite { (server) async throws -> Void in
            let trace = trace(1)
            server.site.decisions.keep(true)
            server.site.decisions.record(trace, loopIndex: 0) { _ in }
            #expect(try await server.ask("GET /demo/decisions/\(trace.requestId.uuid)", host: host).status == status)
        }
    }

    private func names(in folder: String) throws -> [String] {
        let directory = try #require(opendir(folder))
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}

/// A trace of a request outside the stage.
func trace(_ number: UInt64) -> Trace {
    var trace = Trace(
        startedAt: Timestamp(secondsSince1970: 0),
        requestId: RequestID(high: number, low: number, extra: number),
        method: Array("GET".utf8)[...],
        path: Array("/".utf8)[...]
    )
    trace.routing = .unknownStage(suggestion: nil)
    trace.status = 403
    return trace
}
