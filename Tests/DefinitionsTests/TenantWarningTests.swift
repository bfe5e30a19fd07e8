// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// What is allowed in a tenant.yml, but hardly meant.
struct TenantWarningTests {
    @Test(arguments: [
        Mistake(
            "applications: [{client_id: m, client_secret: s, app_type: non_interactive}]",
            "t.yml:1:28: the application \"m\" can get no token by client_credentials: no API is granted to it; "
                + "add \"client_grants: [{audience: https://gateway.localhost/}]\""
        ),
        Mistake(
            "applications: [{client_id: m, client_secret: s, grant_types: [client_credentials]}]",
            "t.yml:1:28: the application \"m\" can get no token by client_credentials: no API is granted to it; "
                + "add \"client_grants: [{audience: https://gateway.localhost/}]\""
        ),
        Mistake("applications: [{client_id: m, client_secret: s}]", ""),
        Mistake(
            "applications: [{client_id: p, client_grants: [{audience: https://gateway.localhost/}]}]",
            "t.yml:1:31: client_grants are for client_credentials, which is not among the grant_types of \"p\"; "
                + "add it, or remove the grants"
        ),
        Mistake(
            "applications: [{client_id: p, client_secret: s, app_type: spa}]",
            "t.yml:1:28: an application of \"app_type: spa\" can keep no secret, whoever has it can read it; "
                + "remove \"client_secret\", or write \"app_type: regular_web\""
        ),
        Mistake(
            "rules: [{name: x, id_token: {a: b}, deny: no}]",
            "t.yml:1:37: the rule \"x\" refuses the login, so its claims go nowhere; make two rules of it"
        ),
        Mistake("users: [{email: a@b, roles: [nobody-knows-it]}]", ""),
        Mistake(
            "users: [{email: a@b, roles: [custommer]}]",
            "t.yml:1:30: no API has a role \"custommer\", so it permits nothing; did you mean \"customer\"?"
        ),
    ])
    func `what is hardly meant is a warning at its place`(_ mistake: Mistake) throws {
        let result = try TenantFile.read(text: Array(mistake.text.utf8), file: "t.yml")
        #expect(result.warnings.map(\.description).joined(separator: "\n") == mistake.report)
    }

    @Test func `all that is wrong is said in one run, in the order of the file`() {
        let text = """
            rules:
              - {name: x, if: {applications: pgae}, deny: no}
            users:
              - email: mary
            applications:
              - client_id: page
                callbacks: https://*.example.com
            apis:
              - identifier: x
                token_lifetime: 0
            """
        #expect(
            reportOfTenant(text) == """
                t.yml:2:34: unknown application "pgae"; did you mean "page"?
                t.yml:4:12: "mary" is no email; write NAME@HOST, as mary@example.com
                t.yml:7:16: "https://*.example.com" in "callbacks" has a wildcard; write each URL out, or "loopback" \
                for all of this machine
                t.yml:10:21: "token_lifetime" is 0, it must be 1 to 2592000
                """
        )
    }

    @Test func `a name that could not be read is not missed on top`() {
        let text =
            "users: [{emial: a@b}]\napplications: [{client_id: ''}]\nrules: [{name: x, if: {users: a@b, applications: c}, deny: no}]"
        #expect(
            reportOfTenant(text) == """
                t.yml:1:10: unknown key "emial" in a user; did you mean "email"?
                t.yml:2:28: "client_id" wants a text, this one is empty
                """
        )
    }

    @Test func `a file that is not there is reported with what is nearly it`() {
        #expect(
            report { try TenantFile.read(path: "/nowhere/tenant.yml") } == "/nowhere/tenant.yml: no such file"
        )
    }
}
