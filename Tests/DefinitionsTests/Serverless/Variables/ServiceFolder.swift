// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayFiles
import Glibc
import TestSupport
import Testing

/// A folder with a serverless.yml and what is beside it.
struct ServiceFolder {
    let directory: TemporaryDirectory
    var options = ServerlessOptions()

    init(_ text: String, _ files: [String: String] = [:]) throws {
        directory = try TemporaryDirectory()
        try write("serverless.yml", text)
        for (name, text) in files { try write(name, text) }
    }

    func write(_ name: String, _ text: String) throws {
        try File.replace(directory.file(name), with: Array(text.utf8), mode: 0o600)
    }

    func makeFolder(_ name: String) throws {
        try #require(mkdir(directory.file(name), 0o700) == 0)
    }

    func makePipe(_ name: String) throws {
        try #require(mkfifo(directory.file(name), 0o600) == 0)
    }

    func read() throws(DefinitionProblems) -> ServerlessDocument {
        try ServerlessDocument.read(path: directory.file("serverless.yml"), options: options)
    }

    /// The value of a key, as text.
    func value(_ key: String) throws -> String? {
        try read().root.mapping?[key].map { DefinitionsTests.shown($0.value) }
    }

    /// What reading throws, without the folder's own name.
    var report: String { shown(DefinitionsTests.report { try read() }) }

    /// A text without the folder's own name, which is another one each time.
    func shown(_ text: String) -> String { text.split(separator: directory.path + "/").joined() }
}

/// A tree on one line: plain scalars as they stand there, others in double quotes.
func shown(_ node: YAMLNode) -> String {
    switch node.content {
    case .unresolved(let variable): return "?\(variable.address)"
    case .scalar(let scalar): return scalar.isQuoted ? "\"\(scalar.text)\"" : scalar.text
    case .sequence(let elements): return "[" + elements.map(shown).joined(separator: ", ") + "]"
    case .mapping(let mapping):
        return "{" + mapping.entries.map { "\($0.key.text): \(shown($0.value))" }.joined(separator: ", ") + "}"
    }
}
