// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayEmulator
import GatewayHandlers
import GatewayModel
import TestSupport
import Testing

/// Serving another version of the API, and no version any more.
struct ReloadTests {
    @Test func `a new version is served at once, and its caches are empty`() async throws {
        let asked = Record<String>()
        let parts = parts {
            asked.note($0.authorizationToken ?? "")
            return policy("Allow", "*")
        }
        try await withGateway(try demoAPI(), parts) { gateway in
            let connection = try await gateway.connect()
            func status(_ path: String) async throws -> Int {
                try await connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: t\r\n\r\n")
                return try await connection.response().status
            }
            #expect(try await status("/dev/private") == 200)
            #expect(try await status("/dev/private") == 200)
            #expect(asked.all.count == 1)

            var next = try demoAPI()
            next.routes.append(try route("GET /new", authorizer: "guard"))
            try gateway.gateway.reload([next], parts: parts)
            #expect(try await status("/dev/private") == 200)
            #expect(asked.all.count == 2)
            #expect(try await status("/dev/new") == 200)
            #expect(asked.all.count == 2)

            next.stage = "live"
            try gateway.gateway.reload([next], parts: parts)
            #expect(try await status("/dev/private") == 403)
            #expect(try await status("/live/private") == 200)
            await connection.close()
        }
    }

    @Test func `a version that cannot be served leaves the old one in place`() async throws {
        try await withGateway(try demoAPI(), parts()) { gateway in
            var broken = try demoAPI()
            broken.authorizers = []
            #expect(throws: DeploymentError.unknownAuthorizer("guard")) {
                try gateway.gateway.reload([broken], parts: parts())
            }
            #expect(try await gateway.ask("GET /dev/private").status == 401)
            #expect(try await gateway.ask("GET /dev/private", "Authorization: t").status == 200)
        }
    }

    @Test func `a request in flight ends in the version that it began in`() async throws {
        let gate = Gate()
        let slow = parts { _ in
            await gate.pass()
            return policy("Allow", "*")
        }
        try await withGateway(api([try route("GET /x", authorizer: "guard")]), slow) { gateway in
            async let old = gateway.ask("GET /dev/x", "Authorization: t")
            try await eventually("the old version's authorizer is asked") { gate.waitingCount == 1 }
            let denying = parts { _ in policy("Deny", "*") }
            try gateway.gateway.reload([api([try route("GET /x", authorizer: "guard")])], parts: denying)
            #expect(try await gateway.ask("GET /dev/x", "Authorization: t").status == 403)
            gate.open()
            #expect(try await old.status == 200)
            // What the old version's authorizer said is not known to the new one.
            #expect(try await gateway.ask("GET /dev/x", "Authorization: t").status == 403)
        }
    }

    @Test func `stopping answers what was begun, and accepts nothing new`() async throws {
        let gate = Gate()
        var parts = parts()
        parts.handlers["slow"] = { _ in
            await gate.pass()
            return .json(#"{"slow": true}"#)
        }
        try await withGateway(api([try route("GET /x", .function("slow"))]), parts) { gateway in
            let connection = try await gateway.connect()
            try await connection.send("GET /dev/x HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("the handler runs") { gate.waitingCount == 1 }
            async let stopped: Void = gateway.gateway.stop()
            try await eventually("nobody is accepted any more") {
                do {
                    let late = try await gateway.connect()
                    await late.close()
                    return false
                } catch {
                    return true
                }
            }
            gate.open()
            let response = try await connection.response()
            #expect(response.text == #"{"slow": true}"#)
            #expect(response["connection"] == "close")
            #expect(try await connection.rest() == [])
            await connection.close()
            await stopped
        }
    }

    @Test func `several gateways live side by side`() async throws {
        let other = api([try route("GET /other", .builtIn(.public))])
        try await withGateway(try demoAPI(), parts()) { first in
            try await withGateway(other) { second in
                #expect(first.gateway.port != second.gateway.port)
                let statuses = [
                    try await first.ask("GET /dev/other").status,
                    try await second.ask("GET /dev/other").status,
                ]
                #expect(statuses == [403, 200])
            }
            #expect(try await first.ask("GET /dev/public").status == 200)
        }
    }
}
