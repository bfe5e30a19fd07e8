// SPDX-License-Identifier: Apache-2.0

/// Takes note of problems while a reader goes on reading, so that it does not stop at the first one.
struct ProblemCollector {
    private(set) var problems: [DefinitionProblem]

    init(_ problems: [DefinitionProblem] = []) {
        self.problems = problems
    }

    mutating func note(_ message: String, at position: SourcePosition?, suggestion: String? = nil) {
        problems.append(DefinitionProblem(at: position, message, suggestion: suggestion))
    }

    func throwIfAny() throws(DefinitionProblems) {
        if let all = DefinitionProblems(problems) {
            throw all
        }
    }
}
