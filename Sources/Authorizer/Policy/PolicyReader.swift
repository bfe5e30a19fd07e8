// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// Reads a `policyDocument`.
///
/// What cannot be judged faithfully is never left out: a statement that is skipped could be the one that denies. So an
/// element, operator or value that is not understood is a fault, which names its place.
///
/// - Source: IAM user guide, "Grammar of the IAM JSON policy language".
struct PolicyReader {
    private(set) var version = PolicyVersion.v2008
    private var texts = 0
    private var textBytes = 0
    private var variables = 0

    /// How much one document may hold, so that judging a request takes bounded time whatever an authorizer returns.
    ///
    /// IAM's own policies have 10,240 characters at most.
    enum Limit {
        static let statements = 1000
        static let texts = 2000
        static let textBytes = 65_536
        static let variables = 64
    }

    mutating func statements(of value: JSONValue) throws(AuthorizerFault) -> [Statement] {
        guard let document = value.object else { throw .malformedPolicy("it is \(value.kind), not an object") }
        for member in document.members where !isOne(of: ["Version", "Id", "Statement"], member.name) {
            throw .malformedPolicy("unknown element \(quotedExcerpt(member.name))")
        }
        if let value = document["Version"] {
            guard let text = value.string,
                let version = PolicyVersion.allCases.first(where: { same($0.rawValue, text) })
            else { throw .malformedPolicy("Version is neither \"2012-10-17\" nor \"2008-10-17\"") }
            self.version = version
        }
        if let id = document["Id"], id.string == nil { throw .malformedPolicy("Id is \(id.kind), not a text") }
        switch document["Statement"] {
        case nil: throw .malformedPolicy("Statement is missing")
        case .object(let statement)?: return [try self.statement(statement, at: "Statement[0]")]
        case .array(let values)?:
            guard values.count <= Limit.statements else {
                throw .malformedPolicy("it has more than \(Limit.statements) statements")
            }
            var statements: [Statement] = []
            for (index, value) in values.enumerated() {
                guard let object = value.object else {
                    throw .malformedPolicy("Statement[\(index)] is \(value.kind), not an object")
                }
                statements.append(try statement(object, at: "Statement[\(index)]"))
            }
            return statements
        case let other?: throw .malformedPolicy("Statement is \(other.kind), not a list")
        }
    }

    private mutating func statement(_ object: JSONObject, at place: String) throws(AuthorizerFault) -> Statement {
        let known = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"]
        for member in object.members where !isOne(of: known, member.name) {
            guard !isOne(of: ["Principal", "NotPrincipal"], member.name) else {
                throw .malformedPolicy(
                    "\(place).\(member.name): an authorizer's policy is identity-based and names no principal; remove it"
                )
            }
            throw .malformedPolicy("\(place) has the unknown element \(quotedExcerpt(member.name))")
        }
        switch object["Sid"] {
        case nil, .null?, .string?: break
        case let sid?: throw .malformedPolicy("\(place).Sid is \(sid.kind), not a text")
        }
        guard let text = object["Effect"]?.string,
            let effect = PolicyEffect.allCases.first(where: { same($0.rawValue, text) })
        else { throw .malformedPolicy("\(place).Effect is neither \"Allow\" nor \"Deny\"") }
        return Statement(
            sid: object["Sid"]?.string,
            effect: effect,
            actions: try actions(object, at: place),
            resources: try resources(object, at: place),
            conditions: try conditions(object["Condition"], at: "\(place).Condition")
        )
    }

    // MARK: - Action

    private func actions(_ object: JSONObject, at place: String) throws(AuthorizerFault) -> Statement.Actions {
        switch (object["Action"], object["NotAction"]) {
        case (let values?, nil): return .these(try actions(values, "\(place).Action"))
        case (nil, let values?): return .allBut(try actions(values, "\(place).NotAction"))
        default: throw .malformedPolicy("\(place) needs either Action or NotAction")
        }
    }

    /// - Source: IAM user guide, "IAM JSON policy elements: Action": a service's namespace comes before each action.
    private func actions(_ value: JSONValue, _ place: String) throws(AuthorizerFault) -> [String] {
        let actions = try texts(value, place)
        // One without a namespace matches nothing, and a Deny that matches nothing denies nothing.
        if let bad = actions.first(where: { !same($0, "*") && !$0.utf8.contains(UInt8(ascii: ":")) }) {
            let found = quotedExcerpt(bad)
            throw .malformedPolicy("\(place) holds \(found), which is neither \"service:action\" nor \"*\"")
        }
        return actions
    }

    // MARK: - Resource

    private mutating func resources(_ object: JSONObject, at place: String) throws(AuthorizerFault)
        -> Statement.Resources
    {
        switch (object["Resource"], object["NotResource"]) {
        // It covers nothing: AWS's blueprint for Java answers so with the half of its policy that it does not need.
        case (.array([])?, nil): return .these([])
        case (let values?, nil): return .these(try patterns(values, "\(place).Resource"))
        case (nil, let values?): return .allBut(try patterns(values, "\(place).NotResource"))
        default: throw .malformedPolicy("\(place) needs either Resource or NotResource")
        }
    }

    private mutating func patterns(_ value: JSONValue, _ place: String) throws(AuthorizerFault) -> [PolicyPattern] {
        var patterns: [PolicyPattern] = []
        for text in try texts(value, place) {
            guard text.unicodeScalars.count <= PolicyDocument.resourceLengthLimit else {
                throw .malformedPolicy("\(place) is longer than \(PolicyDocument.resourceLengthLimit) characters")
            }
            try count(text)
            let text = try policyText(text, place)
            // "You can't use a variable to replace parts of the ARN before the fifth colon."
            if let colons = text.colonsBeforeVariable, colons < 5 {
                throw .malformedPolicy("\(place) has a policy variable before the fifth colon")
            }
            patterns.append(PolicyPattern(text))
        }
        return patterns
    }

    // MARK: - Shared

    /// A text that may have variables.
    mutating func policyText(_ text: String, _ place: String) throws(AuthorizerFault) -> PolicyText {
        do throws(PolicyText.Mistake) {
            let text = try PolicyText(text, version: version)
            variables += text.variableCount
            guard variables <= Limit.variables else {
                throw .init(reason: "brings the policy variables to more than \(Limit.variables)")
            }
            return text
        } catch {
            throw .malformedPolicy("\(place) \(error.reason)")
        }
    }

    /// Counts a resource or a condition value.
    mutating func count(_ text: String) throws(AuthorizerFault) {
        texts += 1
        textBytes += text.utf8.count
        guard texts <= Limit.texts else {
            throw .malformedPolicy("it has more than \(Limit.texts) resources and condition values")
        }
        guard textBytes <= Limit.textBytes else {
            throw .malformedPolicy("its resources and conditions have more than \(Limit.textBytes) bytes")
        }
    }

    /// A text, or a list of texts.
    private func texts(_ value: JSONValue, _ place: String) throws(AuthorizerFault) -> [String] {
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

/// Whether two names are the same bytes; for `==` canonically equivalent texts are the same, too.
func same(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
}

private func isOne(of names: [String], _ name: String) -> Bool {
    names.contains { same($0, name) }
}
