// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayLambda
import GatewayModel
import Glibc
import TestSupport

/// A process of a function, from its start to its end: what it said to the Runtime API, and what it printed.
struct FunctionRun {
    var reports: [RuntimeAPIStub.Report]
    var log: String
    /// How it ended by itself; `nil` when it went on and was ended.
    var exitCode: Int32?

    /// The result of an invocation, the first unless said, as JSON.
    func result(_ index: Int = 0) throws -> JSONValue {
        guard reports.indices.contains(index) else { throw SetUp("no report \(index); \(self)") }
        guard reports[index].path == "/invocation/request-\(index + 1)/response" else {
            throw SetUp("\(reports[index])")
        }
        return try JSONValue(parsing: reports[index].body)
    }

    /// The error of the first invocation, or of what comes before.
    func error(duringInit: Bool = false) throws -> JSONObject {
        let path = duringInit ? "/init/error" : "/invocation/request-1/error"
        guard let report = reports.first, report.path == path, let error = try JSONValue(parsing: report.body).object
        else {
            throw SetUp("no error; \(self)")
        }
        return error
    }

    /// Starts a function as it is started in earnest, and gives it events; `lastAnswer` comes instead of a further one.
    static func of(
        _ runtime: String,
        _ handler: String,
        in folder: String,
        events: [String] = ["{}"],
        lastAnswer: String? = nil,
        environment: [String: String] = [:],
        pieceSize: Int = .max
    ) async throws -> FunctionRun {
        let directory = try TemporaryDirectory()
        let function = try makeFunction(runtime, handler, in: folder, environment: environment)
        let launch = try makeLauncher(bootstrapsIn: directory.path).launch(function)
        let invocations =
            events.enumerated().map { invocation($0.offset + 1, event: $0.element) }
            + [lastAnswer].compactMap { $0.map { Array($0.utf8) } }
        return try await withCheckedThrowingContinuation { continuation in
            do {
                try BlockingThread.start {
                    continuation.resume(
                        with: Result {
                            try run(launch, invocations, pieceSize: pieceSize, log: directory.file("log"))
                        }
                    )
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// The response that an invocation is.
    ///
    /// - Source: Lambda developer guide, "Using the Lambda runtime API for custom runtimes".
    private static func invocation(_ number: Int, event: String) -> [UInt8] {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let fields = [
            "Content-Type: application/json",
            "Lambda-Runtime-Aws-Request-Id: request-\(number)",
            "Lambda-Runtime-Deadline-Ms: \((now.tv_sec + 600) * 1000)",
            "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:123456789012:function:shop-dev-hello",
            "Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=\(number % 2)",
            #"Lambda-Runtime-Client-Context: {"client":{"app_title":"shop"},"custom":{"name":"ü"},"env":{"locale":"de"}}"#,
            #"Lambda-Runtime-Cognito-Identity: {"cognitoIdentityId":"me","cognitoIdentityPoolId":"pool"}"#,
            "Content-Length: \(event.utf8.count)",
        ]
        return Array("HTTP/1.1 200 OK\r\n\(fields.joined(separator: "\r\n"))\r\n\r\n\(event)".utf8)
    }

    private static func run(
        _ launch: Launch,
        _ invocations: [[UInt8]],
        pieceSize: Int,
        log: String
    ) throws -> FunctionRun {
        let stub = try RuntimeAPIStub()
        defer { close(stub.listener) }
        var environment = launch.environment
        environment["AWS_LAMBDA_RUNTIME_API"] = "127.0.0.1:\(stub.port)"
        environment["AWS_LAMBDA_LOG_STREAM_NAME"] = "2026/11/23/[$LATEST]1"
        let child = try start(launch, environment, log: log)
        var status: Int32 = 0
        var hasEnded = false
        let reports: [RuntimeAPIStub.Report]
        do {
            reports = try stub.serve(invocations, pieceSize: pieceSize) {
                if !hasEnded { hasEnded = waitpid(child, &status, WNOHANG) == child }
                return hasEnded
            }
        } catch {
            kill(child, SIGKILL)
            waitpid(child, &status, 0)
            throw error
        }
        // One that has taken everything waits for more.
        let isWaiting = reports.count == invocations.count && reports.last?.isWithQuestion == true
        if !hasEnded {
            if isWaiting { kill(child, SIGKILL) }
            waitpid(child, &status, 0)
        }
        let isExit = status & 0x7f == 0
        return FunctionRun(
            reports: reports,
            log: try text(of: log),
            exitCode: isWaiting || !isExit ? nil : status >> 8 & 0xff
        )
    }

    private static func start(_ launch: Launch, _ environment: [String: String], log: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // env(1) goes to the folder, which posix_spawn of this module cannot.
        let command = ["/usr/bin/env", "-C", launch.workingDirectory, launch.executable] + launch.arguments.dropFirst()
        let arguments = command.map { strdup($0) }
        let variables = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in arguments + variables { free(text) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, command[0], &actions, nil, arguments + [nil], variables + [nil])
        guard code == 0 else { throw SetUp("\(command) did not start: \(code)") }
        return child
    }

    private static func text(of path: String) throws -> String {
        guard let file = fopen(path, "re") else { throw SetUp("\(path): errno \(errno)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
    }
}
