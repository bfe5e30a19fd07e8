// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// What can stand in a hole of a template, in the spelling of Auth0's user profiles and clients.
enum RuleReference {
    private static let plain: [(name: String, reference: Tenant.Rule.Reference)] = [
        ("user.user_id", .userId), ("user.email", .email), ("user.email_verified", .emailVerified),
        ("user.username", .username), ("user.name", .name), ("user.nickname", .nickname),
        ("user.given_name", .givenName), ("user.family_name", .familyName), ("user.picture", .picture),
        ("user.roles", .roles), ("user.permissions", .permissions), ("application.client_id", .clientId),
        ("application.name", .applicationName), ("audience", .audience), ("scope", .scope),
    ]
    private static let appMetadata = "user.app_metadata"
    private static let userMetadata = "user.user_metadata"

    static let names = plain.map(\.name) + [appMetadata, userMetadata]

    /// The reference of a name; of metadata, with the way into it: `user.app_metadata.plan`.
    static func named(_ name: String) -> Tenant.Rule.Reference? {
        if let found = plain.first(where: { $0.name == name }) { return found.reference }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        let way = Array(parts.dropFirst(2))
        return switch parts[0] + "." + parts[1] {
        case appMetadata: .appMetadata(way)
        case userMetadata: .userMetadata(way)
        default: nil
        }
    }

    /// The way out for a name that is none; a way into metadata is kept.
    static func suggestion(for name: String) -> String {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let start = parts.prefix(2).joined(separator: ".")
        if parts.count > 2, let near = nearest(to: start, among: [appMetadata, userMetadata]) {
            let meant = near + "." + parts.dropFirst(2).joined(separator: ".")
            if named(meant) != nil { return "did you mean \"${\(meant)}\"?" }
        }
        let inside = name.isEmpty ? nil : names.first { $0.hasSuffix("." + name) }
        if let near = inside ?? nearest(to: name, among: names) { return "did you mean \"${\(near)}\"?" }
        return "known references: " + names.joined(separator: ", ")
    }
}
