// SPDX-License-Identifier: Apache-2.0

import GatewayIssuer
import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime

/// An access token that somebody at a terminal asks for: as the tenant would issue it, and then as it is wanted.
struct RequestedToken {
    private let tenant: Tenant
    private let issuer: String
    private var application: Tenant.Application
    private var user: Tenant.User?
    /// The API; `nil` for the gateway's own.
    var audience: String?
    /// Another `sub`.
    var subject: String?
    var scopes: [String] = []
    /// In seconds; `nil` for as long as the tenant's last.
    var lifetime: Int64?
    /// Further claims; they win over all others.
    var claims = JSONObject()

    /// Nobody's.
    static let wrongAudience = "https://wrong-audience.example.test/"

    /// A name that the tenant does not have.
    struct Unknown: Error, CustomStringConvertible {
        let description: String
    }

    /// A token of an application in its own name: the first that may have such tokens.
    init(tenant: Tenant, issuer: String) {
        self.tenant = tenant
        self.issuer = issuer
        application =
            tenant.applications.first { $0.grantTypes.contains(.clientCredentials) } ?? tenant.applications.first
            ?? Tenant.Application(clientId: "local-client", name: "Local application", type: .machineToMachine)
    }

    mutating func use(application clientId: String) throws(Unknown) {
        guard let application = tenant.application(clientId: clientId) else {
            let known = tenant.applications.map(\.clientId).joined(separator: ", ")
            throw Unknown(description: "no application \"\(clientId)\"; there are \(known)")
        }
        self.application = application
    }

    /// Stands for a user.
    ///
    /// - Parameters:
    ///   - name: An email, a user name or an id; `nil` for the first one who has a role of these.
    ///   - roles: Roles that he has beside his own.
    /// - Throws: ``Unknown``.
    mutating func use(user name: String?, roles: [String]) throws(Unknown) {
        let known = tenant.users.map(\.email).joined(separator: ", ")
        let found =
            if let name {
                tenant.users.first { $0.email.lowercased() == name.lowercased() }
                    ?? tenant.users.first { $0.userId == name || $0.username == name }
            } else {
                tenant.users.first { user in roles.contains(where: user.roles.contains) } ?? tenant.users.first
            }
        guard var user = found else {
            throw Unknown(
                description: name.map { "no user \"\($0)\"; there are \(known)" } ?? "the tenant has no users"
            )
        }
        let possible = Set(tenant.apis.flatMap(\.roles).map(\.name) + tenant.users.flatMap(\.roles))
        if let role = roles.first(where: { !possible.contains($0) }) {
            throw Unknown(description: "no role \"\(role)\"; there are \(possible.sorted().joined(separator: ", "))")
        }
        user.roles += roles.filter { !user.roles.contains($0) }
        self.user = user
    }

    private var api: Tenant.API {
        let identifier = audience ?? tenant.gatewayAudience
        return tenant.api(identifier: identifier) ?? Tenant.API(identifier: identifier, name: identifier)
    }

    private var grantedScopes: [String] {
        guard let user else { return scopes }
        return scopes.isEmpty
            ? [] : ScopePolicy.granted(scopes, to: user, api: api, application: application)
    }

    /// What was asked for in vain.
    var scopesNotGranted: [String] {
        let granted = grantedScopes
        return scopes.filter { !granted.contains($0) }
    }

    /// Signs it.
    ///
    /// - Throws: ``OAuthError`` when a rule of the tenant refuses, ``KeyError``.
    func signed(by signer: TokenSigner, now: Timestamp, namesKey: Bool = true) throws -> String {
        let api = api
        let grant = Grant(
            application: application,
            user: user,
            api: api,
            scopes: grantedScopes,
            way: user == nil ? .clientCredentials : .authorizationCode
        )
        var token = try TokenClaims(grant, tenant: tenant, issuer: issuer, now: now)
            .accessToken(for: api, lifetime: lifetime ?? grant.lifetime)
        if let subject {
            token["sub"] = .string(subject)
            if user == nil { token["gty"] = nil }
        }
        for claim in claims.members { token[claim.name] = claim.value }
        return try signer.sign(token, type: TokenClaims.type(for: api), namesKey: namesKey)
    }
}
