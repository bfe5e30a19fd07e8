// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// A statement of a policy.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Statement".
struct Statement: Sendable, Hashable {
    let sid: String?
    let effect: PolicyEffect
    let actions: Actions
    let resources: Resources
    let conditions: [Condition]
    /// Whether its Action or NotAction covers `execute-api:Invoke`: the only action that a request is.
    let coversInvoke: Bool

    init(sid: String? = nil, effect: PolicyEffect, actions: Actions, resources: Resources, conditions: [Condition]) {
        self.sid = sid
        self.effect = effect
        self.actions = actions
        self.resources = resources
        self.conditions = conditions
        coversInvoke = actions.coverInvoke
    }

    enum Actions: Sendable, Hashable {
        case these([String])
        case allBut([String])

        fileprivate var coverInvoke: Bool {
            switch self {
            case .these(let actions): actions.contains(where: Self.isInvoke)
            case .allBut(let actions): !actions.contains(where: Self.isInvoke)
            }
        }

        /// Actions are compared without regard to letter case, and take no variables.
        private static func isInvoke(_ action: String) -> Bool {
            Wildcard(asciiLowercased(action)).matches(Array("execute-api:invoke".utf8))
        }
    }

    enum Resources: Sendable, Hashable {
        case these([PolicyPattern])
        case allBut([PolicyPattern])

        func cover(_ methodArn: [UInt8], in context: some PolicyContext) -> Outcome {
            switch self {
            case .these(let patterns):
                Outcome.any(patterns) { $0.match(methodArn, in: context).outcome(negated: false) }
            case .allBut(let patterns):
                Outcome.any(patterns) { $0.match(methodArn, in: context).outcome(negated: true) }.negated
            }
        }
    }

    /// Whether the statement takes effect on a request.
    ///
    /// - Parameters:
    ///   - methodArn: The request's own ARN.
    ///   - context: The request's condition keys.
    func applies(to methodArn: [UInt8], in context: some PolicyContext) -> Bool {
        guard coversInvoke else { return false }
        switch resources.cover(methodArn, in: context) {
        case .notMet: return false
        case .met: return takesEffect(on: conditionsOutcome(in: context))
        // What cannot be told does not allow, and denies; but a condition that is not met is certain.
        case .undecidable: return takesEffect(on: conditionsOutcome(in: context) == .notMet ? .notMet : .undecidable)
        }
    }

    /// All conditions have to be met.
    func conditionsOutcome(in context: some PolicyContext) -> Outcome {
        Outcome.all(conditions) { $0.outcome(in: context) }
    }

    private func takesEffect(on outcome: Outcome) -> Bool {
        switch outcome {
        case .met: true
        case .notMet: false
        case .undecidable: effect == .deny
        }
    }
}
