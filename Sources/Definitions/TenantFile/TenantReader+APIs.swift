// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `apis:`, which Auth0's Management API calls resource servers.
extension TenantReader {
    private static let apiKeys = [
        "identifier", "name", "scopes", "enforce_policies", "token_dialect", "token_lifetime", "token_lifetime_for_web",
        "allow_offline_access", "roles",
    ]
    /// 30 days, the most that Auth0 takes (Management API, `token_lifetime` of a resource server).
    static let lifetimes = 1...2_592_000

    mutating func readAPIs(_ node: YAMLNode?) {
        guard let node else {
            for api in Tenant.usual.apis {
                audiences.insert(api.identifier)
                take(api)
            }
            return
        }
        for entry in entries(node, for: "apis", of: ("an API", "APIs"), known: Self.apiKeys) {
            readAPI(entry)
        }
    }

    private mutating func take(_ api: Tenant.API) {
        apis.append(api)
        for role in api.roles {
            roles.insert(role.name)
        }
    }

    private mutating func readAPI(_ entry: TenantEntry?) {
        guard let entry,
            let (identifier, position) = required(
                "identifier",
                in: entry,
                of: "this API",
                example: "https://api.example.com/"
            )
        else {
            audiences.noteGap()
            return roles.noteGap()
        }
        problems.declare(identifier, as: "identifier", in: &audiences, at: position)
        let mapping = entry.mapping
        var api = Tenant.API(identifier: identifier, name: text("name", in: mapping) ?? identifier)
        api.scopes = mapping["scopes"].flatMap { scopes($0.value) }
        api.enforcesPolicies = boolean("enforce_policies", in: mapping) ?? api.enforcesPolicies
        api.tokenDialect = choice("token_dialect", in: mapping) ?? api.tokenDialect
        api.tokenLifetime = seconds("token_lifetime", in: mapping, Self.lifetimes) ?? api.tokenLifetime
        api.tokenLifetimeForWeb = lifetimeForWeb(in: mapping, of: api)
        api.allowsOfflineAccess = boolean("allow_offline_access", in: mapping) ?? api.allowsOfflineAccess
        if let node = mapping["roles"]?.value {
            api.roles = roles(node, of: api)
        }
        take(api)
    }

    /// A browser's tokens live no longer than the others.
    private mutating func lifetimeForWeb(in mapping: YAMLMapping, of api: Tenant.API) -> Int64 {
        let key = "token_lifetime_for_web"
        let usual = min(api.tokenLifetimeForWeb, api.tokenLifetime)
        guard let lifetime = seconds(key, in: mapping, Self.lifetimes), let node = mapping[key]?.value else {
            return usual
        }
        if lifetime > api.tokenLifetime {
            problems.note(
                "\(quoted(key)) is \(lifetime), which is more than the token_lifetime of \(api.tokenLifetime)",
                at: node.position,
                suggestion: "make it smaller, or the other one larger"
            )
        }
        return lifetime
    }

    /// A list of texts or of maps as the Management API has them, or a map from scopes to descriptions.
    private mutating func scopes(_ node: YAMLNode) -> [Tenant.API.Scope]? {
        let known = problems.problems.count
        var names = DeclaredNames()
        var scopes: [Tenant.API.Scope] = []
        if let mapping = node.mapping {
            for entry in mapping.entries where !entry.key.isMerge {
                let description = entry.value.isNull ? nil : problems.text(entry.value, for: entry.key.text)
                add(entry.key.text, description, at: entry.key.position)
            }
        } else {
            let elements = problems.sequence(node, for: "scopes", of: "scopes", suggestion: "begin each with \"- \"")
            for element in elements ?? [] {
                readScope(element)
            }
        }
        // Where one is not known, nobody is told that his does not exist.
        return problems.problems.count == known ? scopes : nil

        func readScope(_ element: YAMLNode) {
            guard let mapping = element.mapping else {
                if let value = problems.text(element, for: "scopes") { add(value, nil, at: element.position) }
                return
            }
            let meant = problems.unknownKeys(in: mapping, known: ["value", "description"], place: " in a scope")
            let entry = TenantEntry(position: element.position, mapping: mapping, meant: meant)
            let description = text("description", in: mapping)
            guard let (value, position) = required("value", in: entry, of: "this scope", example: "read:orders")
            else { return }
            add(value, description, at: position)
        }

        func add(_ value: String, _ description: String?, at position: SourcePosition) {
            guard problems.isScope(value, at: position),
                problems.declare(value, as: "scope", in: &names, at: position)
            else { return }
            scopes.append(Tenant.API.Scope(value, description: description))
        }
    }

    /// A map from roles to what they permit here.
    private mutating func roles(_ node: YAMLNode, of api: Tenant.API) -> [Tenant.API.Role] {
        guard let mapping = problems.mapping(node, for: "roles", of: "roles and lists of permissions") else {
            return []
        }
        return mapping.entries.filter { !$0.key.isMerge }.map { entry in
            let permissions = problems.scopes(entry.value, for: entry.key.text)
            for (permission, node) in permissions {
                problems.checkScope(permission, of: api, at: node.position)
            }
            return Tenant.API.Role(entry.key.text, permissions: permissions.map(\.scope))
        }
    }
}
