// SPDX-License-Identifier: Apache-2.0

/// One thing that is wrong in a definition: where it is, what it is, and the way out.
package struct DefinitionProblem: Sendable, Hashable, CustomStringConvertible {
    /// Absent when the fault is in no line: a file that is not there, a value of the environment.
    package let position: SourcePosition?
    package let message: String
    /// What to do about it.
    package let suggestion: String?

    package init(at position: SourcePosition?, _ message: String, suggestion: String? = nil) {
        self.position = position
        self.message = message
        self.suggestion = suggestion
    }

    /// The problem on one line.
    ///
    /// `routes.yml:12:5: unknown authorizer "adminAuthoriser"; did you mean "adminAuthorizer"?`
    package var description: String {
        let place = position.map { "\($0): " } ?? ""
        let way = suggestion.map { "; \($0)" } ?? ""
        return place + message + way
    }
}

/// Everything that is wrong in a definition, in the order of the file, so that one run shows all of it.
package struct DefinitionProblems: Error, Hashable, CustomStringConvertible {
    /// At least one, and those without a position come last.
    package let problems: [DefinitionProblem]
    /// What was read beside the file itself, or looked for: when one of these is saved, things may be in order.
    package var files: [String] = []

    package init(_ first: DefinitionProblem, _ others: [DefinitionProblem] = []) {
        problems = Self.ordered([first] + others)
    }

    /// Fails when there is nothing to report.
    init?(_ problems: [DefinitionProblem]) {
        guard !problems.isEmpty else { return nil }
        self.problems = Self.ordered(problems)
    }

    /// One problem a line.
    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }

    /// By position, and each one once: what an alias repeats is read, and found wrong, at each place.
    static func ordered(_ problems: [DefinitionProblem]) -> [DefinitionProblem] {
        var seen = Set<DefinitionProblem>()
        let distinct = problems.filter { seen.insert($0).inserted }
        return distinct.enumerated().sorted { left, right in
            switch (left.element.position, right.element.position) {
            case (let first?, let second?) where first < second: true
            case (let first?, let second?) where second < first: false
            case (_?, nil): true
            case (nil, _?): false
            default: left.offset < right.offset
            }
        }.map(\.element)
    }
}
