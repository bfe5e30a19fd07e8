// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayJSON
import GatewayModel
import Testing

/// What the values in a tenant.yml stand for.
struct TenantTemplateTests {
    struct Reading: Sendable, CustomTestStringConvertible {
        let text: String
        let template: Tenant.Rule.Template

        init(_ text: String, _ template: Tenant.Rule.Template) {
            self.text = text
            self.template = template
        }

        var testDescription: String { text }
    }

    @Test(arguments: [
        Reading("plain", .literal("plain")),
        Reading("\"${user.email}\"", .reference(.email)),
        Reading("${user.user_id}", .reference(.userId)),
        Reading("${user.email_verified}", .reference(.emailVerified)),
        Reading("${user.username}", .reference(.username)),
        Reading("${user.name}", .reference(.name)),
        Reading("${user.nickname}", .reference(.nickname)),
        Reading("${user.given_name}", .reference(.givenName)),
        Reading("${user.family_name}", .reference(.familyName)),
        Reading("${user.picture}", .reference(.picture)),
        Reading("${user.roles}", .reference(.roles)),
        Reading("${user.permissions}", .reference(.permissions)),
        Reading("${user.app_metadata}", .reference(.appMetadata([]))),
        Reading("${user.app_metadata.plan.name}", .reference(.appMetadata(["plan", "name"]))),
        Reading("${user.user_metadata.a}", .reference(.userMetadata(["a"]))),
        Reading("${application.client_id}", .reference(.clientId)),
        Reading("${application.name}", .reference(.applicationName)),
        Reading("${audience}", .reference(.audience)),
        Reading("${scope}", .reference(.scope)),
        Reading("a ${scope} b", .text([.literal("a "), .reference(.scope), .literal(" b")])),
        Reading("${scope}${audience}", .text([.reference(.scope), .reference(.audience)])),
        Reading("$${scope}", .literal("${scope}")),
        Reading("$$${scope}", .literal("$${scope}")),
        Reading("costs $5 {net}", .literal("costs $5 {net}")),
        Reading("$${x} ${scope}", .text([.literal("${x} "), .reference(.scope)])),
        Reading("\"\"", .literal("")),
        Reading("42", .literal(42)),
        Reading("true", .literal(true)),
        Reading("~", .literal(nil)),
        Reading("[a, 1]", .literal(["a", 1])),
        Reading("[a, \"${scope}\"]", .list([.literal("a"), .reference(.scope)])),
        Reading("{a: {b: c}}", .literal(["a": ["b": "c"]])),
        Reading(
            "{a: 1, b: \"${scope}\"}",
            .object([Tenant.Rule.Claim("a", .literal(1)), Tenant.Rule.Claim("b", .reference(.scope))])
        ),
    ])
    func `a claim's value is a template`(_ reading: Reading) throws {
        let text = "rules:\n- name: x\n  id_token:\n    c: \(reading.text)\n"
        let rules = try TenantFile.read(text: Array(text.utf8), file: "t.yml").tenant.rules
        #expect(rules.first?.idToken == [Tenant.Rule.Claim("c", reading.template)])
    }

    /// YAML 1.2.2 §10.3.2, the core schema; the JSON is RFC 8259's.
    @Test(arguments: [
        ("true", "true"), ("True", "true"), ("FALSE", "false"), ("yes", #""yes""#), ("on", #""on""#), ("y", #""y""#),
        ("null", "null"), ("~", "null"), ("", "null"), ("NULL", "null"), ("nil", #""nil""#),
        ("0", "0"), ("-0", "-0"), ("+12", "12"), ("-19", "-19"), ("007", "7"), ("000", "0"), ("0o17", "15"),
        ("0o8", #""0o8""#), ("0x3A", "58"), ("0xff", "255"), ("0xg", #""0xg""#), ("0x", #""0x""#), ("-0x1", #""-0x1""#),
        ("12345678901234567890", "12345678901234567890"), ("0x7fffffffffffffff", "9223372036854775807"),
        ("1.5", "1.5"), ("0.", "0"), ("-0.0", "-0.0"), (".5", "0.5"), ("+.5", "0.5"), ("12e03", "12e03"),
        ("-2E+05", "-2E+05"), ("00.10", "0.10"), ("1.e1", "1e1"), ("1.2.3", #""1.2.3""#), ("1e", #""1e""#),
        (".", #"".""#),
        ("+", #""+""#), ("1_000", #""1_000""#), ("190:20:30", #""190:20:30""#), ("2026-11-23", #""2026-11-23""#),
        ("\"1\"", #""1""#), ("'true'", #""true""#), ("|-\n      1", #""1""#), ("[1, {b: ~}]", #"[1,{"b":null}]"#),
        ("Acme & Sons", #""Acme & Sons""#),
    ])
    func `metadata is JSON by YAML's core schema`(_ written: String, _ json: String) throws {
        let text = "users:\n- email: a@b\n  app_metadata:\n    v: \(written)\n"
        let user = try TenantFile.read(text: Array(text.utf8), file: "t.yml").tenant.users.first
        #expect(user?.appMetadata["v"]?.compactText == json)
    }
}
