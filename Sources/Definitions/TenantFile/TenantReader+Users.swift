// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel

/// `users:`
extension TenantReader {
    private static let userKeys = [
        "email", "user_id", "email_verified", "username", "password", "name", "nickname", "given_name", "family_name",
        "picture", "roles", "permissions", "app_metadata", "user_metadata", "claims", "blocked",
    ]

    mutating func readUsers(_ node: YAMLNode?) {
        guard let node else {
            for user in Tenant.usual.users {
                emails.insert(user.email)
                userIds.insert(user.userId)
                take(user)
            }
            return
        }
        for entry in entries(node, for: "users", of: ("a user", "users"), known: Self.userKeys) {
            readUser(entry)
        }
    }

    private mutating func take(_ user: Tenant.User) {
        users.append(user)
        for role in user.roles {
            roles.insert(role)
        }
    }

    private mutating func readUser(_ entry: TenantEntry?) {
        guard let entry, let (email, position) = email(in: entry) else {
            emails.noteGap()
            return roles.noteGap()
        }
        let isNew = problems.declare(email, as: "email", in: &emails, at: position)
        let mapping = entry.mapping
        let userId = comparable("user_id", in: mapping) ?? UserIdentifier.of(email: email)
        // Who repeats an email repeats the id that follows from it.
        if isNew || mapping["user_id"] != nil {
            let place = mapping["user_id"]?.value.position ?? position
            problems.declare(userId, as: "user_id", in: &userIds, at: place)
        }
        let username = comparable("username", in: mapping)
        if let username, let node = mapping["username"]?.value {
            problems.declare(username, as: "username", in: &usernames, at: node.position)
        }
        take(
            Tenant.User(
                userId: userId,
                email: email,
                emailVerified: boolean("email_verified", in: mapping) ?? true,
                username: username,
                password: text("password", in: mapping),
                name: text("name", in: mapping),
                nickname: text("nickname", in: mapping),
                givenName: text("given_name", in: mapping),
                familyName: text("family_name", in: mapping),
                picture: picture(in: mapping),
                roles: userRoles(in: mapping),
                permissions: permissions(in: mapping),
                appMetadata: object("app_metadata", in: mapping),
                userMetadata: object("user_metadata", in: mapping),
                claims: claims(in: mapping),
                isBlocked: boolean("blocked", in: mapping) ?? false
            )
        )
    }

    /// Roles by their names: one that permits nothing anywhere may still be wanted as a claim, unless it is nearly another's
    /// name.
    private mutating func userRoles(in mapping: YAMLMapping) -> [String] {
        let permitting = apis.flatMap(\.roles).map(\.name)
        return texts("roles", in: mapping).map { role, node in
            if !permitting.contains(role), let near = nearest(to: role, among: permitting) {
                warnings.note(
                    "no API has a role \(quoted(role)), so it permits nothing",
                    at: node.position,
                    suggestion: "did you mean \(quoted(near))?"
                )
            }
            return role
        }
    }

    private mutating func email(in entry: TenantEntry) -> (email: String, position: SourcePosition)? {
        guard let (email, position) = required("email", in: entry, of: "this user", example: "mary@example.com")
        else { return nil }
        let parts = email.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        let hasSpace = email.unicodeScalars.contains { $0.properties.isWhitespace }
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !hasSpace else {
            problems.note(
                "\(quoted(email)) is no email",
                at: position,
                suggestion: "write NAME@HOST, as mary@example.com"
            )
            return nil
        }
        return (email, position)
    }

    private mutating func picture(in mapping: YAMLMapping) -> String? {
        guard let node = mapping["picture"]?.value, let text = problems.text(node, for: "picture") else { return nil }
        do throws(WebAddress.ParseError) {
            _ = try WebAddress(parsing: text)
        } catch {
            problems.note(
                "picture is \(quoted(text)), which is no URL",
                at: node.position,
                suggestion: error.wayOut
            )
        }
        return text
    }

    private mutating func permissions(in mapping: YAMLMapping) -> [Tenant.User.Permission] {
        guard let node = mapping["permissions"]?.value else { return [] }
        var permissions: [Tenant.User.Permission] = []
        for entry in entries(
            node,
            for: "permissions",
            of: ("a permission", "permissions"),
            known: ["audience", "name"]
        ) {
            guard let entry else { continue }
            let api = required(
                "audience",
                in: entry,
                of: "this permission",
                example: apis.first?.identifier ?? "https://api.example.com/"
            )
            let name = required("name", in: entry, of: "this permission", example: "read:orders")
            guard let api, let name else { continue }
            let audience = audience(api.text, at: api.position)
            if problems.isScope(name.text, at: name.position) {
                checkScope(name.text, of: audience, at: name.position)
            }
            let permission = Tenant.User.Permission(name.text, audience: audience)
            if permissions.contains(permission) {
                problems.noteRepetition(of: name.text, in: "permissions", at: name.position)
            }
            permissions.append(permission)
        }
        return permissions
    }

    private mutating func object(_ key: String, in mapping: YAMLMapping) -> JSONObject {
        guard let node = mapping[key]?.value, let object = problems.mapping(node, for: key, of: "names and values")
        else { return JSONObject() }
        return problems.json(object)
    }

    /// They go into tokens of both kinds.
    private mutating func claims(in mapping: YAMLMapping) -> JSONObject {
        for entry in mapping["claims"]?.value.mapping?.entries ?? [] {
            problems.checkClaim(entry.key.text, at: entry.key.position)
        }
        return object("claims", in: mapping)
    }
}
