// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// What the tenant's rules add to the tokens of a grant.
struct RuleClaims: Sendable {
    var accessToken = JSONObject()
    var idToken = JSONObject()

    /// Applies the rules, in their order.
    ///
    /// - Parameters:
    ///   - tenant: Whose rules.
    ///   - grant: A user's; an application in its own name is no login, so no rule applies.
    ///   - picture: The address of the user's picture.
    /// - Throws: ``OAuthError`` when a rule refuses.
    init(_ tenant: Tenant, for grant: Grant, picture: String) throws(OAuthError) {
        guard let user = grant.user else { return }
        // Who signed up is nobody whom a rule names, whatever address he gave.
        let isNamed = tenant.users.contains { isSame($0.userId, user.userId) }
        for rule in tenant.rules where rule.condition.holds(for: grant, user: user, isNamed: isNamed) {
            if let denial = rule.denial { throw .deniedByRule(denial) }
            let values = RuleValues(grant: grant, user: user, picture: picture)
            for claim in rule.accessToken { accessToken[claim.name] = values.value(of: claim.value) }
            for claim in rule.idToken { idToken[claim.name] = values.value(of: claim.value) }
        }
    }
}

extension Tenant.Rule.Condition {
    fileprivate func holds(for grant: Grant, user: Tenant.User, isNamed: Bool) -> Bool {
        (applications.isEmpty || applications.contains(grant.application.clientId))
            && (audiences.isEmpty || grant.api.map { audiences.contains($0.identifier) } == true)
            && (users.isEmpty || isNamed && users.contains { isSame($0, user.userId) || isSameEmail($0, user.email) })
            && (roles.isEmpty || roles.contains { user.roles.contains($0) })
            && scopes.allSatisfy(grant.has)
    }
}

/// What stands for the holes of a template.
struct RuleValues {
    let grant: Grant
    let user: Tenant.User
    let picture: String

    /// The value of a template; `nil` for a hole without one.
    func value(of template: Tenant.Rule.Template) -> JSONValue? {
        switch template {
        case .literal(let value): return value
        case .reference(let reference): return value(of: reference)
        case .text(let pieces): return .string(pieces.map(text).joined())
        case .list(let elements): return .array(elements.compactMap(value))
        case .object(let claims):
            var object = JSONObject()
            for claim in claims { object[claim.name] = value(of: claim.value) }
            return .object(object)
        }
    }

    private func text(_ piece: Tenant.Rule.Template.Piece) -> String {
        switch piece {
        case .literal(let text): return text
        case .reference(let reference):
            guard let value = value(of: reference) else { return "" }
            return value.string ?? value.compactText
        }
    }

    private func value(of reference: Tenant.Rule.Reference) -> JSONValue? {
        switch reference {
        case .userId: .string(user.userId)
        case .email: .string(user.email)
        case .emailVerified: .bool(user.emailVerified)
        case .username: user.username.map(JSONValue.string)
        case .name: .string(user.name)
        case .nickname: .string(user.nickname)
        case .givenName: user.givenName.map(JSONValue.string)
        case .familyName: user.familyName.map(JSONValue.string)
        case .picture: .string(picture)
        case .roles: .array(user.roles.map(JSONValue.string))
        case .permissions: .array(ScopePolicy.permissions(of: user, at: grant.api).map(JSONValue.string))
        case .appMetadata(let path): user.appMetadata.value(at: path)
        case .userMetadata(let path): user.userMetadata.value(at: path)
        case .clientId: .string(grant.application.clientId)
        case .applicationName: .string(grant.application.name)
        case .audience: grant.api.map { .string($0.identifier) }
        case .scope: .string(grant.scopes.joined(separator: " "))
        }
    }
}

extension JSONObject {
    fileprivate func value(at path: [String]) -> JSONValue? {
        path.reduce(JSONValue.object(self) as JSONValue?) { value, name in value?.object?[name] }
    }
}
