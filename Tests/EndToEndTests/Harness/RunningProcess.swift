// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import TestSupport

/// A real process, with its two outputs collected as they come.
final class RunningProcess: Sendable {
    let pid: pid_t
    private let errorDescriptor: Int32
    private let standardOutput = Output()
    private let standardError = Output()
    private let exit = Mutex<Exit>(.running(waiting: []))

    /// One stream of it.
    final class Output: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        private let ended = Atomic<Bool>(false)

        var isComplete: Bool { ended.load(ordering: .acquiring) }

        var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }

        fileprivate func collect(_ descriptor: Int32) {
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(descriptor, &chunk, chunk.count)
                guard count > 0 else { break }
                let more = chunk[..<count]
                bytes.withLock { $0 += more }
            }
            close(descriptor)
            ended.store(true, ordering: .releasing)
        }
    }

    private enum Exit {
        case running(waiting: [CheckedContinuation<Int32, Never>])
        case ended(Int32)
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: Its path.
    ///   - arguments: Without its name.
    ///   - folder: Where it runs.
    ///   - environment: Beside what ``inherited`` names.
    ///   - input: What it reads on standard input.
    ///   - readsErrors: Whether anybody reads its standard error.
    /// - Throws: ``CannotStart``.
    init(
        _ program: String,
        _ arguments: [String],
        in folder: String,
        environment: [String: String] = [:],
        input: String = "",
        readsErrors: Bool = true
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A child inherits what its parent ignores; a shell's children do not ignore these.
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for number in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&defaults, number) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_setsigmask(&attributes, &mask)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var values = environment
        for name in Self.inherited where values[name] == nil {
            if let value = getenv(name) { values[name] = String(cString: value) }
        }
        // The authority of whoever runs the tests is not touched.
        if values["GATEWAY_DATA_HOME"] == nil { values["GATEWAY_DATA_HOME"] = "\(folder)/.data" }
        let command = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, program] + arguments
        let variables = values.map { "\($0)=\($1)" }
        // One at a time, so that no process that another test starts inherits these pipes and holds them open.
        let started = try Self.spawning.withLock { _ in try Self.spawn(command, variables, &actions, &attributes) }
        pid = started.pid
        let (inWrite, outRead, errorRead) = (started.input, started.output, started.errors)

        _ = input.utf8.withContiguousStorageIfAvailable { write(inWrite, $0.baseAddress, $0.count) }
        close(inWrite)
        errorDescriptor = errorRead
        // Each blocks until the process ends. Not threads of Dispatch: it has 255 for all tests, and who waits for one
        // of them while others wait for what that one would do waits for ever.
        try BlockingThread.start { [standardOutput] in standardOutput.collect(outRead) }
        if readsErrors { try readErrors() }
        try BlockingThread.start { self.wait() }
    }

    struct CannotStart: Error {
        let program: String
        let code: Int32
    }

    /// Begins to read standard error, where that was left for later.
    func readErrors() throws {
        try BlockingThread.start { [standardError, errorDescriptor] in
            standardError.collect(errorDescriptor)
        }
    }

    /// Whether both outputs have been read to their ends.
    var isDrained: Bool { standardOutput.isComplete && standardError.isComplete }

    var output: String { standardOutput.text }
    var errors: String { standardError.text }

    func signal(_ number: Int32) {
        kill(pid, number)
    }

    var hasEnded: Bool {
        exit.withLock { exit in
            if case .ended = exit { true } else { false }
        }
    }

    /// What it has used of processors, by itself and for it by the kernel (proc(5), /proc/PID/stat).
    func processorTime() throws -> Duration {
        let fields = try stateFile("stat").split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = fields.dropFirst(11).prefix(2).compactMap { Int($0) }.reduce(0, +)
        return .milliseconds(ticks * 1000 / sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Its memory that is in use, in MiB.
    func residentMebibytes() throws -> Int {
        let line = try stateFile("status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) / 1024
    }

    private func stateFile(_ name: String) throws -> String {
        try EndToEndTests.read("/proc/\(pid)/\(name)")
    }

    /// Waits for the end.
    ///
    /// - Returns: The exit code, or 128 and the number of the signal that ended it.
    func end() async -> Int32 {
        await withCheckedContinuation { continuation in
            let ended: Int32? = exit.withLock { exit in
                switch exit {
                case .ended(let code): return code
                case .running(let waiting):
                    exit = .running(waiting: waiting + [continuation])
                    return nil
                }
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }

    private func wait() {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        let waiting = exit.withLock { state in
            defer { state = .ended(code) }
            if case .running(let waiting) = state { return waiting }
            return []
        }
        for continuation in waiting { continuation.resume(returning: code) }
    }

    /// What a program gets from here; the last three say where a sanitizer's reports go (scripts/sanitize.sh).
    private static let inherited = [
        "PATH", "HOME", "CI", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "TSAN_OPTIONS", "SWIFT_BACKTRACE",
    ]

    private static let spawning = Mutex(())

    private struct Started {
        var pid: pid_t = 0
        var input: Int32
        var output: Int32
        var errors: Int32
    }

    private static func spawn(
        _ command: [String],
        _ variables: [String],
        _ actions: inout posix_spawn_file_actions_t,
        _ attributes: inout posix_spawnattr_t
    ) throws -> Started {
        let (input, output, errors) = (try pipe(), try pipe(), try pipe())
        posix_spawn_file_actions_adddup2(&actions, input.read, 0)
        posix_spawn_file_actions_adddup2(&actions, output.write, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.write, 2)
        var started = Started(input: input.write, output: output.read, errors: errors.read)
        let code = withCStrings(command) { argv in
            withCStrings(variables) { environment in
                posix_spawn(&started.pid, command[0], &actions, &attributes, argv, environment)
            }
        }
        for descriptor in [input.read, output.write, errors.write] { close(descriptor) }
        guard code == 0 else { throw CannotStart(program: command[0], code: code) }
        return started
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw CannotStart(program: "pipe", code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func withCStrings<Result>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers)
    }
}

/// Runs a program to its end.
///
/// - Returns: Its exit code and outputs.
func run(
    _ program: String,
    _ arguments: [String],
    in folder: String,
    environment: [String: String] = [:],
    input: String = ""
) async throws -> (code: Int32, output: String, errors: String) {
    let process = try RunningProcess(program, arguments, in: folder, environment: environment, input: input)
    let code = await process.end()
    // The readers may be a moment behind the end.
    try await eventually("the outputs are complete") { process.isDrained }
    return (code, process.output, process.errors)
}
