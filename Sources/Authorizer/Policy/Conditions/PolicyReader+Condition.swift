// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

extension PolicyReader {
    /// Reads a Condition element: `{operator: {key: value or values}}`.
    ///
    /// `null` and `{}` are no condition: AWS's own helpers for Java write them into each statement that has none
    /// (aws-apigateway-lambda-authorizer-blueprints, AuthPolicy.java; aws-lambda-java-events, IamPolicyResponse.java).
    /// Further down, empty objects and lists are faults. Access Analyzer says of them in one breath that the block and
    /// that the statement has no effect: for an Allow the one opens it to all, the other closes it.
    ///
    /// - Source: IAM user guide, "Grammar of the IAM JSON policy language", `condition_block`.
    mutating func conditions(_ value: JSONValue?, at place: String) throws(AuthorizerFault) -> [Condition] {
        switch value {
        case nil, .null?: return []
        case .object(let object)? where object.isEmpty: return []
        case let value?: return try blocks(of: value, at: place)
        }
    }

    private mutating func blocks(of value: JSONValue, at place: String) throws(AuthorizerFault) -> [Condition] {
        var conditions: [Condition] = []
        for block in try members(of: value, place) {
            let name = block.name
            guard let comparison = ConditionOperator(name) else {
                let hint = ConditionOperator.hint(for: name)
                throw .malformedPolicy("\(place): \(quotedExcerpt(name)) is no condition operator\(hint)")
            }
            let place = "\(place).\(name)"
            var keys: Set<[UInt8]> = []
            for member in try members(of: block.value, place) {
                guard isConditionKey(member.name) else {
                    let found = quotedExcerpt(member.name)
                    throw .malformedPolicy("\(place): \(found) is no condition key (\"service:key\")")
                }
                // Which of the two would count? (Access Analyzer, "Duplicate keys with different case".)
                guard keys.insert(member.name.utf8.map(asciiLowercased)).inserted else {
                    let found = quotedExcerpt(member.name)
                    throw .malformedPolicy("\(place): \(found) stands there twice, in different letter case")
                }
                conditions.append(try condition(comparison, member, "\(place).\(shown(member.name))"))
            }
        }
        return conditions
    }

    private func members(of value: JSONValue, _ place: String) throws(AuthorizerFault) -> [JSONObject.Member] {
        guard let object = value.object else { throw .malformedPolicy("\(place) is \(value.kind), not an object") }
        guard !object.isEmpty else { throw .malformedPolicy("\(place) is empty; leave it out") }
        return object.members
    }

    private mutating func condition(
        _ comparison: ConditionOperator,
        _ member: JSONObject.Member,
        _ place: String
    ) throws(AuthorizerFault) -> Condition {
        let values: [JSONValue]
        switch member.value {
        case .array([]): throw .malformedPolicy("\(place) is an empty list")
        case .array(let list): values = list
        case let single: values = [single]
        }
        var written: [String] = []
        for value in values {
            written.append(try text(of: value, place, isAlone: member.value.array == nil))
        }
        var operands: [ConditionOperand] = []
        for text in written {
            try count(text)
            guard let operand = try operand(text, comparison.comparison, place) else {
                throw .malformedPolicy(
                    "\(place): \(quotedExcerpt(text)) is not \(wanted(by: comparison.comparison))"
                )
            }
            operands.append(operand)
        }
        return Condition(
            comparison: comparison,
            keyName: member.name,
            key: asciiLowercased(member.name),
            operands: operands,
            written: written
        )
    }

    /// "Quotation marks are optional for numeric and Boolean values", says the grammar.
    private func text(of value: JSONValue, _ place: String, isAlone: Bool) throws(AuthorizerFault) -> String {
        switch value {
        case .string(let text): return text
        case .number(let number): return number.text
        case .bool(let flag): return flag ? "true" : "false"
        case .null, .array, .object:
            throw .malformedPolicy("\(place) \(isAlone ? "is" : "holds") \(value.kind)\(isAlone ? ", not a text" : "")")
        }
    }

    private mutating func operand(
        _ written: String,
        _ comparison: ConditionOperator.Comparison,
        _ place: String
    ) throws(AuthorizerFault) -> ConditionOperand? {
        // Only the first five take variables; for the others "${…}" is a value that they cannot read.
        switch comparison {
        case .string: return .string(try policyText(written, place))
        case .stringIgnoringCase: return .stringIgnoringCase(try policyText(written, place))
        case .stringLike: return .stringLike(PolicyPattern(try policyText(written, place)))
        case .arn: return ARNPattern(try policyText(written, place)).map(ConditionOperand.arn)
        case .bool:
            let text = try policyText(written, place)
            return text.variableCount > 0 || ConditionOperand.bool(written) != nil ? .bool(text) : nil
        case .numeric(let order): return DecimalNumber(written).map { .numeric(order, $0) }
        case .date(let order): return PolicyDate(written).map { .date(order, $0) }
        case .ipAddress: return AddressRange(written).map(ConditionOperand.ipAddress)
        case .binary: return ConditionOperand.binaryValue(written).map(ConditionOperand.binary)
        case .null: return ConditionOperand.bool(written).map(ConditionOperand.isAbsent)
        }
    }

    private func wanted(by comparison: ConditionOperator.Comparison) -> String {
        switch comparison {
        case .string, .stringIgnoringCase, .stringLike: "a text"
        case .arn: "an ARN, whose six parts have colons between them"
        case .bool, .null: "true or false"
        case .numeric: "a decimal number"
        case .date: "a date like 2026-11-22T14:02:11Z or a number of seconds since 1970"
        case .ipAddress: "an IP address or a range like 203.0.113.0/24"
        case .binary: "base64"
        }
    }
}
