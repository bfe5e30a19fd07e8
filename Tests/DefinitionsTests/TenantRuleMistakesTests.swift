// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// One mistake each in a rule of a tenant.yml, and exactly what is said about it.
struct TenantRuleMistakesTests {
    @Test(arguments: [
        Mistake(
            "- deny: no",
            #"t.yml:2:3: this rule has no name; add "name: roles as a claim""#
        ),
        Mistake(
            "- {nam: x, deny: no}",
            #"t.yml:2:4: unknown key "nam" in a rule; did you mean "name"?"#
        ),
        Mistake(
            "- name: x",
            #"t.yml:2:3: the rule "x" does nothing; add "access_token" or "id_token" with claims, "#
                + #"or "deny" with the reason"#
        ),
        Mistake(
            "- {name: x, if: {roles: admin}}",
            #"t.yml:2:3: the rule "x" does nothing; add "access_token" or "id_token" with claims, "#
                + #"or "deny" with the reason"#
        ),
        Mistake(
            "- {name: x, dney: no}",
            #"t.yml:2:13: unknown key "dney" in a rule; did you mean "deny"?"#
        ),
        Mistake(
            "- {name: x, access_token: {}}",
            #"t.yml:2:27: "access_token" is an empty map; fill it, or remove the key"#
        ),
        Mistake(
            "- {name: x, access_token: [a]}",
            #"t.yml:2:27: "access_token" wants a map of claims and values, this is a list"#
        ),
        Mistake(
            "- {name: x, deny: [a]}",
            #"t.yml:2:19: "deny" wants a text, this is a list"#
        ),
        Mistake(
            "- {name: x, deny: 'no, ${user.name}'}",
            #"t.yml:2:19: "deny" is a plain text, in which "${" stands for nothing else; leave "#
                + "the reference out"
        ),
        Mistake(
            "- {name: x, deny: no, if: admin}",
            #"t.yml:2:27: "if" wants a map of conditions, this is the text "admin""#
        ),
        Mistake(
            "- {name: x, deny: no, if: {application: x}}",
            #"t.yml:2:28: unknown key "application" in "if"; did you mean "applications"?"#
        ),
        Mistake(
            "- {name: x, deny: no, if: {applications: local-sap}}",
            #"t.yml:2:42: unknown application "local-sap"; did you mean "local-spa"?"#
        ),
        Mistake(
            "- {name: x, deny: no, if: {audiences: https://gateway.localhost}}",
            #"t.yml:2:39: unknown audience "https://gateway.localhost"; did you mean "#
                + #""https://gateway.localhost/"?"#
        ),
        Mistake(
            "- {name: x, deny: no, if: {users: mary@exmple.com}}",
            #"t.yml:2:35: unknown user "mary@exmple.com"; did you mean "mary@example.com"?"#
        ),
        Mistake(
            "- {name: x, deny: no, if: {roles: [admn]}}",
            #"t.yml:2:36: unknown role "admn"; did you mean "admin"?"#
        ),
        Mistake(
            "- {name: x, deny: no, if: {roles: []}}",
            #"t.yml:2:35: "roles" is an empty list; fill it, or remove the key"#
        ),
        Mistake(
            #"- {name: x, deny: no, if: {scopes: 'a"b'}}"#,
            #"t.yml:2:36: "a"b" is no scope; a scope is ASCII without spaces, quotes and "#
                + "backslashes (RFC 6749 §3.3)"
        ),
        Mistake(
            "- {name: x, deny: no, if: {scopes: ' '}}",
            #"t.yml:2:36: "scopes" is " ", which names no scope"#
        ),
        Mistake(
            "- {name: x, deny: no, if: {users: [a, a]}}",
            #"t.yml:2:36: unknown user "a"; known users: mary@example.com, ada@example.com"# + "\n"
                + #"t.yml:2:39: "a" occurs twice in "users"; keep one of them"#
        ),
    ])
    func `a mistake in a rule is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfTenant("rules:\n" + mistake.text) == mistake.report)
    }

    @Test(arguments: [
        Mistake(
            "- {name: x, deny: no, if: {roles: a, users: b, audiences: c}}",
            #"t.yml:4:35: unknown role "a"; there are no roles"# + "\n"
                + #"t.yml:4:45: unknown user "b"; there are no users"# + "\n"
                + #"t.yml:4:59: unknown audience "c"; there are no audiences"#
        )
    ])
    func `a role that nobody knows is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfTenant("apis: []\nusers: []\nrules:\n" + mistake.text) == mistake.report)
    }

    @Test(arguments: [
        Mistake(
            "${user.emial}",
            #"t.yml:4:8: unknown reference "${user.emial}"; did you mean "${user.email}"?"#
        ),
        Mistake(
            "a ${user.Email} b",
            #"t.yml:4:8: unknown reference "${user.Email}"; did you mean "${user.email}"?"#
        ),
        Mistake(
            "${user}",
            #"t.yml:4:8: unknown reference "${user}"; known references: user.user_id, user.email, "#
                + "user.email_verified, user.username, user.name, user.nickname, user.given_name, "
                + "user.family_name, user.picture, user.roles, user.permissions, "
                + "application.client_id, application.name, audience, scope, user.app_metadata, "
                + "user.user_metadata"
        ),
        Mistake(
            "${}",
            #"t.yml:4:8: unknown reference "${}"; known references: user.user_id, user.email, "#
                + "user.email_verified, user.username, user.name, user.nickname, user.given_name, "
                + "user.family_name, user.picture, user.roles, user.permissions, "
                + "application.client_id, application.name, audience, scope, user.app_metadata, "
                + "user.user_metadata"
        ),
        Mistake(
            "${ user.email }",
            #"t.yml:4:8: unknown reference "${ user.email }"; did you mean "${user.email}"?"#
        ),
        Mistake(
            "${email}",
            #"t.yml:4:8: unknown reference "${email}"; did you mean "${user.email}"?"#
        ),
        Mistake(
            "${user.app_metadata.}",
            #"t.yml:4:8: unknown reference "${user.app_metadata.}"; did you mean "#
                + #""${user.app_metadata}"?"#
        ),
        Mistake(
            "${user.app_metdata.plan}",
            #"t.yml:4:8: unknown reference "${user.app_metdata.plan}"; did you mean "#
                + #""${user.app_metadata.plan}"?"#
        ),
        Mistake(
            "${user.metadata.plan}",
            #"t.yml:4:8: unknown reference "${user.metadata.plan}"; did you mean "#
                + #""${user.app_metadata.plan}"?"#
        ),
        Mistake(
            "${application.id}",
            #"t.yml:4:8: unknown reference "${application.id}"; did you mean "${application.name}"?"#
        ),
        Mistake(
            "${user.email",
            #"t.yml:4:8: "${user.email" has a "${" without its "}"; close it, or write "$${" for "#
                + "one that is no reference"
        ),
        Mistake(
            "[{a: '${x'}]",
            #"t.yml:4:13: "${x" has a "${" without its "}"; close it, or write "$${" for one that "#
                + "is no reference"
        ),
        Mistake(
            "${xxxxxxxxxxxxxxx}",
            #"t.yml:4:8: unknown reference "${xxxxxxxxxxxxxxx}"; known references: user.user_id, "#
                + "user.email, user.email_verified, user.username, user.name, user.nickname, "
                + "user.given_name, user.family_name, user.picture, user.roles, user.permissions, "
                + "application.client_id, application.name, audience, scope, user.app_metadata, "
                + "user.user_metadata"
        ),
        Mistake(
            "${user.emial} ${usr.name}",
            #"t.yml:4:8: unknown reference "${user.emial}"; did you mean "${user.email}"?"# + "\n"
                + #"t.yml:4:8: unknown reference "${usr.name}"; did you mean "${user.name}"?"#
        ),
        Mistake(
            ".inf",
            #"t.yml:4:8: ".inf" is a number that JSON does not have; write it in digits, or in "#
                + "quotes if it is meant as a text"
        ),
        Mistake(
            "!x a",
            #"t.yml:4:8: the tag "!x" is not supported in this file; leave it out"#
        ),
    ])
    func `a reference to nothing is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfTenant("rules:\n- name: x\n  id_token:\n    c: " + mistake.text) == mistake.report)
    }

    /// https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims, "General restrictions" and "Namespaced
    /// guidelines".
    @Test(arguments: [
        "iss", "sub", "aud", "exp", "iat", "nbf", "jti", "azp", "gty", "scope", "permissions", "nonce", "at_hash",
        "c_hash",
        "auth_time", "sid", "client_id", "roles", "groups", "x5t#S256", "urn:auth0", "urn:auth0:x",
        "https://auth0.com/a",
        "https://t.eu.auth0.com/roles", "http://WEBTASK.io",
    ])
    func `a claim that Auth0 restricts is refused wherever it is set`(_ claim: String) {
        let report = """
            the claim "\(claim)" cannot be set, Auth0 would leave it out; use a name of your own, as "https://example.com/…"
            """
        #expect(reportOfTenant("rules:\n- {name: x, access_token: {'\(claim)': a}}") == "t.yml:2:28: " + report)
        #expect(reportOfTenant("rules:\n- {name: x, id_token: {'\(claim)': a}}") == "t.yml:2:24: " + report)
        #expect(reportOfTenant("users:\n- {email: a@b, claims: {'\(claim)': a}}") == "t.yml:2:25: " + report)
    }

    @Test(arguments: ["email", "role", "https://example.com/roles", "https://notauth0.com/roles", "urn:auth01", "Sub"])
    func `any other claim is free`(_ claim: String) {
        #expect(reportOfTenant("rules:\n- {name: x, access_token: {'\(claim)': a}}").isEmpty)
    }
}
