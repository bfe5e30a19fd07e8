// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import Testing

@testable import GatewayEmulator

/// Which route takes a request.
struct RouteTableTests {
    struct Claim: Sendable, CustomTestStringConvertible {
        let routes: [String]
        let request: String
        /// The route that takes it; `nil` for none.
        let taken: String?

        init(_ routes: [String], _ request: String, _ taken: String?) {
            self.routes = routes
            self.request = request
            self.taken = taken
        }

        var testDescription: String { "\(request) of \(routes) is \(taken ?? "nobody's")" }
    }

    private func expect(_ claim: Claim, _ place: SourceLocation = #_sourceLocation) throws {
        let routes = try claim.routes.map { try route($0) }
        let parts = claim.request.split(separator: " ").map(String.init)
        let method = try #require(HTTPMethod(rawValue: parts[0]))
        let path = RequestPath(target: Array("/dev\(parts.count > 1 ? parts[1] : "")".utf8)[...])
        let index = try RouteTable(routes).match(method: method, path: path.matched)
        #expect(index.map { claim.routes[$0] } == claim.taken, sourceLocation: place)
    }

    private static let greedyAndParameter = ["GET /proxy/{proxy+}", "GET /proxy/bar/{param}"]
    private static let openProxy = ["ANY /{proxy+}", "GET /jobs/{t}"]
    private static let guardedPost = ["POST /admin", "ANY /{proxy+}"]
    private static let anyAndExact = ["ANY /x", "GET /x"]
    private static let three = ["GET /{proxy+}", "GET /{id}", "GET /a"]
    private static let deep = ["GET /a/b/c", "GET /a/{x}/d", "GET /{y}/b/e", "GET /a/{proxy+}"]

    @Test(arguments: [
        Claim(greedyAndParameter, "GET /proxy/bar/x", "GET /proxy/bar/{param}"),
        Claim(greedyAndParameter, "GET /proxy/bar/x/y", "GET /proxy/{proxy+}"),
        Claim(greedyAndParameter, "GET /proxy/bar", "GET /proxy/{proxy+}"),
        Claim(greedyAndParameter, "GET /proxy", nil),
        Claim(openProxy, "GET /jobs/reboot", "GET /jobs/{t}"),
        Claim(openProxy, "POST /jobs/reboot", "ANY /{proxy+}"),
        Claim(guardedPost, "POST /admin", "POST /admin"),
        Claim(guardedPost, "GET /admin", "ANY /{proxy+}"),
        Claim(["OPTIONS /a", "ANY /{proxy+}"], "GET /a", "ANY /{proxy+}"),
        Claim(["OPTIONS /a", "ANY /{proxy+}"], "OPTIONS /a", "OPTIONS /a"),
        Claim(anyAndExact, "GET /x", "GET /x"),
        Claim(anyAndExact, "PUT /x", "ANY /x"),
        Claim(anyAndExact.reversed(), "GET /x", "GET /x"),
        Claim(three, "GET /a", "GET /a"),
        Claim(three, "GET /b", "GET /{id}"),
        Claim(three, "GET /a/b", "GET /{proxy+}"),
        Claim(three, "GET", nil),
        Claim(three, "GET /", nil),
        Claim(["POST /a", "GET /{id}"], "GET /a", "GET /{id}"),
        Claim(deep, "GET /a/b/c", "GET /a/b/c"),
        Claim(deep, "GET /a/b/d", "GET /a/{x}/d"),
        Claim(deep, "GET /a/b/e", "GET /a/{proxy+}"),
        Claim(deep, "GET /z/b/e", "GET /{y}/b/e"),
        Claim(deep, "GET /a/b", "GET /a/{proxy+}"),
        Claim(deep, "GET /a", nil),
        Claim(["ANY /a/{x}", "GET /a/{proxy+}"], "GET /a/b", "ANY /a/{x}"),
        Claim(["GET /users/{id}", "GET /users/{name}/posts"], "GET /users/1/posts", "GET /users/{name}/posts"),
        Claim(["GET /users/{id}", "GET /users/{name}/posts"], "GET /users/1", "GET /users/{id}"),
    ])
    func `a literal comes before a variable, a variable before the rest, a method before ANY`(_ claim: Claim) throws {
        try expect(claim)
    }

    @Test(arguments: [
        Claim(["GET /"], "GET", "GET /"),
        Claim(["GET /"], "GET /", "GET /"),
        Claim(["GET /"], "GET //", "GET /"),
        Claim(["GET /"], "GET /x", nil),
        Claim(["ANY /{proxy+}"], "GET /", nil),
        Claim(["ANY /{proxy+}"], "GET", nil),
        Claim(["GET /x"], "GET /x/", "GET /x"),
        Claim(["GET /x"], "GET /x//", nil),
        Claim(["GET /x"], "GET //x", "GET /x"),
        Claim(["GET /x"], "GET ////x/", "GET /x"),
        Claim(["GET /x/y"], "GET /x//y", nil),
        Claim(["GET /x/{id}"], "GET /x//", nil),
        Claim(["GET /x/{id}"], "GET /x/", nil),
        Claim(["GET /x/{proxy+}"], "GET /x/", nil),
        Claim(["GET /x/{proxy+}"], "GET /x//y", "GET /x/{proxy+}"),
        Claim(["GET /x"], "GET /X", nil),
        Claim(["GET /x"], "GET /%78", nil),
        Claim(["GET /a%20b"], "GET /a%20b", "GET /a%20b"),
        Claim(["GET /a%2fb"], "GET /a%2Fb", nil),
        Claim(["GET /a/b"], "GET /a%2Fb", nil),
        Claim(["GET /{id}"], "GET /a%2Fb", "GET /{id}"),
        Claim(["GET /public", "ANY /{proxy+}"], "GET /public/../private", "ANY /{proxy+}"),
        Claim(["GET /x"], "GET /x?y=/z", "GET /x"),
        Claim(["GET /x"], "GET /x;v=1", nil),
        Claim(["GET /{id}"], "GET /{id}", "GET /{id}"),
    ])
    func `a path is compared as it came, but for its outer slashes`(_ claim: Claim) throws {
        try expect(claim)
    }

    @Test(arguments: HTTPMethod.allCases)
    func `no method is derived from another, and ANY stands for all seven`(_ method: HTTPMethod) throws {
        let other: HTTPMethod = method == .get ? .post : .get
        try expect(Claim(["\(other.rawValue) /x"], "\(method.rawValue) /x", nil))
        try expect(Claim(["ANY /x"], "\(method.rawValue) /x", "ANY /x"))
    }

    @Test func `a table without routes takes nothing`() throws {
        #expect(try RouteTable([]).match(method: .get, path: []) == nil)
        #expect(try RouteTable([]).match(method: .get, path: Array("/x".utf8)[...]) == nil)
    }

    @Test(arguments: [
        ["GET /x", "GET /x"],
        ["ANY /x", "ANY /x"],
        ["GET /users/{id}", "GET /users/{name}"],
        ["GET /users/{id}/x", "GET /users/{name}/x"],
        ["GET /{a+}", "GET /{b+}"],
        ["GET /", "GET /"],
    ])
    func `two routes for the same requests are refused`(_ routes: [String]) throws {
        let routes = try routes.map { try route($0) }
        #expect(throws: DeploymentError.routeTwice("\(routes[1].method) \(routes[1].path)")) { try RouteTable(routes) }
    }

    @Test func `5000 routes are told apart`() throws {
        var routes: [Route] = []
        for index in 0..<1000 {
            routes.append(try route("GET /r\(index)"))
            routes.append(try route("POST /r\(index)"))
            routes.append(try route("GET /r\(index)/{id}"))
            routes.append(try route("GET /r\(index)/{id}/s\(index)"))
            routes.append(try route("ANY /r\(index)/{id}/{proxy+}"))
        }
        let table = try RouteTable(routes)
        for index in stride(from: 0, to: 1000, by: 7) {
            func match(_ method: HTTPMethod, _ path: String) -> Int? {
                table.match(method: method, path: Array("/r\(index)\(path)".utf8)[...])
            }
            #expect(match(.get, "") == index * 5)
            #expect(match(.post, "") == index * 5 + 1)
            #expect(match(.put, "") == nil)
            #expect(match(.get, "/7") == index * 5 + 2)
            #expect(match(.get, "/7/s\(index)") == index * 5 + 3)
            #expect(match(.get, "/7/s\(index + 1)") == index * 5 + 4)
            #expect(match(.put, "/7/s\(index)") == index * 5 + 4)
        }
        #expect(table.match(method: .get, path: Array("/r1000".utf8)[...]) == nil)
    }
}
