// SPDX-License-Identifier: Apache-2.0

/// The tables that README publishes and `make conformance` prints.
extension ConformanceReport {
    /// By confidence, and below by area and confidence.
    var tables: [String] {
        summary
            + ["", "<details><summary>By area</summary>", ""]
            + byArea
            + ["", "</details>"]
    }

    private var summary: [String] {
        var lines = [
            "| how it is known | what passing means | passed | failed | not yet |",
            "| --- | --- | ---: | ---: | ---: |",
        ]
        for kind in CaseKind.allCases {
            let tally = tally { CaseKind($0) == kind }
            guard !tally.isEmpty else { continue }
            lines.append("| \(kind.name) | \(kind.meaning) | \(tally.cells) |")
        }
        return lines
    }

    private var byArea: [String] {
        var lines = ["| area | how it is known | passed | failed | not yet |", "| --- | --- | ---: | ---: | ---: |"]
        for area in CaseFiles.areas {
            for kind in CaseKind.allCases {
                let tally = tally { $0.area == area && CaseKind($0) == kind }
                guard !tally.isEmpty else { continue }
                lines.append("| \(area) | \(kind.name) | \(tally.cells) |")
            }
        }
        return lines
    }
}

extension Tally {
    fileprivate var cells: String { "\(passed) | \(failed) | \(notYet)" }
}

/// A row of the tables: how cases are known, and whether they are ours.
private struct CaseKind: Equatable, CaseIterable {
    let confidence: Confidence
    let isOwn: Bool

    init(confidence: Confidence, isOwn: Bool) {
        self.confidence = confidence
        self.isOwn = isOwn
    }

    init(_ given: ConformanceCase) {
        self.init(confidence: given.confidence, isOwn: given.isOwn)
    }

    static let allCases = [false, true].flatMap { isOwn in
        Confidence.allCases.map { CaseKind(confidence: $0, isOwn: isOwn) }
    }

    var name: String { isOwn ? "own cases, \(confidence.rawValue) rules" : confidence.rawValue }

    /// What may be said of a case that passes.
    ///
    /// Only what somebody recorded or AWS documents may be said to match AWS. An own case applies a rule to a request of
    /// ours, which nobody has sent to AWS.
    var meaning: String {
        switch (confidence, isOwn) {
        case (.recorded, false): "matches AWS, as somebody has recorded it"
        case (.documented, false): "matches AWS, as AWS documents it"
        case (.reported, false): "as others have observed it"
        case (.inferred, false): "as we conclude"
        case (.recorded, true): "the rule that recordings show, as we read it"
        case (.documented, true): "the rule that AWS documents, as we read it"
        case (.reported, true): "the rule that others have observed, as we read it"
        case (.inferred, true): "as we conclude"
        }
    }
}
