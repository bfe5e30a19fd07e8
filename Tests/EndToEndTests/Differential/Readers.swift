// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import GatewayTransport
import Glibc
import Logging
import TestSupport

/// What a reader of HTTP made of some bytes.
struct Reading: Hashable, CustomStringConvertible {
    /// The requests that it saw, each as the number of bytes in its body where the reader tells.
    var bodies: [Int?]
    /// The methods of these, where it tells.
    var methods: [String] = []
    /// Why it refused what followed them, where it tells.
    var refusal: String?

    var count: Int { bodies.count }

    var description: String {
        bodies.map { $0.map(String.init) ?? "?" }.joined(separator: " ") + (refusal.map { " ✗\($0)" } ?? "")
    }

    /// Reads `x-seen: 5` and `x-refused: …` out of the answers.
    init(answers: [UInt8]) {
        let text = String(decoding: answers, as: UTF8.self)
        bodies = text.matches(of: #/x-seen: (\d+)\r\n/#).map { Int($0.output.1) }
        methods = text.matches(of: #/x-method: (\S+)\r\n/#).map { String($0.output.1) }
        refusal = text.firstMatch(of: #/x-refused: (\w+)\r\n/#).map { String($0.output.1) }
    }

    /// Counts the answers of one who tells nothing.
    init(countingAnswers answers: [UInt8]) {
        let count = String(decoding: answers, as: UTF8.self).ranges(of: "HTTP/1.1 200").count
        bodies = Array(repeating: nil, count: count)
    }
}

/// Sends bytes, ends its side, and reads to the other's end.
func exchange(_ bytes: [UInt8], port: UInt16) async throws -> [UInt8] {
    let connection = try await RawConnection.open(port: port)
    var answer: [UInt8] = []
    do {
        try await connection.send(bytes)
        await connection.finishWriting()
        while let more = try await connection.receive() { answer += more }
    } catch {
        // Refused in the middle: what was answered before counts.
    }
    await connection.close()
    return answer
}

/// Our server, telling what it saw.
private struct Witness: RequestHandler {
    func respond(to request: Request) -> Eventually<Response> {
        var fields = ResponseFields()
        fields.append("x-seen") { $0.append(decimal: request.body.count) }
        fields.append("x-method", Array(request.head.method))
        return .now(Response(status: 200, fields: fields))
    }

    func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response {
        var fields = ResponseFields()
        fields.append("x-refused", Array("\(error)".utf8))
        return Response(status: error.status, fields: fields)
    }
}

func withOurs(_ body: (UInt16) async throws -> Void) async throws {
    let group = try EventLoopGroup(count: 1, time: .system)
    var settings = ServerSettings(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    settings.drainGrace = .milliseconds(1)
    // On a machine that is busy with other tests, who has connected may be silent for long.
    settings.limits.headTime = .seconds(3600)
    let server = Server(group: group, handler: Witness(), time: .system, settings: settings)
    let port = try await server.listen(on: [.loopbackV4(port: 0)]).first?.port ?? 0
    do {
        try await body(port)
    } catch {
        await server.drain()
        group.stop()
        throw error
    }
    await server.drain()
    group.stop()
}

/// Lends nginx's port; it answers before it has read a body, so of that it tells nothing.
func withNginx(_ body: (UInt16) async throws -> Void) async throws {
    try await withNginx({ _ in "location / { return 200 'ok'; }" }, body)
}

/// Lends Node's port, and one that tells what it saw of the last connection, because with an error Node drops the answers to
/// what came before it.
func withNode(_ body: (_ port: UInt16, _ witness: UInt16) async throws -> Void) async throws {
    let node = try Tool.need(Tool.node, "node")
    try await withFolder { folder in
        let script = """
            const http = require('http'), fs = require('fs');
            let last;
            const server = http.createServer((request, response) => {
              const seen = { request, count: 0 };
              request.socket.seen.push(seen);
              request.on('data', (data) => { seen.count += data.length; });
              request.on('error', () => {});
              request.on('end', () => { response.end(); });
            });
            server.on('connection', (socket) => {
              socket.seen = [];
              last = socket;
            });
            const tell = (response) => {
              if (!last.closed) return setImmediate(tell, response);
              const complete = last.seen.filter((seen) => seen.request.complete);
              response.setHeader('x-seen', complete.map((seen) => String(seen.count + seen.request.readableLength)));
              response.end();
            };
            const witness = http.createServer((request, response) => tell(response));
            server.listen(0, '127.0.0.1', () => witness.listen(0, '127.0.0.1', () => {
              fs.writeFileSync('ports.new', server.address().port + ' ' + witness.address().port);
              fs.renameSync('ports.new', 'ports');
            }));
            """
        try write(script, to: "\(folder)/server.js")
        let process = try RunningProcess(node, ["server.js"], in: folder)
        defer { process.signal(SIGKILL) }
        try await eventually("node listens: \(process.errors)") { access("\(folder)/ports", F_OK) == 0 }
        let ports = try read("\(folder)/ports").split(separator: " ").compactMap { UInt16($0) }
        try await body(ports.first ?? 0, ports.last ?? 0)
    }
}
