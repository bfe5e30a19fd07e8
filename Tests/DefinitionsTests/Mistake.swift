// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// A text with one thing wrong in it (or several), and all that is said about it.
struct Mistake: Sendable, CustomTestStringConvertible {
    let text: String
    let report: String

    init(_ text: String, _ report: String) {
        self.text = text
        self.report = report
    }

    var testDescription: String { report }
}

/// What reading throws, as a user sees it; empty when it throws nothing.
func report<Value>(of read: () throws -> Value) -> String {
    do {
        _ = try read()
        return ""
    } catch {
        return (error as? DefinitionProblems)?.description ?? "another error: \(error)"
    }
}

/// What reading a routes.yml throws.
func reportOfRoutes(_ text: String) -> String {
    report { try RoutesFile.read(text: Array(text.utf8), file: "r.yml") }
}

/// What reading a tenant.yml throws.
func reportOfTenant(_ text: String) -> String {
    report { try TenantFile.read(text: Array(text.utf8), file: "t.yml") }
}
