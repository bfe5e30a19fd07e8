// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayJSON
import GatewayModel
import Testing

/// Why a request's route is its route, and others are not.
struct RouteCandidateTests {
    private static let routes = [
        "GET /users/{id}", "ANY /users/{id}", "POST /users/me", "GET /users/me", "GET /files/{proxy+}", "ANY /{proxy+}",
        "GET /",
    ]

    private func candidates(_ method: String, _ path: String) async throws -> [String] {
        let rehearsal = try Rehearsal([api(try Self.routes.map { try route($0) })], parts: parts())
        let outcome = await rehearsal.answer(Array("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        return outcome.candidates.map { "\($0.route.method) \($0.route.path): \($0.reason)" }
    }

    @Test(
        arguments: [
            (
                "GET", "/dev/users/me",
                [
                    "GET /users/me: literal path, this method",
                    "GET /users/{id}: would match; {id} comes after what is more specific",
                    "ANY /users/{id}: would match; {id} comes after what is more specific",
                    "POST /users/me: has the path, not the method",
                    "ANY /{proxy+}: would match; {proxy+} comes after what is more specific",
                ]
            ),
            (
                "GET", "/dev/users/7",
                [
                    "GET /users/{id}: path of literal, {id}, this method",
                    "ANY /users/{id}: would match; ANY comes after the method itself",
                    "ANY /{proxy+}: would match; {proxy+} comes after what is more specific",
                ]
            ),
            (
                "PUT", "/dev/users/7",
                [
                    "ANY /users/{id}: path of literal, {id}, any method",
                    "GET /users/{id}: has the path, not the method",
                    "ANY /{proxy+}: would match; {proxy+} comes after what is more specific",
                ]
            ),
            ("GET", "/dev", ["GET /: literal path, this method"]),
            ("POST", "/dev", ["GET /: has the path, not the method"]),
            ("GET", "/prod/users/me", []),
        ] as [(String, String, [String])]
    )
    func `each has its reason`(_ method: String, _ path: String, _ expected: [String]) async throws {
        #expect(try await candidates(method, path) == expected)
    }

    @Test func `the chosen route is the one that serves, and stands first`() async throws {
        let rehearsal = try Rehearsal([api(try Self.routes.map { try route($0) })], parts: parts())
        for method in ["GET", "POST", "PUT", "OPTIONS"] {
            for path in [
                "", "/", "/users", "/users/me", "/users/me/", "/users/a", "/files/", "/files/a/b", "/x//y", "//",
            ] {
                let outcome = await rehearsal.answer(Array("\(method) /dev\(path) HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
                if case .matched(let route)? = outcome.trace.routing {
                    #expect(outcome.candidates.first?.route == route, "\(method) \(path)")
                    #expect(outcome.candidates.filter { $0.standing == .chosen }.count == 1)
                } else {
                    #expect(outcome.candidates.allSatisfy { $0.standing == .otherMethod }, "\(method) \(path)")
                }
            }
        }
    }

    @Test func `a rehearsal answers as a server does`() async throws {
        let rehearsal = try Rehearsal([try demoAPI()], parts: parts())
        func message(_ request: String) async -> String {
            String(decoding: await rehearsal.answer(Array(request.utf8)).message, as: UTF8.self)
        }
        let answer = await message("GET /dev/private HTTP/1.1\r\nHost: a\r\nAuthorization: t\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nDate: "))
        #expect(answer.hasSuffix("\r\n\r\n{\"message\": \"Only logged in users can see this\"}"))
        #expect(await message("GET /dev/public HTTP/1.1\r\n\r\n").hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(
            await message("POST /dev/public HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nshort").hasPrefix(
                "HTTP/1.1 408 "
            )
        )
    }
}
