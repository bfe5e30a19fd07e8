// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// One of Examples/serverless-node, serverless-python and serverless-swift: the same three functions in each language.
enum ServerlessExample: String {
    case node
    case python
    case swift

    /// Skips a test where what runs the functions is missing; in CI it fails.
    var condition: some TestTrait {
        .enabled(if: Tool.mayRun(tool), "\(toolName) is missing")
    }

    var folder: String { "\(Tool.repository)/Examples/serverless-\(rawValue)" }

    func readme() throws -> String { try read("\(folder)/README.md") }

    private var tool: String? {
        switch self {
        case .node: Tool.node
        case .python: Tool.python
        case .swift: Tool.swiftFunction
        }
    }

    private var toolName: String {
        switch self {
        case .node: "node"
        case .python: "PyJWT"
        case .swift: "the executable of Examples/serverless-swift"
        }
    }

    /// Serves a copy of it while a test runs, on free ports.
    ///
    /// - Parameters:
    ///   - keysPort: Where the authorizer looks for keys; the embedded issuer's, unless a test says otherwise.
    ///   - body: The test.
    /// - Throws: What the test throws, or ``Tool/Missing``.
    func serve(keysPort: UInt16? = nil, _ body: (ServedGateway) async throws -> Void) async throws {
        // config.yml names the issuer's port, so it is chosen before the issuer takes it, and may be somebody else's by then.
        for _ in 0..<5 {
            let issuerPort = try { try BoundPort().port }()
            let isServed = try await withFolder { folder in
                try copy(to: folder, issuerPort: issuerPort, keysPort: keysPort ?? issuerPort)
                let ports = ["--port", "0", "--issuer-port", "\(issuerPort)"]
                let process = try RunningProcess(
                    Tool.gateway,
                    ["serve", "--ready-file", "ready.json"] + ports,
                    in: folder
                )
                defer { process.signal(SIGKILL) }
                try await eventually("the gateway is ready or has ended") {
                    process.hasEnded || access("\(folder)/ready.json", F_OK) == 0
                }
                guard !process.hasEnded else {
                    try await eventually("its errors are read") { process.isDrained }
                    guard process.errors.contains("is taken") else { throw Tool.Missing(description: process.errors) }
                    return false
                }
                try await body(ServedGateway(process, readyIn: folder))
                return true
            }
            if isServed { return }
        }
        throw Tool.Missing(description: "there is no free port for the issuer")
    }

    /// Copies it as its README has somebody set it up, with ports of our own.
    private func copy(to folder: String, issuerPort: UInt16, keysPort: UInt16) throws {
        let tool = try Tool.need(tool, toolName)
        let config = try read("\(self.folder)/config.yml")
            .replacing("http://localhost:3443", with: "http://localhost:\(keysPort)")
            .replacing("https://localhost:3443", with: "https://localhost:\(issuerPort)")
        try write(config, to: "\(folder)/config.yml")
        // A machine that runs all tests at once may need longer than a function has.
        let patience = "\ncustom: { serverless-offline: { noTimeout: true } }\n"
        try write(try read("\(self.folder)/serverless.yml") + patience, to: "\(folder)/serverless.yml")
        switch self {
        case .node:
            try write(try read("\(self.folder)/handler.js"), to: "\(folder)/handler.js")
        case .python:
            try write(try read("\(self.folder)/handler.py"), to: "\(folder)/handler.py")
            // The environment of scripts/oracle.sh has what requirements.txt names.
            try link("\(folder)/.venv", to: String(tool.dropLast("/bin/python".count)))
        case .swift:
            try link("\(folder)/bootstrap", to: tool)
        }
    }

    private func link(_ path: String, to target: String) throws {
        guard symlink(target, path) == 0 else { throw Tool.Missing(description: "\(path): errno \(errno)") }
    }
}
