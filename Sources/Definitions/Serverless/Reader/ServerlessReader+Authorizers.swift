// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// Who guards a route. What protects one is never left away: what cannot be asked here is refused, or replaced by what
/// the command line names, or its route is left out.
extension ServerlessReader {
    /// Makes an authorizer part of its API.
    ///
    /// - Returns: How a route names it; `nil` after a problem, or when the route is to be left out.
    mutating func declare(_ written: WrittenAuthorizer, for event: ServerlessEvent, in kind: API.Kind) -> String? {
        if !authorizerNames.contains(written.name) { authorizerNames.append(written.name) }
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

    /// Two declarations of one name are one authorizer: CloudFormation gets the last one, over what only an earlier one
    /// says.
    private mutating func add(
        _ definition: AuthorizerDefinition,
        _ written: WrittenAuthorizer,
        to kind: API.Kind
    ) -> String {
        var all = self[kind].authorizers
        if let index = all.firstIndex(where: { $0.definition.name == definition.name }) {
            var merged = definition
            let other = all[index].definition
            if written.resultTtlInSeconds == nil { merged.resultTtlInSeconds = other.resultTtlInSeconds }
            if case .token(let header, nil) = merged.kind, case .token(_, let expression?) = other.kind {
                merged.kind = .token(identityHeader: header, identityValidationExpression: expression)
            }
            if merged != other {
                warnings.note(
                    "the authorizer \(quoted(definition.name)) is declared in another way at \(all[index].position)",
                    at: written.position,
                    suggestion: "they are one authorizer, as what is written last says: write both alike"
                )
            }
            all[index].definition = merged
        } else {
            all.append(ServerlessAuthorizer(definition: definition, position: written.position))
        }
        self[kind].authorizers = all
        return definition.name
    }
}
