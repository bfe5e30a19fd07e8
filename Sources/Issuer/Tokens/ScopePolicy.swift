// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// Which of the scopes that a client asks for it gets.
package enum ScopePolicy {
    /// Scopes that are no API's.
    ///
    /// - Source: https://auth0.com/docs/get-started/apis/scopes/openid-connect-scopes
    static let ofOpenID = [
        "openid", "profile", "offline_access", "name", "given_name", "family_name", "nickname", "email",
        "email_verified",
        "picture", "created_at", "identities", "phone", "address",
    ]

    /// Those that do something here.
    static let withClaims = ofOpenID.filter { !["created_at", "identities", "phone", "address"].contains($0) }

    /// Scopes for a user: OpenID's, and those that the API has and, where it enforces its policies, the user holds.
    ///
    /// - Parameters:
    ///   - requested: What the client asks for; nothing stands for all that the API has.
    ///   - user: Whose the token is.
    ///   - api: What it is for.
    ///   - application: Whose the request is; who may not use refresh tokens gets no `offline_access`.
    /// - Returns: What is granted, in the order in which it was asked for.
    package static func granted(
        _ requested: [String],
        to user: Tenant.User,
        api: Tenant.API?,
        application: Tenant.Application
    ) -> [String] {
        let offered = api?.scopes?.map(\.value)
        let held = permissions(of: user, at: api)
        return (requested.isEmpty ? offered ?? [] : requested).filter { scope in
            if scope == "offline_access" {
                return application.grantTypes.contains(.refreshToken) && api?.allowsOfflineAccess != false
            }
            if ofOpenID.contains(scope) { return true }
            guard let api else { return false }
            return offered?.contains(scope) != false && (!api.enforcesPolicies || held.contains(scope))
        }
    }

    /// What a user may still have of what was granted before: roles, scopes and settings may be others now.
    static func stillGranted(
        _ scopes: [String],
        to user: Tenant.User,
        api: Tenant.API?,
        application: Tenant.Application
    ) -> [String] {
        // Nothing stands for nothing here, and not for all.
        scopes.isEmpty ? [] : granted(scopes, to: user, api: api, application: application)
    }

    /// Scopes for an application in its own name.
    ///
    /// - Throws: ``OAuthError`` when it may have none for this API, or not all of those.
    package static func granted(
        _ requested: [String],
        to application: Tenant.Application,
        api: Tenant.API
    ) throws(OAuthError) -> [String] {
        guard
            let grant = application.clientGrants.first(where: {
                $0.audience.utf8.elementsEqual(api.identifier.utf8)
            })
        else { throw .noClientGrant(api.identifier) }
        guard let possible = grant.scopes ?? api.scopes?.map(\.value) else { return requested }
        guard !requested.isEmpty else { return possible }
        let excess = requested.filter { !possible.contains($0) }
        guard excess.isEmpty else { throw .scopesNotGranted(excess) }
        return requested
    }

    /// What a user may do at an API: by his roles, and beside them.
    static func permissions(of user: Tenant.User, at api: Tenant.API?) -> [String] {
        guard let api else { return [] }
        let byRole = api.roles.filter { user.roles.contains($0.name) }.flatMap(\.permissions)
        let direct = user.permissions.filter { $0.audience.utf8.elementsEqual(api.identifier.utf8) }.map(\.name)
        var seen = Set<String>()
        return (byRole + direct).filter { seen.insert($0).inserted }
    }
}
