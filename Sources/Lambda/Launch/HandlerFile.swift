// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayModel

/// The file that a handler's name means, looked for as the runtime does, so that a slip is known before the first call.
enum HandlerFile {
    /// In Lambda's order; the name itself comes first.
    private static let nodeExtensions = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"]

    /// Where the code of a Node function begins.
    ///
    /// - Parameters:
    ///   - function: Whose handler is looked for: the folder is everything up to the last slash, the module what stands
    ///     before the first dot behind it.
    ///   - folder: Where its code is.
    /// - Returns: The path; `nil` for a package of node_modules, which Node finds.
    /// - Throws: ``LaunchProblem`` when there is none, with what was probably meant.
    static func ofNode(_ function: FunctionConfiguration, in folder: String) throws(LaunchProblem) -> String? {
        let handler = function.handler
        let slash = handler.lastIndex(of: "/")
        let base = slash.map { handler[handler.index(after: $0)...] } ?? handler[...]
        guard let dot = base.firstIndex(of: "."), !handler.contains("..") else {
            throw malformed(function, example: "src/app.handler means exports.handler of src/app.js")
        }
        let module = String(handler[..<dot])
        let path = handler.hasPrefix("/") ? module : "\(folder)/\(module)"
        if let found = ([""] + nodeExtensions).map({ path + $0 }).first(where: Programs.exists) { return found }
        if isInstalled(module, above: folder) { return nil }
        throw missing(function, path, nodeExtensions)
    }

    /// Says whether Python finds the module of a handler: all up to the last dot, with dots or slashes between its parts.
    ///
    /// - Parameters:
    ///   - function: Whose handler is looked for.
    ///   - folder: Where its code is.
    ///   - isInstalled: Whether Python finds a module elsewhere.
    /// - Throws: ``LaunchProblem`` when it does not, with what was probably meant.
    static func checkPython(
        _ function: FunctionConfiguration,
        in folder: String,
        isInstalled: (String) -> Bool
    ) throws(LaunchProblem) {
        guard let dot = function.handler.lastIndex(of: "."), dot != function.handler.startIndex else {
            throw malformed(function, example: "src/app.handler means the function handler of src/app.py")
        }
        // Slashes become dots, and a name that is empty would be a relative import, for which there is no package.
        let parts = function.handler[..<dot].split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "." }
            .map(String.init)
        guard let first = parts.first, !parts.contains("") else { throw malformed(function, example: "app.handler") }
        let path = "\(folder)/\(parts.joined(separator: "/"))"
        if Programs.exists(path + ".py") || Programs.exists(path + "/__init__.py") { return }
        // A package of the project has to have the module; another one may come from anywhere.
        if parts.count > 1, Programs.isFolder("\(folder)/\(first)"), isPlain(path) {
            throw missing(function, path, [".py"])
        }
        if isInstalled(first) { return }
        throw missing(function, path, [".py"])
    }

    /// Whether a module can only be Python's source: one that was compiled has the machine in its name.
    private static func isPlain(_ path: String) -> Bool {
        let (folder, name) = split(path)
        return !names(in: folder).contains { $0.hasPrefix(name + ".") && ($0.hasSuffix(".so") || $0.hasSuffix(".pyc")) }
    }

    /// Whether a node_modules folder, here or above, has the package of a module.
    private static func isInstalled(_ module: String, above folder: String) -> Bool {
        var folder = folder[...]
        while true {
            if Programs.exists("\(folder)/node_modules/\(module)") { return true }
            guard let slash = folder.lastIndex(of: "/") else { return false }
            folder = folder[..<slash]
        }
    }

    private static func malformed(_ function: FunctionConfiguration, example: String) -> LaunchProblem {
        LaunchProblem(
            """
            function \(function.functionName): \(excerpt(function.handler)) is no handler of \(function.runtime); write \
            FILE.FUNCTION (\(example))
            """
        )
    }

    private static func missing(
        _ function: FunctionConfiguration,
        _ path: String,
        _ extensions: [String]
    ) -> LaunchProblem {
        let (folder, module) = split(path)
        let looked = extensions.count == 1 ? "no \(path)\(extensions[0])" : "no \(path) with \(list(extensions))"
        return LaunchProblem(
            """
            function \(function.functionName): the handler \(excerpt(function.handler)) has no file: there is \(looked); \
            \(suggestion(folder, module, extensions))
            """
        )
    }

    private static func suggestion(_ folder: String, _ module: String, _ extensions: [String]) -> String {
        guard Programs.isFolder(folder) else { return "the folder \(folder) is missing" }
        let files = names(in: folder).filter { name in extensions.contains(where: name.hasSuffix) }.sorted()
        if let near = files.first(where: { isNear(String($0.prefix { $0 != "." }), module) }) {
            return "did you mean \(near)?"
        }
        for name in names(in: folder).sorted() where !name.hasPrefix(".") && name != "node_modules" {
            for end in extensions where Programs.isFile("\(folder)/\(name)/\(module)\(end)") {
                return "did you mean \(name)/\(module)\(end)?"
            }
        }
        guard !files.isEmpty else {
            return "that folder has no such file; build the project if its code is made by a build"
        }
        return "that folder has \(list(Array(files.prefix(5))))" + (files.count > 5 ? " and others" : "")
    }

    /// Whether two names differ in their case alone, or in one letter that is wrong, missing or too much.
    private static func isNear(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.lowercased()), Array(right.lowercased()))
        guard left.count > 2 || left == right else { return false }
        let same = zip(left, right).prefix { $0 == $1 }.count
        let (rest, others) = (left[same...], right[same...])
        return rest.dropFirst().elementsEqual(others.dropFirst()) || rest.dropFirst().elementsEqual(others)
            || rest.elementsEqual(others.dropFirst())
    }

    private static func names(in folder: String) -> [String] {
        do throws(FileError) {
            return try File.names(in: folder)
        } catch {
            return []  // Only for a suggestion: a folder that cannot be read has none.
        }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    private static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.joined() }
        return names.dropLast().joined(separator: ", ") + " or " + last
    }

    /// A name of the definition in quotes, harmless to a terminal.
    private static func excerpt(_ text: String) -> String {
        "\"" + String(text.unicodeScalars.prefix(100).map { $0.value < 32 || $0.value == 127 ? "?" : Character($0) })
            + "\""
    }
}
