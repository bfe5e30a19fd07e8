// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
package import GatewayModel

/// What an authorizer answered, checked: this is what is cached.
package struct AuthorizerAnswer: Sendable, Hashable {
    /// Whom it stands for.
    ///
    /// May be missing from an answer that denies.
    package let principalId: String?
    package let policy: PolicyDocument
    package let context: [AuthorizerContext.Entry]
    /// What our own authorizer has to say about it.
    package let note: AuthorizerNote?

    package init(
        principalId: String?,
        policy: PolicyDocument,
        context: [AuthorizerContext.Entry] = [],
        note: AuthorizerNote? = nil
    ) {
        self.principalId = principalId
        self.policy = policy
        self.context = context
        self.note = note
    }

    /// Checks what a function returned.
    ///
    /// - Throws: The ``AuthorizerFault`` that makes it a 500.
    /// - Source: API Gateway developer guide, "Output from an API Gateway Lambda authorizer".
    package init(checking value: JSONValue) throws(AuthorizerFault) {
        guard let answer = value.object else { throw .notAnAnswer("it is \(value.kind), not an object") }
        guard let document = answer["policyDocument"] else { throw .notAnAnswer("policyDocument is missing") }
        switch answer["principalId"] {
        case nil, .null?: principalId = nil
        case .string(let text)?: principalId = text
        case let other?: throw .notAnAnswer("principalId is \(other.kind), not a text")
        }
        policy = try PolicyDocument(reading: document)
        // Whatever else it denies: an answer that lets somebody pass has to say whom.
        if principalId == nil, policy.mayAllow { throw .principalIdMissing }
        context = try Self.context(answer["context"])
        note = nil
    }

    private static func context(_ value: JSONValue?) throws(AuthorizerFault) -> [AuthorizerContext.Entry] {
        switch value {
        case nil, .null?: return []
        case .object(let object)?:
            var entries: [AuthorizerContext.Entry] = []
            for member in object.members {
                guard let text = try text(member.value, key: member.name) else { continue }
                entries.append(AuthorizerContext.Entry(key: member.name, value: text))
            }
            return entries
        case let other?: throw .notAnAnswer("context is \(other.kind), not an object")
        }
    }

    /// Each value as the integration will see it: a text.
    ///
    /// A null is left out.
    private static func text(_ value: JSONValue, key: String) throws(AuthorizerFault) -> String? {
        switch value {
        case .string(let text): return text
        case .number(let number): return number.text
        case .bool(let flag): return flag ? "true" : "false"
        case .null: return nil
        case .array, .object: throw .contextNotFlat(key: key, kind: value.kind)
        }
    }
}
