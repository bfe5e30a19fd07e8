// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// Examples/http-api and Examples/mapping-templates, walked through as their READMEs do.
@Suite struct ExampleTests {
    private static func files(_ name: String) throws -> [String: String] {
        ["routes.yml": try read("\(Tool.repository)/Examples/\(name)/routes.yml")]
    }

    /// Sends a request with a body.
    private func send(
        _ gateway: ServedGateway,
        _ requestLine: String,
        _ fields: [String] = [],
        body: String = ""
    ) async throws -> RawResponse {
        let connection = try await RawConnection.open(port: gateway.port)
        let head = ["\(requestLine) HTTP/1.1", "Host: localhost", "Content-Length: \(body.utf8.count)"] + fields
        try await connection.send(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
        let response = try await connection.response()
        await connection.close()
        return response
    }

    @Test func `an HTTP API asks its JWT authorizer for scopes`() async throws {
        try await withGateway(try Self.files("http-api")) { gateway in
            let without = try await gateway.get("/orders")
            #expect(without.status == 401)
            #expect(without["www-authenticate"] == "Bearer")

            let token = try await gateway.token(["--scope", "read:messages"])
            let orders = try await gateway.get("/orders", token: token)
            #expect(orders.status == 200)
            #expect(orders.text == #"[{"id": 1, "item": "apples"}]"#)
            #expect(orders.values(of: "set-cookie") == ["seen=orders; Path=/"])
            let refused = try await send(gateway, "POST /orders", ["Authorization: Bearer \(token)"])
            #expect(refused.status == 403)
            #expect(refused.text == #"{"message":"Forbidden"}"#)
            try await eventually("the missing scope is logged: \(gateway.process.errors)") {
                gateway.process.errors.contains("write:orders")
            }
        }
    }

    @Test func `an HTTP API's function sees what the authorizer said, with its types`() async throws {
        try await withGateway(try Self.files("http-api")) { gateway in
            let response = try await send(gateway, "GET /partner", ["X-Partner-Key: k"])
            let context = try JSONValue(parsing: response.body).object?["requestContext"]?.object
            #expect(context?["authorizer"] == ["lambda": ["partner": "acme", "limits": [10, 20]]])
            #expect(try await gateway.get("/partner").status == 401)

            let echoed = try await send(gateway, "GET /echo/some/where?x=1&x=2", ["Cookie: a=1; b=2"])
            let event = try JSONValue(parsing: echoed.body).object
            #expect(event?["routeKey"] == "ANY /echo/{proxy+}")
            #expect(event?["cookies"] == ["a=1", "b=2"])
            #expect(event?["queryStringParameters"] == ["x": "1,2"])
            #expect(try await gateway.get("/nowhere").text == #"{"message":"Not Found"}"#)
        }
    }

    @Test func `mapping templates make input and output`() async throws {
        try await withGateway(try Self.files("mapping-templates")) { gateway in
            let prices = try await gateway.get("/dev/prices")
            #expect(prices.text == #"{"currency": "EUR", "names": ["apples", "pears"]}"# + "\n")
            #expect(prices["x-first"] == "apples")
            let missing = try await gateway.get("/dev/prices/plums")
            #expect(missing.status == 404)
            #expect(missing.text == #"{"error": "NotFound: there is no such item", "name": "plums"}"#)

            let type = "Content-Type: application/json"
            let order = try await send(
                gateway,
                "POST /dev/orders",
                [type, "User-Agent: it's"],
                body: #"{"item": {"name": "apples"}}"#
            )
            #expect(order.status == 201)
            #expect(order.text == #"{"item": {"name":"apples"}, "from": "127.0.0.1", "agent": "it's"}"# + "\n")
            // Without a media type a body is taken for JSON.
            #expect(try await send(gateway, "POST /dev/orders", body: #"{"item": 1}"#).status == 201)
            let form = ["Content-Type: application/x-www-form-urlencoded"]
            #expect(try await send(gateway, "POST /dev/orders", form, body: "item=apples").status == 415)
            let broken = try await send(gateway, "POST /dev/orders", [type], body: #"{"item""#)
            #expect(broken.status == 400)
            #expect(broken.text.hasPrefix(#"{"message": "Could not parse request body into json: "#))
        }
    }

    @Test func `a template is explained with a body`() async throws {
        let definition = "\(Tool.repository)/Examples/mapping-templates/routes.yml"
        let order = ["explain", "POST", "/dev/orders", definition, "-d"]
        let (code, output, _) = try await run(Tool.gateway, order + [#"{"item": "pears"}"#], in: Tool.repository)
        #expect(code == 0)
        #expect(output.contains("201 Created"))
        #expect(output.contains(#"{"item": "pears", "from": "127.0.0.1", "agent": ""}"#))
        let (_, broken, _) = try await run(Tool.gateway, order + ["{"], in: Tool.repository)
        #expect(broken.contains("400 Bad Request"))
        #expect(broken.contains("the request template"))
    }

    @Test func `gateway responses let pages read refusals, and MOCK answers preflights`() async throws {
        try await withGateway(try Self.files("mapping-templates")) { gateway in
            let nowhere = try await gateway.get("/dev/nowhere")
            #expect(nowhere.status == 404)
            #expect(nowhere.text == #"{"error": "Missing Authentication Token", "path": "/dev/nowhere"}"#)
            #expect(nowhere.values(of: "access-control-allow-origin") == ["*"])
            let preflight = try await send(gateway, "OPTIONS /dev/orders", ["Origin: https://a.example"])
            #expect(preflight.status == 204)
            #expect(preflight["access-control-allow-methods"] == "OPTIONS,POST")
            #expect(preflight["x-amzn-trace-id"] == nil)
        }
    }
}
