// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What the issuer says in the log about what strangers have sent.
@Suite struct IssuerLogTests {
    /// A line break forges a line, an escape sequence moves the cursor, and a direction mark turns a name around.
    @Test(arguments: ["%0A200+forged", "%1B%5B2J", "%E2%80%AEtxet", "%E2%80%A8", "%C2%85", "%EE%80%80", "%7F"])
    func `it stays on its line, and is seen as what it is`(_ text: String) async throws {
        try await withIssuer { issuer in
            #expect(try await issuer.ask("GET /authorize?client_id=a\(text)").status == 403)
            let line = try #require(issuer.log.lines.first { $0.contains("client_id \"a\u{FFFD}") })
            for scalar in line.unicodeScalars {
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse:
                    Issue.record("U+\(String(scalar.value, radix: 16)) in \(line.debugDescription)")
                default: break
                }
            }
        }
    }
}
