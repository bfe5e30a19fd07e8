// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// Who guards a route. What protects one is never left away: what cannot be asked here is refused, or replaced by what
/// the command line names, or its route is left out.
extension ServerlessReader {
    /// The `authorizer` of an event; `nil` when it says none, or nobody is to be asked.
    mutating func authorizerEntry(of event: ServerlessEvent) -> YAMLMapping.Entry? {
        guard let entry = event.mapping?["authorizer"] else { return nil }
        guard !isOpen else {
            hasOpenedRoutes = true
            return nil
        }
        guard entry.value.isNull else { return entry }
        warnings.note(
            "the authorizer of \(quoted(event.name)) is empty: the route is open",
            at: entry.key.position,
            suggestion: "name one, or remove the key"
        )
        return nil
    }

    /// Makes an authorizer part of its API.
    ///
    /// - Returns: How a route names it; `nil` after a problem, or when the route is to be left out.
    mutating func declare(_ written: WrittenAuthorizer, for event: ServerlessEvent, in kind: API.Kind) -> String? {
        if !authorizerNames.contains(written.name) { authorizerNames.append(written.name) }
        guard isDistinct(written, in: kind) else { return nil }
        if let value = options.authorizerOverrides[written.name] {
            usedOverrides.insert(written.name)
            guard let definition = overridden(written, by: value, in: kind) else { return nil }
            return add(definition, written, to: kind)
        }
        switch written.target {
        case .jwt(let definition): return add(ignoringSignatureIfAsked(definition), written, to: kind)
        case .function(let key): return declare(written, asking: key, for: event, in: kind)
        case .elsewhere(let what):
            refuse(what, written, for: event)
            return nil
        }
    }

    private mutating func declare(
        _ written: WrittenAuthorizer,
        asking key: String,
        for event: ServerlessEvent,
        in kind: API.Kind
    ) -> String? {
        guard let function = functions.first(where: { $0.key.utf8.elementsEqual(key.utf8) }) else {
            let names = functions.map(\.key)
            let near = nearest(to: key, among: names).map { " (did you mean \(quoted($0))?)" } ?? ""
            refuse("the authorizer \(quoted(written.name)) is no function of this file\(near)", written, for: event)
            return nil
        }
        if let refusal = function.refusal {
            refuse("the authorizer \(quoted(written.name)) cannot be asked: \(refusal.message)", written, for: event)
            return nil
        }
        usedFunctions.insert(key)
        guard let authorizerKind = written.kind else { return nil }
        let definition = AuthorizerDefinition(
            name: written.name,
            kind: authorizerKind,
            function: .function(key),
            resultTtlInSeconds: written.resultTtlInSeconds ?? RoutesReader.usualResultTtl(of: kind)
        )
        return add(definition, written, to: kind)
    }

    /// What cannot be asked is refused with the ways out, once for each place.
    private mutating func refuse(_ message: String, _ written: WrittenAuthorizer, for event: ServerlessEvent) {
        if options.skipsUnsupported {
            return warnings.note("\(message); \(quoted(event.name)) is left out", at: written.position)
        }
        problems.note(
            message,
            at: written.position,
            suggestion:
                "--authorizer-override \(written.name)=builtin:auth0, =builtin:allow or =FILE says what is asked "
                + "instead; --skip-unsupported runs the rest"
        )
    }

    /// Whether a name stands for one authorizer: what guards a route must not be taken for another one.
    private mutating func isDistinct(_ written: WrittenAuthorizer, in kind: API.Kind) -> Bool {
        let others = self[kind].namedAuthorizers
        if let other = others.first(where: { $0.name == written.name && $0.origin != written.origin }) {
            problems.note(
                "\(quoted(written.name)) is one authorizer here, and another one at \(other.position)",
                at: written.position,
                suggestion: "rename one of them"
            )
            return false
        }
        let id = Self.authorizerId(named: written.name)
        let isRival = { (other: WrittenAuthorizer) in
            other.origin == .event && !other.name.utf8.elementsEqual(written.name.utf8)
                && Self.authorizerId(named: other.name) == id
        }
        if written.origin == .event, let other = others.first(where: isRival) {
            problems.note(
                "\(quoted(written.name)) and \(quoted(other.name)) at \(other.position) get one name when they are deployed",
                at: written.position,
                suggestion: "rename one of them"
            )
            return false
        }
        self[kind].namedAuthorizers.append(written)
        return true
    }

    /// What tells authorizers of events from one another.
    ///
    /// - Source: Serverless Framework documentation, "AWS CloudFormation Resource Reference": as functions are named, which
    ///   begins with a capital letter.
    private static func authorizerId(named name: String) -> String { CloudFormation.logicalId(ofFunction: name) }

    /// Two declarations of one name are one authorizer: CloudFormation gets the last one, over what only an earlier one
    /// says.
    private mutating func add(
        _ definition: AuthorizerDefinition,
        _ written: WrittenAuthorizer,
        to kind: API.Kind
    ) -> String? {
        var all = self[kind].authorizers
        guard let index = all.firstIndex(where: { $0.definition.name == definition.name }) else {
            self[kind].authorizers.append(ServerlessAuthorizer(definition: definition, position: written.position))
            return definition.name
        }
        let other = all[index].definition
        guard var merged = definition.merged(over: other) else {
            problems.note(
                "the authorizer \(quoted(definition.name)) is of another type at \(all[index].position)",
                at: written.position,
                suggestion: "they are one authorizer: write both alike"
            )
            return nil
        }
        if written.resultTtlInSeconds == nil { merged.resultTtlInSeconds = other.resultTtlInSeconds }
        if merged != other {
            warnings.note(
                "the authorizer \(quoted(definition.name)) is declared in another way at \(all[index].position)",
                at: written.position,
                suggestion: "they are one authorizer, as what is written last says: write both alike"
            )
        }
        all[index].definition = merged
        self[kind].authorizers = all
        return definition.name
    }
}

extension AuthorizerDefinition {
    /// This with what only an earlier declaration of it says; `nil` when that one is of another type.
    fileprivate func merged(over other: AuthorizerDefinition) -> AuthorizerDefinition? {
        var merged = self
        switch (kind, other.kind) {
        case (.token(let header, let own), .token(_, let expression)):
            merged.kind = .token(identityHeader: header, identityValidationExpression: own ?? expression)
        case (.request(let sources, let format), .request(let others, _)):
            // Only who keeps no results may look at nothing, and then says nothing.
            merged.kind = .request(identitySources: sources.isEmpty ? others : sources, format: format)
        case (.jwt, .jwt): break
        default: return nil
        }
        return merged
    }
}
