// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayEmulator
import GatewayHandlers
import GatewayJSON
import GatewayModel
import GatewayTransport

/// Hands one input to the target: a query string, a line feed, and the value of a `Cookie` header.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let parts = input(start, count).split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
    // A target is visible ASCII, or there is no request.
    let query = parts[0].filter { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
    let cookie = (parts.count > 1 ? Array(parts[1]) : []).filter { $0 >= 0x20 && $0 != 0x7F }
    for gateway in gateways { check(gateway, query, cookie) }
    return 0
}

private let gateways: [Rehearsal] = [(.rest, .v1), (.http, .v1), (.http, .v2)].map(gateway)

private func gateway(_ kind: API.Kind, _ version: PayloadFormatVersion) -> Rehearsal {
    do {
        let route = Route(
            method: .any,
            path: try PathTemplate(parsing: "/{proxy+}"),
            access: .public,
            integration: .proxy(ProxyIntegration(handler: .function("echo"), payloadFormatVersion: version))
        )
        let api = API(
            kind: kind,
            stage: "s",
            routes: [route],
            authorizers: [],
            functions: [FunctionDefinition(name: "echo", behaviour: .echoes)]
        )
        return try Rehearsal(api, parts: GatewayParts())
    } catch {
        fatalError("it does not hold that the API can be served: \(error)")
    }
}

private func check(_ gateway: Rehearsal, _ query: [UInt8], _ cookie: [UInt8]) {
    let head = Array("GET /s/x?".utf8) + query + Array(" HTTP/1.1\r\nHost: localhost\r\nCookie: ".utf8) + cookie
    let bytes = head + Array("\r\n\r\n".utf8)
    let outcome = wait { await gateway.answer(bytes) }
    // Too long, for example.
    guard case .matched? = outcome.trace.routing else { return }
    require(outcome.trace.status == 200, "an echo is a 200, this was \(outcome.trace.status)")
    do {
        let response = try ClientResponse.read(outcome.message, bodyLimit: 1 << 24)
        let event = try JSONValue(parsing: response.body).object ?? JSONObject()
        if event["version"] == "2.0" {
            require(event["rawQueryString"] == .string(String(decoding: query, as: UTF8.self)), "the query is as sent")
            for cookie in event["cookies"]?.array ?? [] {
                require(cookie.string?.contains(";") == false, "a cookie ends at the semicolon")
            }
            require(event["headers"]?.object?["cookie"] == nil, "cookies stand in one place")
            return
        }
        let single = event["queryStringParameters"]?.object?.members ?? []
        let all = event["multiValueQueryStringParameters"]?.object?.members ?? []
        require(single.count == all.count, "each name is in both maps")
        for (one, many) in zip(single, all) {
            require(one.name == many.name, "the maps have one order")
            require(many.value.array?.last == one.value, "the single value is the last one")
        }
    } catch {
        fatalError("it does not hold that the answer can be read: \(error)")
    }
}
