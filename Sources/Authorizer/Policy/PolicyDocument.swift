// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
package import GatewayModel

/// An IAM policy, read and checked, ready to judge requests to `execute-api`.
///
/// - Source: IAM user guide, "IAM JSON policy elements reference" and "Policy evaluation logic"; what API Gateway does
///   with them: developer guide, "Output from an API Gateway Lambda authorizer".
package struct PolicyDocument: Sendable, Hashable {
    private let statements: [Statement]

    package typealias Effect = PolicyEffect

    /// - Source: API Gateway quotas for Lambda authorizers: "the resource string must be at most 512 characters".
    package static let resourceLengthLimit = 512

    /// A policy with one statement about `execute-api:Invoke`.
    package init(_ effect: Effect, resource: String) {
        let pattern = PolicyPattern(PolicyText(literally: resource))
        statements = [
            Statement(
                effect: effect,
                actions: .these(["execute-api:Invoke"]),
                resources: .these([pattern]),
                conditions: []
            )
        ]
    }

    /// Reads a `policyDocument`.
    ///
    /// - Throws: ``AuthorizerFault/malformedPolicy(_:)``, with the place of what cannot be judged faithfully.
    package init(reading value: JSONValue) throws(AuthorizerFault) {
        var reader = PolicyReader()
        statements = try reader.statements(of: value)
    }

    /// Whether there is a request that it could allow.
    var mayAllow: Bool {
        statements.contains { $0.effect == .allow && $0.coversInvoke }
    }

    /// The one method ARN that its Allow statements name, when they name no other and use neither wildcards nor
    /// variables.
    ///
    /// Such a policy, once cached, locks every other route.
    package var onlyAllowedArn: String? {
        var only: [UInt8]?
        for statement in statements where statement.effect == .allow && statement.coversInvoke {
            guard case .these(let patterns) = statement.resources else { return nil }
            for pattern in patterns {
                guard let literal = pattern.literal, only == nil || only == literal else { return nil }
                only = literal
            }
        }
        return only.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Judges one request.
    ///
    /// - Parameters:
    ///   - methodArn: The request's own ARN.
    ///   - context: What else is known of the request.
    /// - Returns: What governs it: the first statement that denies, otherwise the first that allows.
    package func verdict(on methodArn: [UInt8], in context: some PolicyContext) -> Verdict {
        var allowing: Int?
        for (index, statement) in statements.enumerated() where statement.applies(to: methodArn, in: context) {
            switch statement.effect {
            case .deny: return .explicitDeny(statement: index)
            case .allow: allowing = allowing ?? index
            }
        }
        return allowing.map { .allow(statement: $0) } ?? .implicitDeny
    }

    /// Says of each statement whether it takes effect on a request, and why.
    ///
    /// - Parameters:
    ///   - methodArn: The request's own ARN.
    ///   - context: What else is known of the request.
    /// - Returns: A finding for each statement, in their order.
    package func findings(on methodArn: [UInt8], in context: some PolicyContext) -> [StatementFinding] {
        statements.enumerated().map { index, statement in
            StatementFinding(
                index: index,
                sid: statement.sid,
                effect: statement.effect,
                matched: statement.applies(to: methodArn, in: context),
                reason: statement.reason(on: methodArn, in: context)
            )
        }
    }
}
