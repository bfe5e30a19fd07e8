// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// One mistake each in a user of a tenant.yml, and exactly what is said about it.
struct TenantUserMistakesTests {
    @Test(arguments: [
        Mistake(
            "- name: A",
            #"t.yml:2:3: this user has no email; add "email: mary@example.com""#
        ),
        Mistake(
            "- {mail: a@b}",
            #"t.yml:2:4: unknown key "mail" in a user; did you mean "email"?"#
        ),
        Mistake(
            "- email: mary",
            #"t.yml:2:10: "mary" is no email; write NAME@HOST, as mary@example.com"#
        ),
        Mistake(
            "- email: '@b'",
            #"t.yml:2:10: "@b" is no email; write NAME@HOST, as mary@example.com"#
        ),
        Mistake(
            "- email: a@",
            #"t.yml:2:10: "a@" is no email; write NAME@HOST, as mary@example.com"#
        ),
        Mistake(
            "- email: a@b@c",
            #"t.yml:2:10: "a@b@c" is no email; write NAME@HOST, as mary@example.com"#
        ),
        Mistake(
            "- email: m m@b",
            #"t.yml:2:10: "m m@b" is no email; write NAME@HOST, as mary@example.com"#
        ),
        Mistake(
            "- {email: a@b, user_id: ''}",
            #"t.yml:2:25: "user_id" wants a text, this one is empty"#
        ),
        Mistake(
            "- {email: a@b, user_id: 'x '}",
            #"t.yml:2:25: user_id is "x ", which begins or ends with a space; remove it"#
        ),
        Mistake(
            "- email: a@b\n- email: A@B",
            #"t.yml:3:10: the email "A@B" occurs twice, first at t.yml:2:10; keep one of them"#
        ),
        Mistake(
            "- {email: a@b, user_id: x}\n- {email: c@d, user_id: x}",
            #"t.yml:3:25: the user_id "x" occurs twice, first at t.yml:2:25; keep one of them"#
        ),
        Mistake(
            "- {email: a@b, username: x}\n- {email: c@d, username: x}",
            #"t.yml:3:26: the username "x" occurs twice, first at t.yml:2:26; keep one of them"#
        ),
        Mistake(
            "- {email: a@b, email_verified: yes}",
            #"t.yml:2:32: "email_verified" wants true or false, this is the text "yes""#
        ),
        Mistake(
            "- {email: a@b, blocked: 1}",
            #"t.yml:2:25: "blocked" wants true or false, this is the number "1""#
        ),
        Mistake(
            "- {email: a@b, password: ''}",
            #"t.yml:2:26: "password" wants a text, this one is empty"#
        ),
        Mistake(
            "- {email: a@b, pasword: a}",
            #"t.yml:2:16: unknown key "pasword" in a user; did you mean "password"?"#
        ),
        Mistake(
            "- {email: a@b, picture: mary.png}",
            #"t.yml:2:25: picture is "mary.png", which is no URL; write https://HOST/PATH"#
        ),
        Mistake(
            "- {email: a@b, roles: {a: b}}",
            #"t.yml:2:23: "roles" wants a text or a list of texts, this is a map"#
        ),
        Mistake(
            "- {email: a@b, roles: [a, a]}",
            #"t.yml:2:27: "a" occurs twice in "roles"; keep one of them"#
        ),
        Mistake(
            "- {email: a@b, permissions: [x]}",
            #"t.yml:2:30: a permission is a map of keys, this is the text "x"; begin with "#
                + #""audience: …""#
        ),
        Mistake(
            "- {email: a@b, permissions: [{name: x}]}",
            #"t.yml:2:30: this permission has no audience; add "audience: https://gateway.localhost/""#
        ),
        Mistake(
            "- {email: a@b, permissions: [{audience: https://gateway.localhost/}]}",
            #"t.yml:2:30: this permission has no name; add "name: read:orders""#
        ),
        Mistake(
            "- {email: a@b, permissions: [{audience: x, name: y}]}",
            #"t.yml:2:41: unknown audience "x"; known audiences: https://gateway.localhost/"#
        ),
        Mistake(
            "- {email: a@b, permissions: [{resource_server_identifier: x, permission_name: y}]}",
            #"t.yml:2:30: this permission has no audience; add "audience: https://gateway.localhost/""# + "\n"
                + #"t.yml:2:30: this permission has no name; add "name: read:orders""# + "\n"
                + #"t.yml:2:31: unknown key "resource_server_identifier" in a permission; known keys: "#
                + "audience, name" + "\n"
                + #"t.yml:2:62: unknown key "permission_name" in a permission; known keys: audience, name"#
        ),
        Mistake(
            "- {email: a@b, permissions: [{audience: https://gateway.localhost/, name: a}, "
                + "{audience: https://gateway.localhost/, name: a}]}",
            #"t.yml:2:124: "a" occurs twice in "permissions"; keep one of them"#
        ),
        Mistake(
            "- {email: a@b, permissions: [{audience: https://gateway.localhost/, name: a b}]}",
            #"t.yml:2:75: "a b" is no scope; a scope is ASCII without spaces, quotes and "#
                + "backslashes (RFC 6749 §3.3)"
        ),
        Mistake(
            "- {email: a@b, app_metadata: [a]}",
            #"t.yml:2:30: "app_metadata" wants a map of names and values, this is a list"#
        ),
        Mistake(
            "- {email: a@b, user_metadata: a}",
            #"t.yml:2:31: "user_metadata" wants a map of names and values, this is the text "a""#
        ),
        Mistake(
            "- {email: a@b, app_metadata: {a: [.inf]}}",
            #"t.yml:2:35: ".inf" is a number that JSON does not have; write it in digits, or in "#
                + "quotes if it is meant as a text"
        ),
        Mistake(
            "- {email: a@b, app_metadata: {a: .NaN}}",
            #"t.yml:2:34: ".NaN" is a number that JSON does not have; write it in digits, or in "#
                + "quotes if it is meant as a text"
        ),
        Mistake(
            "- {email: a@b, app_metadata: {a: -.inf}}",
            #"t.yml:2:34: "-.inf" is a number that JSON does not have; write it in digits, or in "#
                + "quotes if it is meant as a text"
        ),
        Mistake(
            "- {email: a@b, app_metadata: {a: 0x8000000000000000}}",
            #"t.yml:2:34: "0x8000000000000000" is a number that JSON does not have; write it in "#
                + "digits, or in quotes if it is meant as a text"
        ),
        Mistake(
            "- {email: a@b, app_metadata: {a: 1, a: 2}}",
            #"t.yml:2:37: the key "a" occurs twice, first at t.yml:2:31; keep one of them"#
        ),
        Mistake(
            "- {email: a@b, app_metadata: {a: !b c}}",
            #"t.yml:2:34: the tag "!b" is not supported in this file; leave it out"#
        ),
        Mistake(
            "- {email: a@b, claims: [a]}",
            #"t.yml:2:24: "claims" wants a map of names and values, this is a list"#
        ),
        Mistake(
            "- {email: a@b, claims: {sub: x}}",
            #"t.yml:2:25: the claim "sub" cannot be set, Auth0 would leave it out; use a name of "#
                + #"your own, as "https://example.com/…""#
        ),
        Mistake(
            "- {email: a@b, claims: {client_id: x}}",
            #"t.yml:2:25: the claim "client_id" cannot be set, Auth0 would leave it out; use a "#
                + #"name of your own, as "https://example.com/…""#
        ),
        Mistake(
            "- {email: a@b, claims: {'': x}}",
            "t.yml:2:25: a claim has a name, this one is empty"
        ),
    ])
    func `a mistake in a user is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfTenant("users:\n" + mistake.text) == mistake.report)
    }

    @Test(arguments: [
        Mistake(
            "- {email: a@b, permissions: [{audience: x, name: red:a}]}",
            #"t.yml:3:50: the API "x" has no scope "red:a"; did you mean "read:a"?"#
        )
    ])
    func `a permission that the API does not have is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfTenant("apis: [{identifier: x, scopes: [read:a]}]\nusers:\n" + mistake.text) == mistake.report)
    }
}
