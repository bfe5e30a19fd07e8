// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// `gateway token` and its options: each kind of token, and what the gateway thinks of it.
@Suite struct BadTokenTests {
    @Test(
        arguments: [
            (["--expired"], "Deny: token expired "),
            (["--expires-in", "-7200"], "Deny: token expired 2 h ago"),
            (["--wrong-key"], "the token's signature does not match"),
            (
                ["--wrong-audience"],
                #"the token is for "https://wrong-audience.example.test/", expected "https://gateway.localhost/""#
            ),
            (["--no-kid"], #"the token's header has no "kid""#),
            // The first fault that is found is the one that is named: the signature comes before the claims.
            (["--expired", "--wrong-key"], "the token's signature does not match"),
            (["--user", "mary@example.com", "--expired"], "Deny: token expired "),
            (["--claim", #"iss="https://elsewhere.example.test/""#], "the token's issuer is"),
        ]
    )
    func `a bad token is refused, and the log says what is bad about it`(
        arguments: [String],
        reason: String
    ) async throws {
        try await withGateway { gateway in
            let token = try await gateway.token(arguments)
            #expect(try await gateway.get("/dev/private", token: token).status == 403)
            try await eventually("the reason is logged: \(reason)") {
                gateway.process.errors.contains("403 GET /dev/private") && gateway.process.errors.contains(reason)
            }
        }
    }

    @Test(
        arguments: [
            ([], "local-client@clients", "local-client"),
            (["--application", "local-spa"], "local-spa@clients", "local-spa"),
            (["--user", "MARY@example.com"], "auth0|65a1c0ffee5eed0000000001", "local-client"),
            (["--user", "auth0|65a1c0ffee5eed0000000002"], "auth0|65a1c0ffee5eed0000000002", "local-client"),
            // The first one who has it.
            (["--role", "admin"], "auth0|65a1c0ffee5eed0000000002", "local-client"),
            (
                ["--role", "admin", "--user", "mary@example.com", "--application", "local-spa"],
                "auth0|65a1c0ffee5eed0000000001", "local-spa"
            ),
            (["--subject", "auth0|nobody"], "auth0|nobody", "local-client"),
        ]
    )
    func `a token stands for whom it is asked for, and is let through`(
        arguments: [String],
        subject: String,
        application: String
    ) async throws {
        try await withGateway { gateway in
            let token = try await gateway.token(arguments)
            let response = try await gateway.get("/dev/private", token: token)
            #expect(response.status == 200)
            try await eventually("the log names \(subject)") { gateway.process.errors.contains("Allow: \(subject)") }
            let (_, output, _) = try await gateway.command(["explain", "GET", "/dev/private", "--token", token])
            #expect(output.contains(application), "\(output)")
        }
    }

    @Test(
        arguments: [
            (["--user", "nobody"], 64, #"gateway: no user "nobody"; there are mary@example.com, ada@example.com"#),
            (["--role", "boss"], 64, #"gateway: no role "boss"; there are admin, customer"#),
            (["--application", "none"], 64, #"gateway: no application "none"; there are local-spa, local-client"#),
            (["--expired", "--expires-in", "3"], 64, "Error: give either --expired or --expires-in"),
            (["--wrong-audience", "--audience", "x"], 64, "Error: give either --wrong-audience or --audience"),
            (["--expires-in", "9999999999"], 64, "Error: --expires-in takes at most a hundred years"),
            (["--claim", "role"], 64, #"write a claim as name=value, not "role""#),
            (["--tenant", "nowhere.yml"], 65, "nowhere.yml: no such file"),
        ]
    )
    func `what cannot be asked for is refused, with the way out`(
        arguments: [String],
        code: Int32,
        message: String
    ) async throws {
        try await withFolder(["routes.yml": try ServedGateway.demo()]) { folder in
            let outcome = try await run(Tool.gateway, ["token"] + arguments, in: folder)
            #expect(outcome.code == code, "\(outcome.errors)")
            #expect(outcome.output == "")
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
        }
    }
}
