// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
package import GatewayModel

/// What an authorizer answered, checked: this is what is cached.
///
/// An object, so that lending it out of the cache counts one reference.
package final class AuthorizerAnswer: Sendable {
    /// Whom it stands for.
    ///
    /// May be missing from an answer that denies.
    package let principalId: String?
    package let policy: PolicyDocument
    package let context: [AuthorizerContext.Entry]
    /// The API key of whom it stands for.
    ///
    /// It counts only in an API whose keys come from its authorizers (`apiKeySource: AUTHORIZER`).
    package let usageIdentifierKey: String?
    /// What our own authorizer has to say about it.
    package let note: AuthorizerNote?
    /// Whether it holds for longer than this request.
    let mayBeKept: Bool
    private let words: Words

    private enum Words {
        /// A function's.
        case given(JSONValue)
        /// An authorizer of ours has none, until somebody wants to read them.
        case ours(PolicyDocument.Effect, resource: String)
    }

    /// An answer of an authorizer of ours.
    ///
    /// - Parameters:
    ///   - effect: What its one statement says.
    ///   - principalId: Whom it stands for; a denial may leave that open.
    ///   - resource: The ARN pattern that the statement is about.
    ///   - policy: The policy with that statement, if it was made before.
    ///   - context: What the integration is told.
    ///   - note: What the developer is told.
    ///   - mayBeKept: Whether it holds for longer than this request.
    package init(
        _ effect: PolicyDocument.Effect,
        principalId: String?,
        resource: String,
        policy: PolicyDocument? = nil,
        context: [AuthorizerContext.Entry] = [],
        note: AuthorizerNote? = nil,
        mayBeKept: Bool = true
    ) {
        self.mayBeKept = mayBeKept
        self.principalId = principalId
        self.context = context
        self.note = note
        self.policy = policy ?? PolicyDocument(effect, resource: resource)
        usageIdentifierKey = nil
        words = .ours(effect, resource: resource)
    }

    /// The answer in its author's own words.
    package var json: JSONValue {
        switch words {
        case .given(let json): return json
        case .ours(let effect, let resource):
            var answer = JSONObject()
            if let principalId { answer["principalId"] = .string(principalId) }
            answer["policyDocument"] = [
                "Version": "2012-10-17",
                "Statement": [
                    [
                        "Effect": .string(effect.rawValue), "Action": "execute-api:Invoke",
                        "Resource": .string(resource),
                    ]
                ],
            ]
            if !context.isEmpty {
                var object = JSONObject()
                for entry in context { object[entry.key] = .string(entry.value) }
                answer["context"] = .object(object)
            }
            return .object(answer)
        }
    }

    /// How long these words are, as a measure of what keeping the answer costs.
    var byteCount: Int { json.compactBytes.count }

    /// Checks what a function returned.
    ///
    /// - Throws: The ``AuthorizerFault`` that makes it a 500.
    /// - Source: API Gateway developer guide, "Output from an API Gateway Lambda authorizer".
    package init(checking value: JSONValue) throws(AuthorizerFault) {
        guard let answer = value.object else { throw .notAnAnswer("it is \(value.kind), not an object") }
        guard let document = answer["policyDocument"] else { throw .notAnAnswer("policyDocument is missing") }
        // An empty text names nobody.
        let principalId = try Self.text(answer["principalId"], "principalId")
        self.principalId = principalId.flatMap { $0.isEmpty ? nil : $0 }
        usageIdentifierKey = try Self.text(answer["usageIdentifierKey"], "usageIdentifierKey")
        policy = try PolicyDocument(reading: document)
        // Whatever else it denies: an answer that lets somebody pass has to say whom.
        if self.principalId == nil, policy.mayAllow { throw .principalIdMissing }
        context = try Self.context(answer["context"])
        note = nil
        mayBeKept = true
        words = .given(value)
    }

    private static func text(_ value: JSONValue?, _ name: String) throws(AuthorizerFault) -> String? {
        switch value {
        case nil, .null?: return nil
        case .string(let text)?: return text
        case let other?: throw .notAnAnswer("\(name) is \(other.kind), not a text")
        }
    }

    private static func context(_ value: JSONValue?) throws(AuthorizerFault) -> [AuthorizerContext.Entry] {
        switch value {
        case nil, .null?: return []
        case .object(let object)?:
            var entries: [AuthorizerContext.Entry] = []
            for member in object.members {
                guard let text = try contextText(member.value, key: member.name) else { continue }
                entries.append(AuthorizerContext.Entry(key: member.name, value: text))
            }
            return entries
        case let other?: throw .notAnAnswer("context is \(other.kind), not an object")
        }
    }

    /// Each value as the integration will see it: a text.
    ///
    /// A null is left out.
    private static func contextText(_ value: JSONValue, key: String) throws(AuthorizerFault) -> String? {
        switch value {
        case .string(let text): return text
        case .number(let number): return number.text
        case .bool(let flag): return flag ? "true" : "false"
        case .null: return nil
        case .array, .object: throw .contextNotFlat(key: key, kind: value.kind)
        }
    }
}
