// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// What to send to a guarded route so that its authorizer has something to decide about.
struct TrialRequest {
    let authorizer: AuthorizerDefinition
    /// Of which a JWT must have one.
    var scopes: [String] = []
    /// How the embedded issuer is called, or `nil` where it does not run.
    let embeddedIssuer: String?
    /// The command that prints a token, `gateway token` for example.
    let tokenCommand: String
    /// Whether it is code of the user's own, which as a rule verifies tokens of the issuer.
    var runsCode = false

    /// A `curl` command for a URL.
    func curl(_ url: String) -> String {
        var fields: [String] = []
        var query: [String] = []
        for (index, source) in authorizer.kind.identitySources.enumerated() {
            switch source {
            case .header(let name):
                let value = isToken(index) ? "Bearer \(token)" : "anything"
                fields.append("-H \"\(name): \(value)\" ")
            case .queryString(let name): query.append("\(name)=\(isToken(index) ? token : "anything")")
            // Nobody has to type what every request has.
            case .stageVariable, .context: continue
            }
        }
        let target = query.isEmpty ? url : "\"\(url)?\(query.joined(separator: "&"))\""
        return "curl " + fields.joined() + target
    }

    /// Whether the authorizer takes its token from this source, as far as that can be known.
    private func isToken(_ index: Int) -> Bool {
        guard requirements == nil else { return authorizer.kind.tokenSourceIndex == index }
        guard runsCode, embeddedIssuer != nil, case .header(let name) = authorizer.kind.identitySources[index] else {
            return false
        }
        return name.lowercased() == "authorization"
    }

    /// What the authorizer asks of a token; `nil` for one that looks at something else.
    private var requirements: TokenRequirements? {
        switch authorizer.function {
        case .auth0(let requirements): requirements
        case .jwt(let configuration):
            TokenRequirements(
                audiences: configuration.audience,
                issuer: configuration.issuer,
                scopes: Array(scopes.prefix(1))
            )
        case .allow, .deny, .function: nil
        }
    }

    /// A command substitution that makes a token which the authorizer accepts, or words for one that only others can make.
    var token: String {
        guard let requirements else { return runsCode && embeddedIssuer != nil ? "$(\(tokenCommand))" : "anything" }
        let issuer = requirements.issuer ?? embeddedIssuer
        guard let issuer, let embeddedIssuer, issuer.utf8.elementsEqual(embeddedIssuer.utf8) else {
            return "<a token of \(requirements.issuer ?? "your tenant")>"
        }
        var command = tokenCommand
        if let audience = requirements.audiences.first { command += " --audience \(Shell.quoted(audience))" }
        if !requirements.scopes.isEmpty {
            command += " --scope \(Shell.quoted(requirements.scopes.joined(separator: " ")))"
        }
        return "$(\(command))"
    }
}
