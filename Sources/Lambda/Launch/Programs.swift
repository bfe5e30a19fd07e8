// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// The programs that are installed, as a shell would find them.
struct Programs: Sendable {
    let environment: [String: String]
    private let answers = Answers()

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// What an interpreter says of itself.
    struct Interpreter: Sendable, Hashable {
        /// The program itself, where what was found is a script that chooses one, as those of pyenv and asdf are.
        var executable: String
        var version: [Int]

        var versionText: String { version.map(String.init).joined(separator: ".") }
    }

    /// Every program with that name, the first of PATH first.
    func all(_ name: String) -> [String] {
        // POSIX, Base Definitions §8.3; a relative entry would mean our folder, which is not the function's.
        (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":").filter { $0.hasPrefix("/") }
            .map { "\($0)/\(name)" }.filter(Self.isProgram)
    }

    static func isProgram(_ path: String) -> Bool {
        isKind(S_IFREG, path) && access(path, X_OK) == 0
    }

    static func isFile(_ path: String) -> Bool { isKind(S_IFREG, path) }

    static func isFolder(_ path: String) -> Bool { isKind(S_IFDIR, path) }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func isKind(_ kind: mode_t, _ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == kind
    }

    /// The first bytes of a file; fewer, when it has no more or cannot be read.
    static func start(of path: String, count: Int) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        let read = read(descriptor, &bytes, count)
        return Array(bytes.prefix(max(0, read)))
    }

    /// Whether a program is a script, so that another program runs, perhaps none.
    static func isScript(_ path: String) -> Bool { start(of: path, count: 2) == Array("#!".utf8) }

    /// Asks an interpreter for its version and its place, once.
    ///
    /// - Parameters:
    ///   - path: The program that was found.
    ///   - arguments: What makes it print its version and the path of its executable, a line each.
    ///   - folder: Where it is asked: a script may choose by a file that is there.
    /// - Returns: `nil` when it does not run, or says something else.
    func ask(_ path: String, _ arguments: [String], in folder: String) -> Interpreter? {
        let question = [path, folder]
        if let answer = answers.known.withLock({ $0[question] }) { return answer }
        guard
            let output = Question.output(of: path, arguments, environment: environment, workingDirectory: folder)
        else { return nil }
        let lines = output.split(separator: "\n").map(String.init)
        guard lines.count == 2 else { return nil }
        let version = lines[0].split(separator: ".").compactMap { Int($0.prefix { $0.isNumber }) }
        guard version.count >= 2, Self.isProgram(lines[1]) else { return nil }
        let answer = Interpreter(executable: lines[1], version: version)
        answers.known.withLock {
            $0[question] = answer
            $0[[answer.executable, folder]] = answer
        }
        return answer
    }

    private final class Answers: Sendable {
        let known = Mutex<[[String]: Interpreter]>([:])
    }
}
