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
        for isOwn in [false, true] {
            for confidence in Confidence.allCases {
                let tally = tally { $0.isOwn == isOwn && $0.confidence == confidence }
                guard !tally.isEmpty else { continue }
                let name = isOwn ? "\(confidence.rawValue), own cases" : confidence.rawValue
                lines.append("| \(name) | \(confidence.meaning) | \(tally.cells) |")
            }
        }
        return lines
    }

    private var byArea: [String] {
        var lines = ["| area | how it is known | passed | failed | not yet |", "| --- | --- | ---: | ---: | ---: |"]
        for area in CaseFiles.areas {
            for isOwn in [false, true] {
                for confidence in Confidence.allCases {
                    let tally = tally { $0.area == area && $0.isOwn == isOwn && $0.confidence == confidence }
                    guard !tally.isEmpty else { continue }
                    let name = isOwn ? "\(confidence.rawValue), own cases" : confidence.rawValue
                    lines.append("| \(area) | \(name) | \(tally.cells) |")
                }
            }
        }
        return lines
    }
}

extension Tally {
    fileprivate var cells: String { "\(passed) | \(failed) | \(notYet)" }
}

extension Confidence {
    /// What may be said of a case that passes.
    fileprivate var meaning: String {
        switch self {
        case .recorded: "matches AWS, as somebody has recorded it"
        case .documented: "matches AWS, as AWS documents it"
        case .reported: "as others have observed it"
        case .inferred: "as we conclude"
        }
    }
}
