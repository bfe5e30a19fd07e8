// SPDX-License-Identifier: Apache-2.0

/// What a statement of a policy does.
package enum PolicyEffect: String, Sendable, Hashable, CaseIterable {
    case allow = "Allow"
    case deny = "Deny"
}

/// What one statement of a policy had to say about one request, and why: for the eyes of a developer.
package struct StatementFinding: Sendable, Hashable {
    /// Its position in the document, from 0.
    package let index: Int
    /// The name that its author gave it.
    package let sid: String?
    package let effect: PolicyEffect
    /// Whether it took effect.
    package let matched: Bool
    /// One line for a terminal: what it covers, or the first thing that did not match.
    package let reason: String

    package init(index: Int, sid: String?, effect: PolicyEffect, matched: Bool, reason: String) {
        self.index = index
        self.sid = sid
        self.effect = effect
        self.matched = matched
        self.reason = reason
    }
}
