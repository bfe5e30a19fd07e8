// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

/// What became of a case.
enum CaseOutcome: Sendable {
    case passed
    case failed([String])
    case notRun(reason: String)
}

/// All cases, run once for all tests of this room.
enum ConformanceRun {
    /// How many run at a time: a few wait, the rest would only take memory.
    private static let width = 8

    static let outcomes: Task<[String: CaseOutcome], any Error> = Task {
        let cases = try CaseFiles.all()
        var outcomes: [String: CaseOutcome] = [:]
        await withTaskGroup(of: (String, CaseOutcome).self) { group in
            var rest = cases.makeIterator()
            for _ in 0..<width {
                if let next = rest.next() { group.addTask { (next.id, await outcome(of: next)) } }
            }
            while let (id, result) = await group.next() {
                outcomes[id] = result
                if let next = rest.next() { group.addTask { (next.id, await outcome(of: next)) } }
            }
        }
        return outcomes
    }

    static func outcome(of id: String) async throws -> CaseOutcome? {
        try await outcomes.value[id]
    }

    private static func outcome(of given: ConformanceCase) async -> CaseOutcome {
        switch given.work {
        case .notRun(let reason): return .notRun(reason: reason)
        case .run(let scenario, let claims):
            var differences: [String] = []
            do {
                if let scenario {
                    let run = try ScenarioRun(scenario, file: "\(given.id).yml")
                    differences = try scenario.expectation.differences(from: try await run.observe())
                }
                for claim in claims { differences += try claim.differences() }
            } catch {
                differences.append("\(error)")
            }
            return differences.isEmpty ? .passed : .failed(differences)
        }
    }
}
