// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayFiles
import GatewayJSON
import GatewayTime

/// What is said about files that were saved while the server runs, in the log's format and through its queue.
struct ReloadReport: Sendable {
    let output: LogOutput

    /// How many changes are listed.
    private static let limit = 10

    /// Says that what was saved is served now.
    ///
    /// - Parameters:
    ///   - files: What was saved.
    ///   - isMended: Whether it was broken until now.
    ///   - earlier: What was served.
    ///   - now: What is served.
    ///   - troubles: What else could not be done.
    func changed(files: [String], isMended: Bool, from earlier: Served, to now: Served, troubles: [String]) {
        let verb = isMended ? (files.count == 1 ? "is mended" : "are mended") : "changed"
        let message = "\(names(files)) \(verb): \(now.project.size); caches are empty"
        var changes = DefinitionChanges(from: earlier, to: now).lines
        if changes.count > Self.limit {
            changes = changes.prefix(Self.limit - 1) + ["… and \(changes.count - Self.limit + 1) more"]
        }
        let warnings = now.project.warnings.map(\.description) + troubles
        switch output.format {
        case .text: write([message] + changes.map { "  " + $0 } + warnings.map { "warning: " + $0 })
        case .json: write("notice", message, [("changes", changes), ("warnings", warnings)])
        }
    }

    /// Says that what was saved cannot be served, and everything that is wrong with it.
    func broken(_ broken: Project.Broken, served: Served) {
        let problems = broken.problems.map(\.description)
        let message =
            "\(names(broken.files)) \(broken.files.count == 1 ? "is" : "are") broken; serving the definition of "
            + "\(served.since.timeOfDay) until \(broken.files.count == 1 ? "it is" : "they are") mended"
        switch output.format {
        case .text: write(problems + [message])
        case .json: write("error", message, [("problems", problems)])
        }
    }

    private func names(_ files: [String]) -> String {
        files.joined(separator: " and ")
    }

    private func write(_ lines: [String]) {
        output.append(Array(lines.joined(separator: "\n").utf8) + [0x0A])
    }

    private func write(_ level: String, _ message: String, _ lists: [(name: String, lines: [String])]) {
        var object = JSONObject([
            "time": .string(TimeSource.system.now().iso8601),
            "level": .string(level),
            "message": .string(message),
        ])
        for list in lists { object[list.name] = .array(list.lines.map { .string($0) }) }
        output.append(Array(JSONValue.object(object).visibleText.utf8) + [0x0A])
    }
}
