// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
package import GatewayModel

extension AuthorizerAnswer {
    /// Checks what a function returned.
    ///
    /// - Parameters:
    ///   - value: What it returned.
    ///   - format: How it was asked, which says how it has to answer.
    /// - Throws: The ``AuthorizerFault`` that makes it a 500.
    /// - Source: API Gateway developer guide, "Output from an API Gateway Lambda authorizer" and "Control access to HTTP
    ///   APIs with AWS Lambda authorizers", "Authorizer response format".
    package convenience init(
        checking value: JSONValue,
        format: AuthorizerDefinition.RequestFormat = .rest
    ) throws(AuthorizerFault) {
        switch format {
        case .v2(enableSimpleResponses: true): try self.init(simple: value)
        case .rest: try self.init(policy: value, flattening: true)
        case .v1, .v2(enableSimpleResponses: false): try self.init(policy: value, flattening: false)
        }
    }

    // MARK: - Policies

    private convenience init(policy value: JSONValue, flattening isFlat: Bool) throws(AuthorizerFault) {
        guard let answer = value.object else { throw .notAnAnswer("it is \(value.kind), not an object") }
        guard let document = answer["policyDocument"] else {
            let advice = answer["isAuthorized"] == nil ? "" : "; isAuthorized needs enableSimpleResponses: true"
            throw .notAnAnswer("policyDocument is missing\(isFlat ? "" : advice)")
        }
        // An empty text names nobody.
        let principalId = try Self.text(answer["principalId"], "principalId").flatMap { $0.isEmpty ? nil : $0 }
        let usageIdentifierKey = try Self.text(answer["usageIdentifierKey"], "usageIdentifierKey")
        let policy = try PolicyDocument(reading: document)
        // Whatever else it denies: an answer that lets somebody pass has to say whom.
        // Open question: whether HTTP APIs insist on it as REST APIs do; every example of theirs has one.
        if principalId == nil, policy.mayAllow { throw .principalIdMissing }
        let context = try Self.context(answer["context"], orElse: AuthorizerFault.notAnAnswer)
        self.init(
            .policy(policy),
            principalId: principalId,
            usageIdentifierKey: usageIdentifierKey,
            context: try Self.entries(of: context, flat: isFlat),
            contextObject: context,
            given: value
        )
    }

    private static func text(_ value: JSONValue?, _ name: String) throws(AuthorizerFault) -> String? {
        switch value {
        case nil, .null?: return nil
        case .string(let text)?: return text
        case let other?: throw .notAnAnswer("\(name) is \(other.kind), not a text")
        }
    }

    // MARK: - Simple responses

    private convenience init(simple value: JSONValue) throws(AuthorizerFault) {
        guard let answer = value.object else { throw .notASimpleResponse("it is \(value.kind), not an object") }
        // Beside isAuthorized too: which of the two would count?
        guard answer["policyDocument"] == nil else { throw .notASimpleResponse("it has a policyDocument") }
        let context = try Self.context(answer["context"], orElse: AuthorizerFault.notASimpleResponse)
        self.init(
            .simple(isAuthorized: try Self.isAuthorized(answer["isAuthorized"])),
            principalId: nil,
            usageIdentifierKey: nil,
            context: try Self.entries(of: context, flat: false),
            contextObject: context,
            given: value
        )
    }

    /// AWS is reported to read the texts `"true"` and `"false"` as what they say, and no other.
    private static func isAuthorized(_ value: JSONValue?) throws(AuthorizerFault) -> Bool {
        switch value {
        case .bool(let flag)?: return flag
        case .string("true")?: return true
        case .string("false")?: return false
        case .string?: throw .notASimpleResponse("isAuthorized is a text other than \"true\" and \"false\"")
        case nil: throw .notASimpleResponse("isAuthorized is missing")
        case let other?: throw .notASimpleResponse("isAuthorized is \(other.kind), not a boolean")
        }
    }

    // MARK: - Context

    private static func context(
        _ value: JSONValue?,
        orElse fault: (String) -> AuthorizerFault
    ) throws(AuthorizerFault) -> JSONObject {
        switch value {
        case nil, .null?: return JSONObject()
        case .object(let object)?: return object
        case let other?: throw fault("context is \(other.kind), not an object")
        }
    }

    /// Each value as a text; a null is left out.
    ///
    /// A REST API knows no others, and refuses lists and objects. On an HTTP API they are what `$context.authorizer.NAME`
    /// stands for, and an event has the values themselves.
    private static func entries(
        of context: JSONObject,
        flat isFlat: Bool
    ) throws(AuthorizerFault) -> [AuthorizerContext.Entry] {
        var entries: [AuthorizerContext.Entry] = []
        for member in context.members {
            let text: String
            switch member.value {
            case .string(let value): text = value
            case .number(let number): text = number.text
            case .bool(let flag): text = flag ? "true" : "false"
            case .null: continue
            case .array, .object:
                guard !isFlat else { throw .contextNotFlat(key: member.name, kind: member.value.kind) }
                // Open question: how HTTP APIs print lists and maps in $context.authorizer.
                text = String(decoding: member.value.compactBytes, as: UTF8.self)
            }
            entries.append(AuthorizerContext.Entry(key: member.name, value: text))
        }
        return entries
    }
}
