// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
package import GatewayModel

/// An IAM policy, read and checked, ready to judge requests to `execute-api`.
///
/// - Source: IAM user guide, "IAM JSON policy elements reference" and "Policy evaluation logic"; what API Gateway does
///   with them: developer guide, "Output from an API Gateway Lambda authorizer".
package struct PolicyDocument: Sendable, Hashable {
    private let statements: [Statement]

    private struct Statement: Sendable, Hashable {
        let effect: Effect
        /// Whether its Action or NotAction covers `execute-api:Invoke`: the only action that a request is.
        let coversInvoke: Bool
        let resources: Resources

        func covers(_ methodArn: [UInt8]) -> Bool {
            guard coversInvoke else { return false }
            switch resources {
            case .these(let patterns): return patterns.contains { $0.matches(methodArn) }
            case .allBut(let patterns): return !patterns.contains { $0.matches(methodArn) }
            }
        }
    }

    package enum Effect: String, Sendable, Hashable {
        case allow = "Allow"
        case deny = "Deny"
    }

    private enum Resources: Sendable, Hashable {
        case these([Wildcard])
        case allBut([Wildcard])
    }

    /// A policy with one statement about `execute-api:Invoke`.
    package init(_ effect: Effect, resource: String) {
        statements = [Statement(effect: effect, coversInvoke: true, resources: .these([Wildcard(resource)]))]
    }

    /// Whether there is a request that it could allow.
    var mayAllow: Bool {
        statements.contains { $0.effect == .allow && $0.coversInvoke }
    }

    /// Judges one request.
    ///
    /// - Parameter methodArn: The request's own ARN.
    /// - Returns: What governs it: the first statement that denies, otherwise the first that allows.
    package func verdict(on methodArn: [UInt8]) -> Verdict {
        var allowing: Int?
        for (index, statement) in statements.enumerated() where statement.covers(methodArn) {
            switch statement.effect {
            case .deny: return .explicitDeny(statement: index)
            case .allow: allowing = allowing ?? index
            }
        }
        return allowing.map { .allow(statement: $0) } ?? .implicitDeny
    }
}

// MARK: - Reading

extension PolicyDocument {
    /// - Source: API Gateway quotas for Lambda authorizers: "the resource string must be at most 512 characters".
    package static let resourceLengthLimit = 512

    /// Reads a `policyDocument`.
    ///
    /// - Throws: ``AuthorizerFault/malformedPolicy(_:)``. What cannot be judged faithfully is never left out: a
    ///   statement that is skipped could be the one that denies.
    package init(reading value: JSONValue) throws(AuthorizerFault) {
        guard let document = value.object else { throw .malformedPolicy("it is \(value.kind), not an object") }
        for member in document.members where !["Version", "Id", "Statement"].contains(member.name) {
            throw .malformedPolicy("unknown element \"\(member.name)\"")
        }
        if let version = document["Version"] {
            guard let text = version.string, ["2012-10-17", "2008-10-17"].contains(text) else {
                throw .malformedPolicy("Version is neither \"2012-10-17\" nor \"2008-10-17\"")
            }
        }
        switch document["Statement"] {
        case nil: throw .malformedPolicy("Statement is missing")
        case .object(let statement)?: statements = [try Self.statement(statement, at: 0)]
        case .array(let values)?:
            var statements: [Statement] = []
            for (index, value) in values.enumerated() {
                guard let object = value.object else {
                    throw .malformedPolicy("Statement[\(index)] is \(value.kind), not an object")
                }
                statements.append(try Self.statement(object, at: index))
            }
            self.statements = statements
        case let other?: throw .malformedPolicy("Statement is \(other.kind), not a list")
        }
    }

    private static func statement(_ object: JSONObject, at index: Int) throws(AuthorizerFault) -> Statement {
        let place = "Statement[\(index)]"
        let known = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource"]
        for member in object.members where !known.contains(member.name) {
            throw .malformedPolicy(
                member.name == "Condition"
                    ? "\(place).Condition is not supported yet, and a condition must not be ignored"
                    : "\(place) has the unknown element \"\(member.name)\""
            )
        }
        guard let text = object["Effect"]?.string, let effect = Effect(rawValue: text) else {
            throw .malformedPolicy("\(place).Effect is neither \"Allow\" nor \"Deny\"")
        }
        let coversInvoke: Bool
        switch (object["Action"], object["NotAction"]) {
        case (let values?, nil): coversInvoke = try actions(values, "\(place).Action").contains(where: isInvoke)
        case (nil, let values?): coversInvoke = try !actions(values, "\(place).NotAction").contains(where: isInvoke)
        default: throw .malformedPolicy("\(place) needs either Action or NotAction")
        }
        let resources: Resources
        switch (object["Resource"], object["NotResource"]) {
        case (let values?, nil): resources = .these(try patterns(values, "\(place).Resource"))
        case (nil, let values?): resources = .allBut(try patterns(values, "\(place).NotResource"))
        default: throw .malformedPolicy("\(place) needs either Resource or NotResource")
        }
        return Statement(effect: effect, coversInvoke: coversInvoke, resources: resources)
    }

    /// - Source: IAM user guide, "IAM JSON policy elements: Action": a service's namespace comes before each action.
    private static func actions(_ value: JSONValue, _ place: String) throws(AuthorizerFault) -> [String] {
        let actions = try list(value, place)
        // One without a namespace matches nothing, and a Deny that matches nothing denies nothing.
        if let bad = actions.first(where: { $0 != "*" && !$0.utf8.contains(UInt8(ascii: ":")) }) {
            let found = quotedExcerpt(bad)
            throw .malformedPolicy("\(place) holds \(found), which is neither \"service:action\" nor \"*\"")
        }
        return actions
    }

    /// Actions are compared without regard to letter case.
    private static func isInvoke(_ action: String) -> Bool {
        let pattern = Wildcard(String(decoding: action.utf8.map(lowercased), as: UTF8.self))
        return pattern.matches(Array("execute-api:invoke".utf8))
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    private static func patterns(_ value: JSONValue, _ place: String) throws(AuthorizerFault) -> [Wildcard] {
        var patterns: [Wildcard] = []
        for text in try list(value, place) {
            guard text.unicodeScalars.count <= resourceLengthLimit else {
                throw .malformedPolicy("\(place) is longer than \(resourceLengthLimit) characters")
            }
            // A variable that is taken for itself would make a Deny miss its target.
            guard !text.contains("${") else {
                throw .malformedPolicy("\(place) has a policy variable, which is not supported yet")
            }
            patterns.append(Wildcard(text))
        }
        return patterns
    }

    /// A text, or a list of texts.
    private static func list(_ value: JSONValue, _ place: String) throws(AuthorizerFault) -> [String] {
        switch value {
        case .string(let text): return [text]
        case .array(let values) where !values.isEmpty:
            var texts: [String] = []
            for value in values {
                guard let text = value.string else { throw .malformedPolicy("\(place) holds \(value.kind)") }
                texts.append(text)
            }
            return texts
        case .array: throw .malformedPolicy("\(place) is an empty list")
        default: throw .malformedPolicy("\(place) is \(value.kind), not a text")
        }
    }
}
