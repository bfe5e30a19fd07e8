// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import GatewayTransport
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import GatewayLambda

struct ParentDeathTests {
    private static let compiler = find("clang") ?? find("cc")
    private static let isCI = getenv("CI").map { String(cString: $0) } == "true"

    /// What is missing skips a test where somebody works, and fails it where everything has to be there.
    @Test(.enabled(if: compiler != nil || isCI, "there is no C compiler"), arguments: [SIGKILL, SIGTERM])
    func `whoever kills us kills our functions, and all that they have started`(signal: Int32) async throws {
        let folder = try TemporaryDirectory()
        let repository = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }
        let sources = ["Keeper", "KeeperProcess", "Processes"].map { "\(repository)/Sources/CLinux/\($0).c" }
        let compiler = try #require(Self.compiler)
        let arguments =
            ["-I", "\(repository)/Sources/CLinux/include", "-o", folder.file("parent")]
            + ["\(repository)/Tests/KeeperParent/parent.c"] + sources
        try await Workshop.with { workshop in
            let compiling = try await workshop.start(compiler, arguments)
            try await eventually("it is compiled") { compiling.ending != nil }
            #expect(compiling.ending == .exited(code: 0), "\(compiling.lines)")
            let parent = try await workshop.start(folder.file("parent"), [])
            // The keeper; two programs with three processes each.
            try await eventually("all run") { parent.lines.count == 9 }
            let pids = parent.lines.compactMap { pid_t($0) }
            #expect(pids.count == 9)
            for pid in pids { #expect(isRunning(pid)) }
            kill(try #require(parent.pid), signal)
            for pid in pids { try await eventually("process \(pid) is gone") { !isRunning(pid) } }
        }
    }

    private static func find(_ name: String) -> String? {
        let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin"
        return folders.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
}

/// Programs that a test runs, by a keeper of its own.
final class Workshop: Sendable {
    private let keeper: Keeper
    private let loop: EventLoop

    private init(_ loop: EventLoop) {
        self.loop = loop
        keeper = Keeper(loop: loop)
    }

    static func with(_ body: (Workshop) async throws -> Void) async throws {
        let group = try EventLoopGroup(count: 1, time: .system)
        let workshop = Workshop(group.loops[0])
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(workshop))
        } catch {
            result = .failure(error)
        }
        await Task(executorPreference: group.loops[0]) { await workshop.keeper.end() }.value
        group.stop()
        try result.get()
    }

    /// What a program has printed, and what became of it.
    final class Run: Sendable {
        fileprivate let state = Mutex(State())

        fileprivate struct State {
            var pid: pid_t?
            var lines: [String] = []
            var ending: Ending?
        }

        var pid: pid_t? { state.withLock { $0.pid } }
        var lines: [String] { state.withLock { $0.lines } }
        var ending: Ending? { state.withLock { $0.ending } }
    }

    func start(_ executable: String, _ arguments: [String]) async throws -> Run {
        let run = Run()
        try await loop.call { [self] in
            let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
            let program = Program(
                executable: executable,
                workingDirectory: "/",
                arguments: [executable] + arguments,
                environment: ["PATH": path]
            )
            let (reader, output) = try LineReader.opened(memory: ReadMemory(), loop: loop) { line in
                run.state.withLock { $0.lines.append(String(decoding: line, as: UTF8.self)) }
            }
            _ = try keeper.launch(try #require(program), output: output) { news in
                switch news {
                case .started(let pid): run.state.withLock { $0.pid = pid }
                case .failed: run.state.withLock { $0.ending = .exited(code: 127) }
                case .ended(let ending): run.state.withLock { $0.ending = ending }
                }
                if run.ending != nil { reader.close() }
            }
        }
        return run
    }
}
