// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// Who guards a route. What protects one is never left away: what cannot be asked here is refused, or replaced by what
/// the command line names, or its route is left out.
extension ServerlessReader {
    /// The `authorizer` of an event; `nil` when it says none, or nobody is to be asked, and after a problem.
    mutating func authorizerEntry(of event: ServerlessEvent) -> YAMLMapping.Entry? {
        guard let entry = event.mapping?["authorizer"] else { return nil }
        guard !isOpen else {
            hasOpenedRoutes = true
            return nil
        }
        if entry.value.isFalse || entry.value.scalar.map({ $0.text.isEmpty && !$0.isNull }) == true {
            // The framework takes an empty text for none, and `false` for the name of a function.
            problems.note(
                "the authorizer of \(quoted(event.name)) is \(problems.shown(entry.value))",
                at: entry.value.position,
                suggestion: "name one, or remove the key if the route is to be open"
            )
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
        authorizerNames.insert(written.name)
        if written.origin == .event { generatedAuthorizers.formUnion(Self.generatedIds(of: written)) }
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
        let index = functionIndices[CloudFormation.logicalId(ofFunction: key)]
        guard let function = index.map({ functions[$0] }), function.key.utf8.elementsEqual(key.utf8) else {
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
        if let other = self[kind].namedAuthorizers[written.name], other.origin != written.origin {
            problems.note(
                "\(quoted(written.name)) is one authorizer here, and another one at \(other.position)",
                at: written.position,
                suggestion: "rename one of them"
            )
            return false
        }
        if self[kind].namedAuthorizers[written.name] == nil { self[kind].namedAuthorizers[written.name] = written }
        guard written.origin == .event else { return true }
        // As functions are named, which begins with a capital letter.
        let id = CloudFormation.logicalId(ofFunction: written.deployedName ?? written.name)
        if let other = self[kind].deployedAuthorizers[id], !other.name.utf8.elementsEqual(written.name.utf8) {
            problems.note(
                "\(quoted(written.name)) and \(quoted(other.name)) at \(other.position) get one name when they are deployed",
                at: written.position,
                suggestion: "rename one of them"
            )
            return false
        }
        if self[kind].deployedAuthorizers[id] == nil { self[kind].deployedAuthorizers[id] = written }
        return true
    }

    /// What an authorizer may be called in the template, in small letters: the framework's versions differ in how they write
    /// what is no letter.
    ///
    /// - Source: Serverless Framework documentation, "AWS CloudFormation Resource Reference".
    private static func generatedIds(of authorizer: WrittenAuthorizer) -> [String] {
        let name = (authorizer.deployedName ?? authorizer.name).lowercased()
        let spelt = name.map { $0 == "-" ? "dash" : $0 == "_" ? "underscore" : String($0) }.joined()
        return [spelt, name].map { String($0.filter { $0.isLetter || $0.isNumber }) }
            .flatMap { [$0 + "apigatewayauthorizer", "httpapiauthorizer" + $0] }
    }

    /// Two declarations of one name are one authorizer: CloudFormation gets the last one, over what only an earlier one
    /// says.
    private mutating func add(
        _ definition: AuthorizerDefinition,
        _ written: WrittenAuthorizer,
        to kind: API.Kind
    ) -> String? {
        guard let index = self[kind].authorizerIndices[definition.name] else {
            self[kind].authorizerIndices[definition.name] = self[kind].authorizers.count
            self[kind].authorizers.append(ServerlessAuthorizer(definition: definition, position: written.position))
            return definition.name
        }
        let place = self[kind].authorizers[index].position
        let other = self[kind].authorizers[index].definition
        guard var merged = definition.merged(over: other) else {
            problems.note(
                "the authorizer \(quoted(definition.name)) is of another type at \(place)",
                at: written.position,
                suggestion: "they are one authorizer: write both alike"
            )
            return nil
        }
        if written.resultTtlInSeconds == nil { merged.resultTtlInSeconds = other.resultTtlInSeconds }
        if merged != other {
            warnings.note(
                "the authorizer \(quoted(definition.name)) is declared in another way at \(place)",
                at: written.position,
                suggestion: "they are one authorizer, as what is written last says: write both alike"
            )
        }
        self[kind].authorizers[index].definition = merged
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
