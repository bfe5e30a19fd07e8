// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayModel

/// Functions that run code: `runtime:`, and what Lambda is told with it.
extension RoutesReader {
    /// What only a function with a runtime has.
    static let runKeys = [
        "handler", "codeUri", "timeout", "memorySize", "environment", "reservedConcurrentExecutions",
    ]

    /// - Source: Lambda quotas: "Function timeout", 900 seconds; "Function memory allocation", 128 to 10,240 MB.
    static let timeoutRange = 1...900
    static let memorySizeRange = 128...10_240
    /// - Source: Lambda quotas: "Concurrent executions", 1,000 unless raised.
    static let concurrencyRange = 0...1_000_000

    static let usualProgram = "bootstrap"

    /// - Parameters:
    ///   - name: The function's name, which is also the one that it is deployed with.
    ///   - node: The value of `runtime`.
    ///   - mapping: All that the function has.
    /// - Returns: `nil` when something is wrong, which is noted.
    mutating func run(
        _ name: String,
        runtime node: YAMLNode,
        _ mapping: YAMLMapping
    ) -> FunctionDefinition.Behaviour? {
        guard let text = problems.text(node, for: "runtime") else { return nil }
        guard let runtime = Runtime(text) else {
            problems.note(
                "the runtime \(quoted(text)) cannot be run here",
                at: node.position,
                suggestion: "nodejs22.x, python3.13 and provided.al2023 can, and others of these families"
            )
            return nil
        }
        let handler = handler(of: name, runtime, mapping["handler"]?.value)
        let code = code(mapping["codeUri"]?.value, beside: node.position.file)
        let timeout = number(mapping["timeout"], Self.timeoutRange, or: 3)
        let memorySize = number(mapping["memorySize"], Self.memorySizeRange, or: 128)
        let environment = environment(mapping["environment"]?.value)
        var concurrency: Int?
        if let entry = mapping["reservedConcurrentExecutions"] {
            concurrency = problems.wholeNumber(entry.value, for: entry.key.text, in: Self.concurrencyRange)
            if concurrency == nil { return nil }
        }
        guard let handler, let code, let timeout, let memorySize, let environment else { return nil }
        return .runs(
            FunctionConfiguration(
                functionName: name,
                runtime: runtime,
                handler: handler,
                code: code,
                timeout: .seconds(timeout),
                memorySize: memorySize,
                environment: environment,
                reservedConcurrency: concurrency
            )
        )
    }

    private mutating func number(_ entry: YAMLMapping.Entry?, _ range: ClosedRange<Int>, or usual: Int) -> Int? {
        guard let entry else { return usual }
        return problems.wholeNumber(entry.value, for: entry.key.text, in: range)
    }

    private mutating func handler(of name: String, _ runtime: Runtime, _ node: YAMLNode?) -> String? {
        guard let node else {
            if runtime.family == .provided { return Self.usualProgram }
            problems.note(
                "the function \(quoted(name)) has a runtime and no handler",
                at: functionPosition,
                suggestion: "add \"handler: FILE.FUNCTION\", for example \"handler: handler.\(name)\""
            )
            return nil
        }
        guard let text = problems.text(node, for: "handler") else { return nil }
        let file =
            text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last ?? text.utf8[...]
        guard runtime.family == .provided || file.dropFirst().dropLast().contains(UInt8(ascii: ".")) else {
            problems.note(
                "the handler \(quoted(text)) names no function of a file",
                at: node.position,
                suggestion: "write FILE.FUNCTION, without the file's own ending: \"handler.\(name)\""
            )
            return nil
        }
        return text
    }

    /// A folder or a zip file, beside the definition unless its path is absolute.
    private mutating func code(_ node: YAMLNode?, beside file: String) -> FunctionConfiguration.Code? {
        let folder = SourceFile.absoluteFolder(of: file)
        guard let node else { return .folder(folder) }
        guard let text = problems.text(node, for: "codeUri") else { return nil }
        let path = File.absolute(text, in: folder)
        return text.hasSuffix(".zip") ? .archive(path) : .folder(path)
    }

    private mutating func environment(_ node: YAMLNode?) -> [String: String]? {
        guard let node else { return [:] }
        guard let mapping = problems.mapping(node, for: "environment", of: "names and values") else { return nil }
        var values: [String: String] = [:]
        for entry in mapping.entries where !entry.key.isMerge {
            let name = entry.key.text
            guard Self.isVariableName(name) else {
                problems.note(
                    "\(quoted(name)) is no name of a variable",
                    at: entry.key.position,
                    suggestion: "use letters, digits and \"_\", two at least, and begin with a letter"
                )
                continue
            }
            guard let scalar = entry.value.scalar, !scalar.isNull else {
                let _: String? = problems.wrongType(entry.value, name, wanted: "a text")
                continue
            }
            values[name] = scalar.text
        }
        return values
    }

    /// - Source: Lambda API reference, `Environment`, "Variables": `[a-zA-Z]([a-zA-Z0-9_])+`.
    static func isVariableName(_ name: String) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first, first.isLetterOrDigit, !(0x30...0x39 ~= first), bytes.count > 1 else {
            return false
        }
        return bytes.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
    }
}
