// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import Glibc

/// `${file(config.yml):key}`
///
/// - Source: Serverless Framework documentation, "Variables", "Reference Properties in other YAML or JSON files",
///   "Read Javascript properties".
extension VariableResolver {
    mutating func fileValue(_ name: String, _ address: String?, at position: SourcePosition) -> Outcome {
        guard !name.isEmpty else {
            problems.note("\"file\" has no path", at: position, suggestion: "write ${file(config.yml):key}")
            return .failed
        }
        let ending = name.split(separator: "/").last?.split(separator: ".").dropFirst().last.map(String.init) ?? ""
        // A program is not run to find out what it says.
        if ["js", "cjs", "mjs", "ts", "cts", "mts"].contains(ending) {
            return cloudValue("file", [name], address, at: position)
        }
        let path = self.path(of: name)
        guard let content = content(of: path, ending: ending, at: position) else {
            return .missing("there is no file \(quoted(path))") { _ in
                SourceFile.failure(ENOENT, path: path).problems[0].suggestion
            }
        }
        if content == ValueArena.failed { return .failed }
        let found = walk(address ?? "", from: content)
        guard case .missing(let reason, let suggestion) = found else { return found }
        return .missing("\(reason) in \(quoted(path))", suggestion: suggestion)
    }

    /// Relative to the service's folder; `~` is the home folder.
    func path(of name: String) -> String {
        if name.hasPrefix("/") { return name }
        if name.hasPrefix("~/"), let home = environment["HOME"] { return home + name.dropFirst() }
        var name = name[...]
        while name.hasPrefix("./") { name = name.dropFirst(2) }
        return folder + name
    }

    /// What a file holds, once read; `nil` when it is not there.
    private mutating func content(of path: String, ending: String, at position: SourcePosition) -> Int? {
        if let known = contents[path] { return known }
        guard contents.count < limits.files else {
            return reachedLimit("variables name more than \(limits.files) files", at: position)
        }
        if !files.contains(path) { files.append(path) }
        let content = File.exists(path) ? read(path, ending: ending, at: position) : nil
        contents[path] = .some(content)
        return content
    }

    private mutating func read(_ path: String, ending: String, at position: SourcePosition) -> Int {
        do throws(DefinitionProblems) {
            // Nobody can wait for a pipe that a variable names.
            let bytes = try SourceFile.read(path: path, limit: limits.tree.bytes, mustBeRegular: true)
            readLength += bytes.count
            guard readLength <= limits.bytes else {
                return reachedLimit("the files of variables have more than \(limits.bytes) bytes", at: position)
            }
            let start = SourcePosition(file: path, line: 1, column: 1)
            guard ["yml", "yaml", "json", "tfstate"].contains(ending) else {
                return arena.add(YAMLNode(text: String(decoding: bytes, as: UTF8.self), at: start))
            }
            let document = try YAMLDocument(parsing: bytes, file: path, limits: limits.tree)
            var normalizer = YAMLNormalizer()
            let root = document.root.map { normalizer.normalized($0) }
            note(document.problems + normalizer.problems.problems)
            let nothing = YAMLNode(position: start, content: .scalar(YAMLScalar(text: "", style: .plain)))
            return arena.add(root ?? nothing)
        } catch {
            note(error.problems.map { $0.position == nil ? $0.moved(to: position) : $0 })
            return ValueArena.failed
        }
    }

    mutating func note(_ found: [DefinitionProblem]) {
        for problem in found {
            problems.note(problem.message, at: problem.position, suggestion: problem.suggestion)
        }
    }
}

extension DefinitionProblem {
    /// The same, with the place from where it was come upon.
    fileprivate func moved(to position: SourcePosition) -> DefinitionProblem {
        DefinitionProblem(at: position, message, suggestion: suggestion)
    }
}
