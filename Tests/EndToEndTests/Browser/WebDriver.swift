// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport

/// A chromedriver, spoken to as W3C WebDriver says (https://www.w3.org/TR/webdriver2/).
struct WebDriver {
    private let process: RunningProcess
    private let port: UInt16

    /// What it answers instead of a value.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts one on a free port.
    ///
    /// A chromedriver that is killed leaves its Chromium behind, so both are in a process group of their own, led by a
    /// shell that ends the group as soon as the tests are gone.
    ///
    /// - Parameters:
    ///   - folder: Where it runs.
    ///   - home: Chromium's `HOME`.
    /// - Returns: The driver, ready for commands.
    /// - Throws: When it does not start.
    static func start(in folder: String, home: String) async throws -> WebDriver {
        let program = try Tool.need(Tool.chromedriver, "chromedriver")
        let setsid = try Tool.need(Tool.find("setsid"), "setsid")
        // Whoever was killed may be about for a while as a zombie.
        let watch = """
            "$0" --port=0 & \
            alive() { [ -d /proc/$1 ] && ! grep -q '^State:.Z' /proc/$1/status 2>/dev/null; }; \
            while alive \(getpid()) && alive $!; do sleep 1; done; kill -9 0
            """
        let process = try RunningProcess(
            setsid,
            ["/bin/sh", "-c", watch, program],
            in: folder,
            environment: ["HOME": home, "TMPDIR": folder]
        )
        do {
            var port: UInt16?
            try await eventually("chromedriver has a port; it said: \(process.errors)") {
                port = process.output.split(separator: "\n").compactMap(Self.port).first
                return port != nil
            }
            return WebDriver(process: process, port: port ?? 0)
        } catch {
            kill(-process.pid, SIGKILL)
            throw error
        }
    }

    private static func port(_ line: Substring) -> UInt16? {
        guard line.hasPrefix("ChromeDriver was started successfully on port ") else { return nil }
        return line.dropLast().split(separator: " ").last.flatMap { UInt16($0) }
    }

    /// Ends it, and every browser that it started.
    func stop() async {
        kill(-process.pid, SIGKILL)
        _ = await process.end()
    }

    func send(_ method: String, _ path: String, _ body: JSONValue = [:]) async throws -> JSONValue {
        let content = method == "POST" ? body.compactBytes : []
        let head = """
            \(method) \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\nContent-Type: application/json\r\n\
            Content-Length: \(content.count)\r\n\r\n
            """
        let connection = try await RawConnection.open(port: port)
        try await connection.send(Array(head.utf8) + content)
        let response = try await connection.response()
        await connection.close()
        let value = try JSONValue(parsing: response.body).object?["value"] ?? .null
        guard response.status == 200 else {
            let message = value.object?["message"]?.string ?? "status \(response.status)"
            throw Failure(description: "\(method) \(path): \(message)")
        }
        return value
    }
}
