// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import Glibc
import Testing

/// The list of cases as a whole, and what is published of it.
struct CaseListTests {
    @Test func `each case of the reference is there once`() throws {
        let ids = try CaseFiles.all().filter { !$0.isOwn }.map(\.id)
        #expect(ids.sorted() == (try CaseFiles.referenceIds().sorted()))
    }

    @Test func `no id is there twice`() throws {
        let occurrences = Dictionary(grouping: try CaseFiles.all(), by: \.id)
        #expect(occurrences.filter { $0.value.count > 1 }.isEmpty)
    }

    @Test func `each area of the reference has its tests`() throws {
        let areas = Set(try CaseFiles.all().map(\.area))
        #expect(areas == Set(CaseFiles.areas))
    }

    @Test func `the README says what the cases come to`() async throws {
        let report = ConformanceReport(try CaseFiles.all(), try await ConformanceRun.outcomes.value)
        try Self.write(report)
        let readme = String(decoding: try CaseFiles.bytes("README.md"), as: UTF8.self)
        let lines = readme.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let begin = try #require(lines.firstIndex(of: "<!-- conformance -->"))
        let end = try #require(lines.firstIndex(of: "<!-- end of conformance -->"))
        #expect(
            lines[(begin + 1)..<end].joined(separator: "\n") == report.tables.joined(separator: "\n"),
            "`scripts/conformance.sh --readme` puts the tables into README.md"
        )
    }

    /// Leaves the tables and the lists for scripts/conformance.sh, where it says.
    private static func write(_ report: ConformanceReport) throws {
        guard let folder = getenv("GATEWAY_CONFORMANCE").map({ String(cString: $0) }) else { return }
        let lists = ["failed:"] + report.failures + ["", "not yet:"] + report.notRun
        for (name, lines) in [("tables.md", report.tables), ("lists.txt", lists)] {
            let text = lines.joined(separator: "\n") + "\n"
            try File.replace("\(folder)/\(name)", with: Array(text.utf8), mode: 0o644)
        }
    }
}
