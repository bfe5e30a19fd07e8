// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// One mistake each in an application of a tenant.yml, and exactly what is said about it.
struct TenantApplicationMistakesTests {
    @Test(arguments: [
        Mistake(
            "- name: A",
            #"t.yml:2:3: this application has no client_id; add "client_id: my-page""#
        ),
        Mistake(
            "- {clientId: a}",
            #"t.yml:2:4: unknown key "clientId" in an application; did you mean "client_id"?"#
        ),
        Mistake(
            "- client_id: a\n- client_id: a",
            #"t.yml:3:14: the client_id "a" occurs twice, first at t.yml:2:14; keep one of them"#
        ),
        Mistake(
            "- {client_id: a, secret: b}",
            #"t.yml:2:18: unknown key "secret" in an application; known keys: client_id, "#
                + "client_secret, name, app_type, callbacks, allowed_logout_urls, web_origins, "
                + "grant_types, token_endpoint_auth_method, refresh_token, jwt_configuration, client_grants"
        ),
        Mistake(
            "- {client_id: a, client_secret: ''}",
            #"t.yml:2:33: "client_secret" wants a text, this one is empty"#
        ),
        Mistake(
            "- {client_id: a, app_type: single_page}",
            #"t.yml:2:28: unknown app_type "single_page"; known ones: spa, regular_web, native, "#
                + "non_interactive"
        ),
        Mistake(
            "- {client_id: a, app_type: natve}",
            #"t.yml:2:28: unknown app_type "natve"; did you mean "native"?"#
        ),
        Mistake(
            "- {client_id: a, app_type: regular_web}",
            #"t.yml:2:15: an application of "app_type: regular_web" has a secret, this one has "#
                + #"none; add "client_secret", or "token_endpoint_auth_method: none""#
        ),
        Mistake(
            "- {client_id: a, app_type: non_interactive}",
            #"t.yml:2:15: an application of "app_type: non_interactive" has a secret, this one "#
                + #"has none; add "client_secret", or "token_endpoint_auth_method: none""#
        ),
        Mistake(
            "- {client_id: a, app_type: non_interactive, token_endpoint_auth_method: none}",
            "t.yml:2:15: client_credentials is for an application with a secret (RFC 6749 §4.4), "
                + #"this one has none; add "client_secret", or leave the grant type out"#
        ),
        Mistake(
            "- {client_id: a, client_secret: b, token_endpoint_auth_method: none}",
            #"t.yml:2:64: "token_endpoint_auth_method: none" is for an application without a "#
                + "secret, this one has a client_secret; write client_secret_post, or remove the secret"
        ),
        Mistake(
            "- {client_id: a, token_endpoint_auth_method: client_secret_post}",
            #"t.yml:2:46: "token_endpoint_auth_method: client_secret_post" needs a secret; add "#
                + #""client_secret", or write none"#
        ),
        Mistake(
            "- {client_id: a, app_type: regular_web, token_endpoint_auth_method: client_secret_basic}",
            #"t.yml:2:69: "token_endpoint_auth_method: client_secret_basic" needs a secret; add "#
                + #""client_secret", or write none"#
        ),
        Mistake(
            "- {client_id: a, token_endpoint_auth_method: private_key_jwt}",
            #"t.yml:2:46: unknown token_endpoint_auth_method "private_key_jwt"; known ones: none, "#
                + "client_secret_post, client_secret_basic"
        ),
        Mistake(
            "- {client_id: a, grant_types: [implict]}",
            #"t.yml:2:32: unknown grant type "implict"; did you mean "implicit"?"#
        ),
        Mistake(
            "- {client_id: a, grant_types: ['urn:ietf:params:oauth:grant-type:device_code']}",
            #"t.yml:2:32: the grant type "urn:ietf:params:oauth:grant-type:device_code" is not "#
                + "supported; remove it"
        ),
        Mistake(
            "- {client_id: a, grant_types: [device_code]}",
            #"t.yml:2:32: the grant type "device_code" is not supported; remove it"#
        ),
        Mistake(
            "- {client_id: a, grant_types: [x]}",
            #"t.yml:2:32: unknown grant type "x"; known grant types: authorization_code, "#
                + "implicit, refresh_token, client_credentials, password, "
                + "http://auth0.com/oauth/grant-type/password-realm"
        ),
        Mistake(
            "- {client_id: a, grant_types: []}",
            #"t.yml:2:31: "grant_types" is an empty list; fill it, or remove the key"#
        ),
        Mistake(
            "- {client_id: a, grant_types: [implicit, implicit]}",
            #"t.yml:2:42: "implicit" occurs twice in "grant_types"; keep one of them"#
        ),
        Mistake(
            "- {client_id: a, grant_types: client_credentials}",
            "t.yml:2:31: client_credentials is for an application with a secret (RFC 6749 §4.4), "
                + #"this one has none; add "client_secret", or leave the grant type out"#
        ),
        Mistake(
            "- {client_id: a, app_type: native, grant_types: [client_credentials]}",
            "t.yml:2:50: client_credentials is for an application with a secret (RFC 6749 §4.4), "
                + #"this one has none; add "client_secret", or leave the grant type out"#
        ),
        Mistake(
            "- {client_id: a, refresh_token: rotating}",
            #"t.yml:2:33: "refresh_token" wants a map of settings, this is the text "rotating""#
        ),
        Mistake(
            "- {client_id: a, refresh_token: {rotate: true}}",
            #"t.yml:2:34: unknown key "rotate" in "refresh_token"; known keys: rotation_type, "#
                + "leeway, token_lifetime"
        ),
        Mistake(
            "- {client_id: a, refresh_token: {rotation_type: rotate}}",
            #"t.yml:2:49: unknown rotation_type "rotate"; known ones: rotating, non-rotating"#
        ),
        Mistake(
            "- {client_id: a, refresh_token: {leeway: -1}}",
            #"t.yml:2:42: "leeway" is -1, it must be 0 to 2592000"#
        ),
        Mistake(
            "- {client_id: a, refresh_token: {token_lifetime: 0}}",
            #"t.yml:2:50: "token_lifetime" is 0, it must be 1 to 157788000"#
        ),
        Mistake(
            "- {client_id: a, jwt_configuration: {lifetime: 3}}",
            #"t.yml:2:38: unknown key "lifetime" in "jwt_configuration"; known keys: "#
                + "lifetime_in_seconds"
        ),
        Mistake(
            "- {client_id: a, jwt_configuration: {lifetime_in_seconds: 0}}",
            #"t.yml:2:59: "lifetime_in_seconds" is 0, it must be 1 to 2592000"#
        ),
        Mistake(
            "- {client_id: a, jwt_configuration: 60}",
            #"t.yml:2:37: "jwt_configuration" wants a map of settings, this is the number "60""#
        ),
        Mistake(
            "- {client_id: a, client_grants: x}",
            #"t.yml:2:33: "client_grants" wants a list of client grants, this is the text "x"; "#
                + #"begin each with "- audience: …""#
        ),
        Mistake(
            "- {client_id: a, client_grants: [x]}",
            #"t.yml:2:34: a client grant is a map of keys, this is the text "x"; begin with "#
                + #""audience: …""#
        ),
        Mistake(
            "- {client_id: a, client_grants: [{scope: x}]}",
            #"t.yml:2:34: this client grant has no audience; add "audience: "#
                + #"https://gateway.localhost/""#
        ),
        Mistake(
            "- {client_id: a, client_grants: [{audience: https://gateway.localhost}]}",
            #"t.yml:2:45: unknown audience "https://gateway.localhost"; did you mean "#
                + #""https://gateway.localhost/"?"#
        ),
    ])
    func `a mistake in an application is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfTenant("applications:\n" + mistake.text) == mistake.report)
    }

    @Test(arguments: [
        Mistake(
            "[{audience: y}]",
            #"t.yml:5:30: unknown audience "y"; known audiences: x"#
        ),
        Mistake(
            "[{audience: x, scope: [read:b]}]",
            #"t.yml:5:41: the API "x" has no scope "read:b"; did you mean "read:a"?"#
        ),
        Mistake(
            "[{audience: x, scope: read:a write:a}]",
            #"t.yml:5:40: the API "x" has no scope "write:a"; known scopes: read:a"#
        ),
        Mistake(
            "[{audience: x}, {audience: x}]",
            #"t.yml:5:45: the audience of a client grant "x" occurs twice, first at t.yml:5:30; "#
                + "keep one of them"
        ),
        Mistake(
            "[{audience: x, scopes: [read:a]}]",
            #"t.yml:5:33: unknown key "scopes" in a client grant; did you mean "scope"?"#
        ),
        Mistake(
            "[{audience: x, scope: }]",
            #"t.yml:5:40: "scope" wants a text or a list of texts, this is empty"#
        ),
    ])
    func `a mistake in a client grant is reported at its place`(_ mistake: Mistake) {
        #expect(
            reportOfTenant(
                "apis: [{identifier: x, scopes: [read:a]}]\napplications:\n- client_id: m\n  client_secret: s\n  client_grants: "
                    + mistake.text
            ) == mistake.report
        )
    }
}
