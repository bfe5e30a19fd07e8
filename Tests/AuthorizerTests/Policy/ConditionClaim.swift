// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayModel
import Testing

/// A request that has these condition keys.
struct StubContext: PolicyContext {
    let values: [String: [String]]

    init(_ values: [String: [String]] = [:]) {
        self.values = values
    }

    func values(ofConditionKey key: String) -> [String]? { values[key] }
}

/// What a condition comes to, as its statement shows it.
enum Expected: Sendable {
    /// An Allow allows, a Deny denies.
    case met
    /// Neither takes effect.
    case notMet
    /// An Allow does not allow, and a Deny denies.
    case undecidable
}

/// That a Condition element comes to something for a request.
struct ConditionClaim: Sendable, CustomTestStringConvertible {
    let condition: String
    let context: [String: [String]]
    let expected: Expected

    /// - Parameters:
    ///   - condition: The element in JSON.
    ///   - context: The request's keys, in small letters.
    ///   - expected: What it comes to.
    init(_ condition: String, _ context: [String: [String]], _ expected: Expected) {
        self.condition = condition
        self.context = context
        self.expected = expected
    }

    /// One operator and the key `aws:k`.
    ///
    /// - Parameters:
    ///   - name: The operator.
    ///   - values: The policy's values in JSON.
    ///   - given: The request's values, `nil` when it has none.
    ///   - expected: What it comes to.
    init(_ name: String, _ values: String, _ given: [String]?, _ expected: Expected) {
        self.init(#"{"\#(name)": {"aws:k": \#(values)}}"#, given.map { ["aws:k": $0] } ?? [:], expected)
    }

    var testDescription: String { "\(condition) for \(context): \(expected)" }

    /// Holds it for an Allow and for a Deny.
    func check(version: String = "2012-10-17", _ place: SourceLocation = #_sourceLocation) throws {
        let context = StubContext(context)
        func verdict(_ effect: String) throws -> (Verdict, StatementFinding) {
            let document = try policy(
                #"""
                {"Version": "\#(version)", "Statement":
                    [{"Effect": "\#(effect)", "Action": "*", "Resource": "*", "Condition": \#(condition)}]}
                """#
            )
            let arn = Array(methodArn.utf8)
            let findings = document.findings(on: arn, in: context)
            return (document.verdict(on: arn, in: context), try #require(findings.first))
        }
        let (allow, allowFinding) = try verdict("Allow")
        let (deny, denyFinding) = try verdict("Deny")
        #expect(allow == (expected == .met ? .allow(statement: 0) : .implicitDeny), sourceLocation: place)
        #expect(deny == (expected == .notMet ? .implicitDeny : .explicitDeny(statement: 0)), sourceLocation: place)
        #expect(allowFinding.matched == (expected == .met), sourceLocation: place)
        #expect(denyFinding.matched == (expected != .notMet), sourceLocation: place)
        #expect(allowFinding.reason.contains("Condition"), sourceLocation: place)
    }
}

/// That a condition cannot be read.
struct ConditionMistake: Sendable, CustomTestStringConvertible {
    let condition: String
    let reason: String

    /// - Parameters:
    ///   - condition: The element in JSON.
    ///   - reason: What the fault says, behind `Statement[0].Condition`.
    init(_ condition: String, _ reason: String) {
        self.condition = condition
        self.reason = reason
    }

    var testDescription: String { condition }

    func check(_ place: SourceLocation = #_sourceLocation) throws {
        let document = try json(
            #"""
            {"Version": "2012-10-17", "Statement":
                [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": \#(condition)}]}
            """#
        )
        #expect(
            throws: AuthorizerFault.malformedPolicy("Statement[0].Condition\(reason)"),
            sourceLocation: place
        ) { try PolicyDocument(reading: document) }
    }
}
