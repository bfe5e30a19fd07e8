// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import GatewayTransport
import Logging
import TestSupport

/// Somebody's front end: files on a port of its own.
struct PageServer: RequestHandler {
    /// By their paths, which do not begin with a slash here.
    let files: [String: [UInt8]]

    func respond(to request: Request) -> Eventually<Response> {
        let target = request.head.target.dropFirst().prefix { $0 != UInt8(ascii: "?") }
        let name = String(decoding: target, as: UTF8.self)
        guard let body = files[name] else { return .now(Response(status: 404)) }
        let type = name.hasSuffix("js") ? "text/javascript" : "text/html; charset=utf-8"
        return .now(Response(status: 200, contentType: Array(type.utf8), body: body))
    }

    func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response {
        Response(status: error.status)
    }
}

/// Serves files at `http://localhost:PORT/` while a test runs.
func withPages(_ files: [String: [UInt8]], _ body: (_ origin: String) async throws -> Void) async throws {
    var settings = ServerSettings(logger: Logger(label: "pages"))
    settings.drainGrace = .milliseconds(1)
    let server = Server(group: testLoops, handler: PageServer(files: files), time: .system, settings: settings)
    let port = try await server.listen(on: [.loopbackV4(port: 0)]).first?.port ?? 0
    do {
        try await body("http://localhost:\(port)")
        await server.drain()
    } catch {
        await server.drain()
        throw error
    }
}
