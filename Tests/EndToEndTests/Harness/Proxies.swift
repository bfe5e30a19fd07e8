// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport

/// Runs nginx while a test does.
///
/// - Parameters:
///   - server: What stands in its `server` block, for the port it listens on.
///   - http: What stands before that block.
///   - body: The test, with the port.
/// - Throws: what the test throws, or ``Tool/Missing`` when nginx does not start.
func withNginx(_ server: (UInt16) -> String, http: String = "", _ body: (UInt16) async throws -> Void) async throws {
    let nginx = try Tool.need(Tool.nginx, "nginx")
    // A port that was free a moment ago may be somebody else's by now: then nginx ends, and another port is tried.
    for _ in 0..<5 where try await runs(nginx, server, http, body) { return }
    throw Tool.Missing(description: "nginx does not start")
}

/// - Returns: Whether it started, and the test was run.
private func runs(
    _ nginx: String,
    _ server: (UInt16) -> String,
    _ http: String,
    _ body: (UInt16) async throws -> Void
) async throws -> Bool {
    try await withFolder { folder in
        let port = try { try BoundPort().port }()
        let conf = """
            worker_processes 1; daemon off; pid \(folder)/nginx.pid; error_log \(folder)/error.log;
            events { worker_connections 256; }
            http {
                access_log off; client_body_temp_path \(folder); proxy_temp_path \(folder);
                fastcgi_temp_path \(folder); uwsgi_temp_path \(folder); scgi_temp_path \(folder);
                \(http)
                server { listen 127.0.0.1:\(port); \(server(port)) }
            }
            """
        try write(conf, to: "\(folder)/nginx.conf")
        let process = try RunningProcess(nginx, ["-c", "\(folder)/nginx.conf", "-p", folder], in: folder)
        defer { process.signal(SIGTERM) }
        // It writes its process id when it has its port.
        try await eventually("nginx is ready or has ended") {
            process.hasEnded || access("\(folder)/nginx.pid", F_OK) == 0
        }
        guard !process.hasEnded else { return false }
        try await untilListening(port, process)
        try await body(port)
        return true
    }
}

/// Runs a proxy in plain Node while a test does, which does what http-proxy does, on which the development servers of vite,
/// webpack and Angular are built: it pipes bodies, changes Host, adds X-Forwarded-*, and keeps connections.
///
/// - Parameters:
///   - target: The gateway's port.
///   - agent: The options of Node's agent: whether connections are kept.
///   - body: The test, with the proxy's port.
/// - Throws: What the test throws.
func withNodeProxy(to target: UInt16, agent: String, _ body: (UInt16) async throws -> Void) async throws {
    let node = try Tool.need(Tool.node, "node")
    let script = """
        const http = require('http')
        const agent = new http.Agent(\(agent))
        const server = http.createServer((request, response) => {
            const headers = { ...request.headers, host: 'api.example.com' }
            const before = headers['x-forwarded-for']
            headers['x-forwarded-for'] = (before ? before + ',' : '') + request.socket.remoteAddress
            headers['x-forwarded-proto'] = 'http'
            headers['x-forwarded-host'] = request.headers.host
            if (!agent.keepAlive) headers.connection = 'close'
            const path = request.url.replace(/^\\/api\\//, '/dev/')
            const options = { host: '127.0.0.1', port: \(target), method: request.method, path, headers, agent }
            const upstream = http.request(options, (answer) => {
                response.writeHead(answer.statusCode, answer.headers)
                answer.pipe(response)
            })
            upstream.on('error', (error) => { response.destroy(error) })
            response.on('close', () => { if (!response.writableFinished) upstream.destroy() })
            request.pipe(upstream)
        })
        server.listen(0, '127.0.0.1', () => console.log(server.address().port))
        """
    try await withFolder(["proxy.js": script]) { folder in
        let process = try RunningProcess(node, ["proxy.js"], in: folder)
        defer { process.signal(SIGTERM) }
        try await eventually("the proxy listens: \(process.errors)") { process.output.hasSuffix("\n") }
        guard let port = UInt16(process.output.dropLast()) else { throw Tool.Missing(description: process.output) }
        try await body(port)
    }
}

private func untilListening(_ port: UInt16, _ process: RunningProcess) async throws {
    try await eventually("it listens: \(process.errors)") {
        do {
            let connection = try await RawConnection.open(port: port)
            await connection.close()
            return true
        } catch {
            return false
        }
    }
}
