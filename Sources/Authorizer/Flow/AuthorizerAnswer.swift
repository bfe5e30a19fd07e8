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
    package let basis: Basis
    /// Every value as a text.
    package let context: [AuthorizerContext.Entry]
    /// Every value as it was answered; `nil` when they all are texts.
    private let contextObject: JSONObject?
    /// The API key of whom it stands for.
    ///
    /// It counts only in an API whose keys come from its authorizers (`apiKeySource: AUTHORIZER`).
    package let usageIdentifierKey: String?
    /// What our own authorizer has to say about it.
    package let note: AuthorizerNote?
    /// Whether it holds for longer than this request.
    let mayBeKept: Bool
    private let words: Words

    /// What decides.
    package enum Basis: Sendable {
        /// A policy, held against each request anew.
        case policy(PolicyDocument)
        /// The answer itself, for all that it covers.
        case simple(isAuthorized: Bool)
    }

    /// The policy; `nil` for a simple response.
    package var policy: PolicyDocument? {
        if case .policy(let policy) = basis { policy } else { nil }
    }

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
        basis = .policy(policy ?? PolicyDocument(effect, resource: resource))
        contextObject = nil
        usageIdentifierKey = nil
        words = .ours(effect, resource: resource)
    }

    /// A function's answer, checked.
    init(
        _ basis: Basis,
        principalId: String?,
        usageIdentifierKey: String?,
        context: [AuthorizerContext.Entry],
        contextObject: JSONObject,
        given: JSONValue
    ) {
        self.basis = basis
        self.principalId = principalId
        self.usageIdentifierKey = usageIdentifierKey
        self.context = context
        self.contextObject = contextObject
        note = nil
        mayBeKept = true
        words = .given(given)
    }

    /// The context with the types that it was answered with.
    var typedContext: JSONObject {
        contextObject ?? JSONObject(distinct: context.map { (name: $0.key, value: JSONValue.string($0.value)) })
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
}
