// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `rules:`, for what Auth0 runs JavaScript.
extension TenantReader {
    private static let ruleKeys = ["name", "if", "access_token", "id_token", "deny"]
    private static let conditionKeys = ["applications", "audiences", "users", "roles", "scopes"]

    mutating func readRules(_ node: YAMLNode?) {
        guard let node else { return }
        for case let entry? in entries(node, for: "rules", of: ("a rule", "rules"), known: Self.ruleKeys) {
            readRule(entry)
        }
    }

    private mutating func readRule(_ entry: TenantEntry) {
        let mapping = entry.mapping
        let name = required("name", in: entry, of: "this rule", example: "roles as a claim")?.text ?? ""
        let rule = Tenant.Rule(
            name: name,
            condition: mapping["if"].map { condition($0.value) } ?? Tenant.Rule.Condition(),
            accessToken: claims("access_token", in: mapping),
            idToken: claims("id_token", in: mapping),
            denial: denial(in: mapping)
        )
        let effects = ["access_token", "id_token", "deny"]
        if !effects.contains(where: { mapping[$0] != nil || entry.meant.contains($0) }) {
            problems.note(
                "the rule \(quoted(name)) does nothing",
                at: entry.position,
                suggestion: "add \"access_token\" or \"id_token\" with claims, or \"deny\" with the reason"
            )
        }
        if let deny = mapping["deny"], !(rule.accessToken.isEmpty && rule.idToken.isEmpty) {
            warnings.note(
                "the rule \(quoted(name)) refuses the login, so its claims go nowhere",
                at: deny.key.position,
                suggestion: "make two rules of it"
            )
        }
        rules.append(rule)
    }

    private mutating func condition(_ node: YAMLNode) -> Tenant.Rule.Condition {
        guard let mapping = problems.mapping(node, for: "if", of: "conditions") else { return Tenant.Rule.Condition() }
        _ = problems.unknownKeys(in: mapping, known: Self.conditionKeys, place: " in \"if\"")
        var condition = Tenant.Rule.Condition()
        condition.applications = texts("applications", in: mapping).map { text, node in
            problems.reference(
                text,
                to: "application",
                among: clientIds,
                at: node.position,
                plural: "applications"
            )
        }
        condition.audiences = texts("audiences", in: mapping).map { audience($0.text, at: $0.node.position) }
        condition.users = texts("users", in: mapping).map { text, node in
            userIds[text] ?? problems.reference(text, to: "user", among: emails, at: node.position, plural: "users")
        }
        condition.roles = texts("roles", in: mapping).map { text, node in
            problems.reference(text, to: "role", among: roles, at: node.position, plural: "roles")
        }
        if let node = mapping["scopes"]?.value {
            condition.scopes = problems.scopes(node, for: "scopes").map(\.scope)
        }
        return condition
    }

    private mutating func claims(_ key: String, in mapping: YAMLMapping) -> [Tenant.Rule.Claim] {
        guard let node = mapping[key]?.value, let claims = problems.mapping(node, for: key, of: "claims and values")
        else { return [] }
        if claims.entries.isEmpty {
            problems.note("\(quoted(key)) is an empty map", at: node.position, suggestion: "fill it, or remove the key")
        }
        return claims.entries.map { entry in
            problems.checkClaim(entry.key.text, at: entry.key.position)
            return Tenant.Rule.Claim(entry.key.text, problems.template(entry.value))
        }
    }

    /// The words are shown as they are.
    private mutating func denial(in mapping: YAMLMapping) -> String? {
        guard let text = text("deny", in: mapping), let node = mapping["deny"]?.value else { return nil }
        if text.contains("${") {
            problems.note(
                "\"deny\" is a plain text, in which \"${\" stands for nothing else",
                at: node.position,
                suggestion: "leave the reference out"
            )
        }
        return text
    }
}
