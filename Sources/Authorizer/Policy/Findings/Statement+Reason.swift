// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

extension Statement {
    /// One line on why it takes effect, or on the first thing that keeps it from that.
    func reason(on methodArn: [UInt8], in context: some PolicyContext) -> String {
        guard coversInvoke else { return actionReason }
        let resource = resources.cover(methodArn, in: context)
        guard resource != .notMet else { return resourceReason(methodArn, in: context) }
        if let condition = conditions.first(where: { $0.outcome(in: context) == .notMet }) {
            return condition.reason(in: context)
        }
        guard resource == .met else {
            return "\(doubtfulEffect): \(resourceReason(methodArn, in: context))"
        }
        if let condition = conditions.first(where: { $0.outcome(in: context) == .undecidable }) {
            return "\(doubtfulEffect): \(condition.reason(in: context))"
        }
        return "covers execute-api:Invoke on \(covered(methodArn, in: context))"
            + (conditions.isEmpty ? "" : "; its Condition is met")
    }

    /// What a statement does when it cannot be told whether it speaks of a request.
    private var doubtfulEffect: String {
        effect == .deny ? "denies, because it cannot be evaluated" : "cannot be evaluated"
    }

    private var actionReason: String {
        switch actions {
        case .these(let actions): "Action speaks of \(list(actions)) only"
        case .allBut: "NotAction leaves out execute-api:Invoke"
        }
    }

    private func covered(_ methodArn: [UInt8], in context: some PolicyContext) -> String {
        switch resources {
        case .these(let patterns):
            let pattern = patterns.first { $0.match(methodArn, in: context).outcome(negated: false) == .met }
            return shown(pattern?.text.written ?? "")
        case .allBut(let patterns):
            return "all but \(list(patterns.map(\.text.written)))"
        }
    }

    private func resourceReason(_ methodArn: [UInt8], in context: some PolicyContext) -> String {
        let patterns: [PolicyPattern]
        switch resources {
        case .allBut(let left):
            if let pattern = left.first(where: { $0.match(methodArn, in: context).outcome(negated: true) == .met }) {
                return "NotResource \(quotedExcerpt(pattern.text.written)) leaves it out"
            }
            patterns = left
        case .these(let named): patterns = named
        }
        let element = if case .these = resources { "Resource" } else { "NotResource" }
        for pattern in patterns {
            let written = quotedExcerpt(pattern.text.written)
            switch pattern.match(methodArn, in: context) {
            case .noValue(let variable):
                return "\(element) \(written) does not match: the request has no \(variable.shownName)"
            case .severalValues(let variable):
                return "\(element) \(written): the request has several values of \(variable.shownName)"
            case .matches, .doesNotMatch: continue
            }
        }
        let first = quotedExcerpt(patterns.first?.text.written ?? "")
        return patterns.count == 1
            ? "\(element) \(first) does not match"
            : "none of \(patterns.count) Resources matches, the first is \(first)"
    }
}

extension PolicyVariable {
    /// The key for a reader, as IAM's guide spells it.
    var shownName: String { shown(ConditionKey.documentedName(of: name)) }
}

/// A text for a line in a terminal: as it is when nothing in it could be misread, otherwise in quotes; long ones are cut.
func shown(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
        isDigit(byte) || asciiLowercased(byte) >= UInt8(ascii: "a") && asciiLowercased(byte) <= UInt8(ascii: "z")
            || "-._:/+*=@${}".utf8.contains(byte)
    }
    return plain && !text.isEmpty && text.utf8.count <= 80 ? text : quotedExcerpt(text)
}

/// The first of several texts for a line in a terminal, and how many there are beside.
func list(_ texts: [String]) -> String {
    let first = texts.prefix(3).map(shown).joined(separator: ", ")
    return texts.count > 3 ? "\(first) and \(texts.count - 3) more" : first
}
