// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import Glibc

/// Reads a file that the user named, and says clearly why it cannot be read.
enum SourceFile {
    /// Reads a file as a whole.
    ///
    /// - Parameters:
    ///   - path: Which file.
    ///   - limit: How many bytes at most; a longer file is refused before it is held in memory.
    ///   - mustBeRegular: Whether a pipe is refused, because nobody can wait for what comes out of it.
    /// - Returns: Its bytes.
    /// - Throws: In words why it cannot be read.
    static func read(
        path: String,
        limit: Int = YAMLLimits.standard.bytes,
        mustBeRegular: Bool = false
    ) throws(DefinitionProblems) -> [UInt8] {
        do throws(FileError) {
            return try File.read(path, limit: limit, mustBeRegular: mustBeRegular)
        } catch {
            switch error.reason {
            case .system(let code): throw failure(code, path: path)
            case .tooLong: throw DefinitionProblems(tooLong(path, limit: limit))
            // A definition may come through a pipe; whoever asks for regular files only hears of others here.
            case .notRegular:
                throw DefinitionProblems(DefinitionProblem(at: nil, error.description, suggestion: nil))
            }
        }
    }

    static func tooLong(_ file: String, limit: Int) -> DefinitionProblem {
        DefinitionProblem(
            at: nil,
            "\(file): the file is longer than \(limit) bytes",
            suggestion: "is it the right file?"
        )
    }

    /// Turns an `errno` of open or read into words.
    static func failure(_ code: CInt, path: String) -> DefinitionProblems {
        let (message, suggestion): (String, String?) =
            switch code {
            case ENOENT: ("no such file", insteadOf(path))
            case ENOTDIR: ("a part of this path is a file, not a directory", nil)
            case EISDIR: ("this is a directory", "name a file in it")
            case EACCES, EPERM: ("permission denied", "make the file readable for the user who runs this")
            default: ("cannot be read: \(String(cString: strerror(code)))", nil)
            }
        return DefinitionProblems(DefinitionProblem(at: nil, "\(path): \(message)", suggestion: suggestion))
    }

    /// A file with nearly that name, or else where the search began.
    private static func insteadOf(_ path: String) -> String? {
        let folder = folder(of: path)
        let name = String(path.dropFirst(folder.count))
        if let near = nearest(to: name, among: entries(of: folder.isEmpty ? "." : folder)) {
            return "did you mean \(quoted(folder + near))?"
        }
        guard !path.hasPrefix("/"), let start = getcwd(nil, 0) else { return nil }
        defer { free(start) }
        return "it was looked for in \(String(cString: start))"
    }

    /// The path up to its last slash, that included; empty when there is none.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return String(path[...slash])
    }

    /// The folder that a file is in, as an absolute path without a slash at its end.
    static func absoluteFolder(of file: String) -> String { File.absolute(folder(of: file)) }

    /// The names in a folder: some of them, since they only serve a suggestion.
    private static func entries(of folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < 1000, let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." {
                names.append(name)
            }
        }
        return names.sorted()
    }
}
