// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// One mistake each in a tenant.yml, and exactly what is said about it.
struct TenantFileMistakesTests {
    @Test(arguments: [
        Mistake(
            "- a",
            #"t.yml:1:1: a tenant file is a map of keys, this is a list; begin with "users:""#
        ),
        Mistake(
            "hello",
            #"t.yml:1:1: a tenant file is a map of keys, this is a text; begin with "users:""#
        ),
        Mistake(
            "user: []",
            #"t.yml:1:1: unknown key "user"; did you mean "users"?"#
        ),
        Mistake(
            "users: []\nusers: []",
            #"t.yml:2:1: the key "users" occurs twice, first at t.yml:1:1; keep one of them"#
        ),
        Mistake(
            "<<: {users: []}",
            #"t.yml:1:1: the merge key "<<" is not supported in this file; write the keys out"#
        ),
        Mistake(
            "users: !x []",
            #"t.yml:1:8: the tag "!x" is not supported in this file; leave it out"#
        ),
        Mistake(
            "!x users: []",
            #"t.yml:1:1: the tag "!x" is not supported in this file; leave it out"#
        ),
        Mistake(
            "users: [",
            "t.yml:2:1: did not find expected node content while parsing a flow node"
        ),
        Mistake(
            "friendly_name: ''",
            #"t.yml:1:16: "friendly_name" wants a text, this one is empty"#
        ),
        Mistake(
            "friendly_name: [a]",
            #"t.yml:1:16: "friendly_name" wants a text, this is a list"#
        ),
        Mistake(
            "default_audience: https://gateway.localhost",
            #"t.yml:1:19: unknown audience "https://gateway.localhost"; did you mean "#
                + #""https://gateway.localhost/"?"#
        ),
        Mistake(
            "default_audience: [x]",
            #"t.yml:1:19: "default_audience" wants a text, this is a list"#
        ),
        Mistake(
            "default_audience: x\napis: []",
            #"t.yml:1:19: unknown audience "x"; there are no audiences"#
        ),
        Mistake(
            "default_audience: x\napis: [{identifer: x}]",
            #"t.yml:2:9: unknown key "identifer" in an API; did you mean "identifier"?"#
        ),
        Mistake(
            "allowed_logout_urls: /bye",
            #"t.yml:1:22: "/bye" in "allowed_logout_urls" is no URL; write https://HOST/PATH"#
        ),
        Mistake(
            "allowed_logout_urls: []",
            #"t.yml:1:22: "allowed_logout_urls" is an empty list; fill it, or remove the key"#
        ),
        Mistake(
            "apis: {identifier: x}",
            #"t.yml:1:7: "apis" wants a list of APIs, this is a map; begin each with "- identifier: …""#
        ),
        Mistake(
            "apis:",
            #"t.yml:1:6: "apis" wants a list of APIs, this is empty; fill it, write [] for none, "#
                + "or remove the key"
        ),
        Mistake(
            "apis: [x]",
            #"t.yml:1:8: an API is a map of keys, this is the text "x"; begin with "identifier: …""#
        ),
        Mistake(
            "applications: x",
            #"t.yml:1:15: "applications" wants a list of applications, this is the text "x"; "#
                + #"begin each with "- client_id: …""#
        ),
        Mistake(
            "users: {a@b: x}",
            #"t.yml:1:8: "users" wants a list of users, this is a map; begin each with "- email: …""#
        ),
        Mistake(
            "rules: {name: x}",
            #"t.yml:1:8: "rules" wants a list of rules, this is a map; begin each with "- name: …""#
        ),
        Mistake(
            "rules:",
            #"t.yml:1:7: "rules" wants a list of rules, this is empty; fill it, write [] for "#
                + "none, or remove the key"
        ),
        Mistake(
            "users: [~]",
            #"t.yml:1:9: a user is a map of keys, this is empty; begin with "email: …""#
        ),
    ])
    func `a mistake at the top is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfTenant(mistake.text) == mistake.report)
    }

    @Test(arguments: [
        Mistake(
            "- name: A",
            #"t.yml:2:3: this API has no identifier; add "identifier: https://api.example.com/""#
        ),
        Mistake(
            "- identifer: A",
            #"t.yml:2:3: unknown key "identifer" in an API; did you mean "identifier"?"#
        ),
        Mistake(
            "- identifier:",
            #"t.yml:2:14: "identifier" wants a text, this is empty"#
        ),
        Mistake(
            "- identifier: ''",
            #"t.yml:2:15: "identifier" wants a text, this one is empty"#
        ),
        Mistake(
            "- {identifier: ' a'}",
            #"t.yml:2:16: identifier is " a", which begins or ends with a space; remove it"#
        ),
        Mistake(
            "- identifier: a\n- identifier: a",
            #"t.yml:3:15: the identifier "a" occurs twice, first at t.yml:2:15; keep one of them"#
        ),
        Mistake(
            "- {identifier: a, rbac: true}",
            #"t.yml:2:19: unknown key "rbac" in an API; known keys: identifier, name, scopes, "#
                + "enforce_policies, token_dialect, token_lifetime, token_lifetime_for_web, "
                + "allow_offline_access, roles"
        ),
        Mistake(
            "- {identifier: a, name: [b]}",
            #"t.yml:2:25: "name" wants a text, this is a list"#
        ),
        Mistake(
            "- {identifier: a, enforce_policies: yes}",
            #"t.yml:2:37: "enforce_policies" wants true or false, this is the text "yes""#
        ),
        Mistake(
            "- {identifier: a, token_dialect: access_token_auth}",
            #"t.yml:2:34: unknown token_dialect "access_token_auth"; did you mean "#
                + #""access_token_authz"?"#
        ),
        Mistake(
            "- {identifier: a, token_dialect: x}",
            #"t.yml:2:34: unknown token_dialect "x"; known ones: access_token, "#
                + "access_token_authz, rfc9068_profile, rfc9068_profile_authz"
        ),
        Mistake(
            "- {identifier: a, token_lifetime: 0}",
            #"t.yml:2:35: "token_lifetime" is 0, it must be 1 to 2592000"#
        ),
        Mistake(
            "- {identifier: a, token_lifetime: 2592001}",
            #"t.yml:2:35: "token_lifetime" is 2592001, it must be 1 to 2592000"#
        ),
        Mistake(
            "- {identifier: a, token_lifetime: '60'}",
            #"t.yml:2:35: "token_lifetime" wants a whole number without quotes, this is the text "60""#
        ),
        Mistake(
            "- {identifier: a, token_lifetime: 1 h}",
            #"t.yml:2:35: "token_lifetime" wants a whole number, this is the text "1 h""#
        ),
        Mistake(
            "- {identifier: a, token_lifetime: 60, token_lifetime_for_web: 61}",
            #"t.yml:2:63: "token_lifetime_for_web" is 61, which is more than the token_lifetime "#
                + "of 60; make it smaller, or the other one larger"
        ),
        Mistake(
            "- {identifier: a, token_lifetime_for_web: 86401}",
            #"t.yml:2:43: "token_lifetime_for_web" is 86401, which is more than the "#
                + "token_lifetime of 86400; make it smaller, or the other one larger"
        ),
        Mistake(
            "- {identifier: a, token_lifetime_for_web: -1}",
            #"t.yml:2:43: "token_lifetime_for_web" is -1, it must be 1 to 2592000"#
        ),
        Mistake(
            "- {identifier: a, allow_offline_access: 1}",
            #"t.yml:2:41: "allow_offline_access" wants true or false, this is the number "1""#
        ),
        Mistake(
            "- {identifier: a, scopes: read}",
            #"t.yml:2:27: "scopes" wants a list of scopes, this is the text "read"; begin each "#
                + #"with "- ""#
        ),
        Mistake(
            "- {identifier: a, scopes: [a b]}",
            #"t.yml:2:28: "a b" is no scope; a scope is ASCII without spaces, quotes and "#
                + "backslashes (RFC 6749 §3.3)"
        ),
        Mistake(
            "- {identifier: a, scopes: [a, a]}",
            #"t.yml:2:31: the scope "a" occurs twice, first at t.yml:2:28; keep one of them"#
        ),
        Mistake(
            "- {identifier: a, scopes: [{vale: a}]}",
            #"t.yml:2:29: unknown key "vale" in a scope; did you mean "value"?"#
        ),
        Mistake(
            "- {identifier: a, scopes: [{description: a}]}",
            #"t.yml:2:28: this scope has no value; add "value: read:orders""#
        ),
        Mistake(
            "- {identifier: a, scopes: [[a]]}",
            #"t.yml:2:28: "scopes" wants a text, this is a list"#
        ),
        Mistake(
            "- {identifier: a, scopes: {a: [b]}}",
            #"t.yml:2:31: "a" wants a text, this is a list"#
        ),
        Mistake(
            #"- {identifier: a, scopes: {'a"': b}}"#,
            #"t.yml:2:28: "a"" is no scope; a scope is ASCII without spaces, quotes and "#
                + "backslashes (RFC 6749 §3.3)"
        ),
        Mistake(
            "- {identifier: a, scopes: [read:a], roles: {admin: [read:b]}}",
            #"t.yml:2:53: the API "a" has no scope "read:b"; did you mean "read:a"?"#
        ),
        Mistake(
            "- {identifier: a, scopes: [], roles: {admin: read:a}}",
            #"t.yml:2:46: the API "a" has no scope "read:a"; there are no scopes"#
        ),
        Mistake(
            "- {identifier: a, roles: [admin]}",
            #"t.yml:2:26: "roles" wants a map of roles and lists of permissions, this is a list"#
        ),
        Mistake(
            "- {identifier: a, roles: {admin: }}",
            #"t.yml:2:34: "admin" wants a text or a list of texts, this is empty"#
        ),
        Mistake(
            "- {identifier: a, roles: {admin: [a, a]}}",
            #"t.yml:2:38: "a" occurs twice in "admin"; keep one of them"#
        ),
        Mistake(
            "- {identifier: a, scopes: [a b], roles: {admin: c}}",
            #"t.yml:2:28: "a b" is no scope; a scope is ASCII without spaces, quotes and "#
                + "backslashes (RFC 6749 §3.3)"
        ),
    ])
    func `a mistake in an API is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfTenant("apis:\n" + mistake.text) == mistake.report)
    }
}
