// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayTransport
import TestSupport
import Testing

/// What else is served on the gateway's port.
@Suite struct BesideTests {
    private static let page: Beside = { request in
        request.head.target.elementsEqual("/page".utf8) ? Response(status: 200, body: Array("a page".utf8)) : nil
    }

    @Test func `what is outside the stage may be somebody else's, and is not traced then`() async throws {
        try await withGateway(try demoAPI(), beside: Self.page) { (gateway) async throws -> Void in
            let page = try await gateway.ask("GET /page")
            #expect(page.status == 200)
            #expect(page.text == "a page")
            #expect(page["x-amzn-requestid"] == nil)
            #expect(gateway.traces.all.isEmpty)
        }
    }

    @Test func `what nobody else has is AWS's 403`() async throws {
        try await withGateway(try demoAPI(), beside: Self.page) { (gateway) async throws -> Void in
            #expect(try await gateway.ask("GET /pages").status == 403)
            #expect(gateway.line.hasSuffix("no such stage"), "\(gateway.line)")
        }
    }

    @Test func `inside the stage nobody else is asked`() async throws {
        let every: Beside = { _ in
            Issue.record("it was asked")
            return Response(status: 200)
        }
        try await withGateway(try demoAPI(), beside: every) { (gateway) async throws -> Void in
            #expect(try await gateway.ask("GET /dev/public").status == 200)
            #expect(try await gateway.ask("GET /dev/private").status == 401)
            #expect(try await gateway.ask("GET /dev/nothing").status == 403)
        }
    }
}
