// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport

/// The binary, serving on free ports.
struct ServedGateway {
    let process: RunningProcess
    let folder: String
    let port: UInt16
    /// Of the embedded issuer, if it runs.
    let issuerPort: UInt16?
    let issuer: String?
    /// Of Lambda's Invoke API, if a function runs code.
    let invokePort: UInt16?

    /// Reads where a process serves, once it has written `ready.json`.
    init(_ process: RunningProcess, readyIn folder: String) throws {
        let ready = try JSONValue(parsing: try read("\(folder)/ready.json")).object
        func port(_ name: String) -> UInt16? {
            ready?[name]?.object?["port"]?.number?.int64.flatMap(UInt16.init(exactly:))
        }
        self.process = process
        self.folder = folder
        self.port = port("gateway") ?? 0
        issuerPort = port("issuer")
        issuer = ready?["issuer"]?.object?["url"]?.string
        invokePort = port("lambda")
    }

    /// The demo's definition, as it is shipped.
    static func demo() throws -> String { try read("\(Tool.repository)/routes.yml") }

    /// The demo with the cache of decisions off: for what changes from request to request.
    static func demoWithoutCache() throws -> String {
        try demo().split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.contains("resultTtlInSeconds") ? "    resultTtlInSeconds: 0" : String($0) }
            .joined(separator: "\n")
    }

    /// A command of the binary, run to its end.
    func command(_ arguments: [String]) async throws -> (code: Int32, output: String, errors: String) {
        try await run(Tool.gateway, arguments, in: folder)
    }

    func token(_ arguments: [String] = []) async throws -> String {
        let (code, output, errors) = try await command(["token"] + arguments)
        guard code == 0 else { throw Tool.Missing(description: "gateway token: \(errors)") }
        return String(output.dropLast())
    }

    /// Where the demo front end is, as the ready file has it.
    func demoURLs() throws -> (own: String?, otherOrigin: String?) {
        let demo = try JSONValue(parsing: try read("\(folder)/ready.json")).object?["demo"]?.object
        return (demo?["url"]?.string, demo?["otherOrigin"]?.string)
    }

    /// A GET of the test's own client.
    func get(_ path: String, token: String? = nil, port: UInt16? = nil) async throws -> RawResponse {
        let connection = try await RawConnection.open(port: port ?? self.port)
        let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        try await connection.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(authorization)\r\n")
        let response = try await connection.response()
        await connection.close()
        return response
    }
}

/// Serves a folder's definition while a test runs, on free ports; `openFiles` is the limit of its descriptors.
func withGateway<Result>(
    _ files: [String: String] = [:],
    arguments: [String] = [],
    environment: [String: String] = [:],
    openFiles: Int? = nil,
    readsErrors: Bool = true,
    _ body: (ServedGateway) async throws -> Result
) async throws -> Result {
    var files = files
    if files["routes.yml"] == nil { files["routes.yml"] = try ServedGateway.demo() }
    return try await withFolder(files) { folder in
        let serve = ["serve", "--port", "0", "--issuer-port", "0", "--ready-file", "ready.json"] + arguments
        let limited = openFiles.map { ["-c", "ulimit -n \($0) && exec \"$0\" \"$@\"", Tool.gateway] }
        let process = try RunningProcess(
            limited == nil ? Tool.gateway : "/bin/sh",
            (limited ?? []) + serve,
            in: folder,
            environment: environment,
            readsErrors: readsErrors
        )
        defer { process.signal(SIGKILL) }
        try await eventually("the gateway is ready; it said: \(process.errors)") {
            access("\(folder)/ready.json", F_OK) == 0
        }
        return try await body(ServedGateway(process, readyIn: folder))
    }
}
