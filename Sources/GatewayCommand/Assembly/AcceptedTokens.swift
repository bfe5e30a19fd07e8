// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayIssuer
import GatewayModel
import GatewayTransport

/// Whose tokens `builtin:auth0` accepts, and with which keys it verifies them.
struct AcceptedTokens {
    let settings: TokenSettings
    /// The embedded issuer, if it is the one; `nil` for a tenant.
    let issuer: Issuer?
    var parts: GatewayParts
}

/// Where accepted tokens come from: a tenant that the project names, or else the embedded issuer.
struct TokenOrigins {
    let embedded: EmbeddedIssuer
    let keys: TokenKeys

    /// What a project accepts.
    ///
    /// - Throws: ``Refusal`` when the embedded issuer is needed and cannot start, or a tenant's keys can never be had.
    func accepted(by project: Project) async throws -> AcceptedTokens {
        let settings: TokenSettings
        var issuer: Issuer?
        if let tenant = project.tokenSettings {
            settings = tenant
        } else {
            let started = try await embedded.start(project.tenant)
            settings = keys.add(started, tenant: project.tenant)
            issuer = started
        }
        do throws(DeploymentError) {
            // Not only when an authorizer needs it: a slip in the configuration is a slip.
            _ = try keys.source(at: settings.keys)
        } catch {
            throw Refusal(Exit.badDefinition, "\(project.files.tokenSettingsSource): jwksUri: \(error)")
        }
        var parts = GatewayParts()
        parts.tokens = TokenParts(settings: settings) { [keys] location throws(DeploymentError) in
            try keys.source(at: location)
        }
        return AcceptedTokens(settings: settings, issuer: issuer, parts: parts)
    }
}
