// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayModel
import TestSupport
import Testing

/// Names, order and form of what API Gateway adds to an answer.
struct HeaderTests {
    private static func isUUID(_ text: String) -> Bool {
        text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil
    }

    private static func isExtendedID(_ text: String) -> Bool {
        text.wholeMatch(of: /[A-Za-z0-9_-]{15}=/) != nil
    }

    @Test(arguments: ["GET /dev/public", "GET /dev/private", "GET /dev/echo"])
    func `success has these headers in this order`(_ requestLine: String) async throws {
        var api = try demoAPI()
        api.routes.append(try route("GET /echo"))
        try await withGateway(api, parts()) { gateway in
            let response = try await gateway.ask(requestLine, "Authorization: t")
            #expect(response.head.statusLine == "HTTP/1.1 200 OK")
            #expect(
                response.head.fields.map(\.name) == [
                    "Date", "Content-Type", "Content-Length", "Connection", "x-amzn-RequestId", "x-amz-apigw-id",
                    "X-Amzn-Trace-Id",
                ]
            )
            #expect(Self.isUUID(response["x-amzn-requestid"] ?? ""))
            #expect(Self.isExtendedID(response["x-amz-apigw-id"] ?? ""))
            let pattern = /Root=1-([0-9a-f]{8})-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=1:[0-9a-f]{8}:0/
            let match = try #require(try pattern.wholeMatch(in: response["x-amzn-trace-id"] ?? ""))
            // The root begins with the time in seconds.
            #expect(Int64(match.1, radix: 16) == 1_795_000_000)
        }
    }

    @Test(arguments: [
        ("GET /dev/private", 401), ("GET /dev/nothing", 403), ("GET /public", 403), ("GET /dev/broken", 502),
    ])
    func `an error has these headers in this order`(_ requestLine: String, _ status: Int) async throws {
        var api = try demoAPI()
        api.routes.append(try route("GET /broken", .function("broken")))
        var parts = parts()
        parts.handlers["broken"] = { _ in throw Worded("broken") }
        try await withGateway(api, parts) { gateway in
            let response = try await gateway.ask(
                requestLine,
                "X-Amzn-Trace-Id: Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1"
            )
            #expect(response.status == status)
            #expect(
                response.head.fields.map(\.name) == [
                    "Date", "Content-Type", "Content-Length", "Connection", "x-amzn-RequestId", "x-amzn-ErrorType",
                    "x-amz-apigw-id",
                ]
            )
            #expect(Self.isUUID(response["x-amzn-requestid"] ?? ""))
            #expect(Self.isExtendedID(response["x-amz-apigw-id"] ?? ""))
        }
    }

    @Test func `a trace id that is whole is kept`() async throws {
        try await withGateway(try demoAPI()) { gateway in
            let whole = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1"
            let response = try await gateway.ask("GET /dev/public", "x-amzn-trace-id: \(whole)")
            #expect(response["x-amzn-trace-id"] == whole)
        }
    }

    @Test func `to a bare root parent and sampling are added`() async throws {
        try await withGateway(try demoAPI()) { gateway in
            let root = "Root=1-3152b799-8954dae64eda91bc9a23a7e8"
            let response = try await gateway.ask("GET /dev/public", "X-AMZN-TRACE-ID: \(root)")
            let id = response["x-amzn-trace-id"] ?? ""
            #expect(id.hasPrefix(root + ";"))
            #expect(
                id.dropFirst(root.count).wholeMatch(of: /;Parent=[0-9a-f]{16};Sampled=0;Lineage=1:[0-9a-f]{8}:0/) != nil
            )
        }
    }

    @Test(arguments: ["", "nonsense", "root=1-x", "Self=1-x;Root=1-y"])
    func `anything else is replaced`(_ value: String) async throws {
        try await withGateway(try demoAPI()) { gateway in
            let response = try await gateway.ask("GET /dev/public", "X-Amzn-Trace-Id: \(value)")
            #expect(response["x-amzn-trace-id"]?.hasPrefix("Root=1-6afd86c0") == true)
        }
    }

    @Test func `no two requests share an id, and each is in its trace`() async throws {
        try await withGateway(try demoAPI()) { gateway in
            let connection = try await gateway.connect()
            var ids: [String] = []
            var extended = Set<String>()
            for index in 0..<50 {
                let path = index % 2 == 0 ? "/dev/public" : "/dev/nothing"
                try await connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                let response = try await connection.response()
                ids.append(response["x-amzn-requestid"] ?? "")
                extended.insert(response["x-amz-apigw-id"] ?? "")
            }
            await connection.close()
            #expect(Set(ids).count == 50)
            #expect(extended.count == 50)
            #expect(gateway.traces.all.map(\.requestId.uuid) == ids)
        }
    }
}
