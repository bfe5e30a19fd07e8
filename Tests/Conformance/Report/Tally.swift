// SPDX-License-Identifier: Apache-2.0

/// How many cases of one kind passed, failed, and are not run yet.
struct Tally: Sendable, Equatable {
    var passed = 0
    var failed = 0
    var notYet = 0

    var isEmpty: Bool { passed + failed + notYet == 0 }

    mutating func count(_ outcome: CaseOutcome) {
        switch outcome {
        case .passed: passed += 1
        case .failed: failed += 1
        case .notRun: notYet += 1
        }
    }
}

/// What all cases came to.
struct ConformanceReport {
    private let results: [(given: ConformanceCase, outcome: CaseOutcome)]

    init(_ cases: [ConformanceCase], _ outcomes: [String: CaseOutcome]) {
        results = cases.compactMap { given in outcomes[given.id].map { (given, $0) } }
    }

    func tally(where isCounted: (ConformanceCase) -> Bool) -> Tally {
        var tally = Tally()
        for (given, outcome) in results where isCounted(given) { tally.count(outcome) }
        return tally
    }

    /// The failed ones, in lines with what differed.
    var failures: [String] {
        results.flatMap { given, outcome -> [String] in
            guard case .failed(let differences) = outcome else { return [] }
            let known = given.knownFailure.map { " (known: \($0))" } ?? ""
            return ["\(given.id)\(known)"] + differences.map { "    \($0)" }
        }
    }

    /// Those that are not run, and why.
    var notRun: [String] {
        results.compactMap { given, outcome in
            if case .notRun(let reason) = outcome { "\(given.id): \(reason)" } else { nil }
        }
    }
}
