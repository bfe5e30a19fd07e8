// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

/// What a token grants: `scope` (RFC 8693 §4.2 in the form of RFC 6749 §3.3, or a list) and Auth0's `permissions`
/// (https://auth0.com/docs/manage-users/access-control/rbac).
@Suite struct ScopeTests {
    private static let wantedScope = "scopes with one space between two, or a list of scopes"

    @Test(
        arguments: [
            ("read", ["read"], "read"), ("read:a write:a", ["read:a", "write:a"], "read:a write:a"),
            ("a a", ["a", "a"], "a a"), ("!#[]~", ["!#[]~"], "!#[]~"),
            (["read:a", "write:a"], ["read:a", "write:a"], "read:a write:a"), (["one"], ["one"], "one"),
        ] as [(JSONValue, [String], String)]
    )
    func `a scope is a text with single spaces, or a list`(value: JSONValue, scopes: [String], scope: String) throws {
        let claims = try verified("scope", value)
        #expect(claims.scopes == scopes)
        #expect(claims.scope == scope)
    }

    @Test(arguments: ["", []] as [JSONValue]) func `an empty scope grants nothing`(value: JSONValue) throws {
        let claims = try verified("scope", value)
        #expect(claims.scopes.isEmpty)
        #expect(claims.scope == "")
    }

    @Test func `a token without a scope grants none`() throws {
        let claims = try verified("scope", nil)
        #expect(claims.scopes.isEmpty)
        #expect(claims.scope == nil)
    }

    @Test(
        arguments: [
            (nil, "null"), (7, "a number"), (true, "a boolean"), (["read": true], "an object"),
            (["read", 7], "a list with a number in it"), ([["read"]], "a list with a list in it"),
            (["read", nil], "a list with null in it"), ([""], "a list with an empty one in it"),
            (["read write"], #"a list with "read write" in it"#),
            (" ", "a list with an empty one in it"), (" read", "a list with an empty one in it"),
            ("read ", "a list with an empty one in it"), ("read  write", "a list with an empty one in it"),
            ("read\twrite", #"a list with "read\u{9}write" in it"#), ("read\n", #"a list with "read\u{a}" in it"#),
            ("read\u{A0}write", "a list with \"read\u{A0}write\" in it"),
            ("r\u{E9}ad", "a list with \"r\u{E9}ad\" in it"),
            ("read\u{0}", #"a list with "read\u{0}" in it"#), ("\"read\"", #"a list with "\"read\"" in it"#),
            ("a\\b", #"a list with "a\\b" in it"#), ("read,write \u{7F}", #"a list with "\u{7f}" in it"#),
            ("a \u{301}b", "a list with \"\u{301}b\" in it"),
        ] as [(JSONValue, String)]
    )
    func `a scope in another form makes the token refused`(value: JSONValue, found: String) {
        #expect(throws: TokenError.claimMalformed("scope", expected: Self.wantedScope, found: found)) {
            try verified("scope", value)
        }
    }

    @Test func `permissions are a list of texts`() throws {
        #expect(try verified("permissions", nil).permissions.isEmpty)
        #expect(try verified("permissions", []).permissions.isEmpty)
        #expect(try verified("permissions", ["read:a", "b c", "d\u{E9}"]).permissions == ["read:a", "b c", "d\u{E9}"])
    }

    @Test(
        arguments: [
            (nil, "null"), ("read:a", "a string"), (1, "a number"), (["read": true], "an object"),
            (["read", 1], "a list with a number in it"), (["read", nil], "a list with null in it"),
            ([["read"]], "a list with a list in it"), (["read", ""], "a list with an empty text in it"),
        ] as [(JSONValue, String)]
    )
    func `permissions in another form make the token refused`(value: JSONValue, found: String) {
        #expect(throws: TokenError.claimMalformed("permissions", expected: "a list of texts", found: found)) {
            try verified("permissions", value)
        }
    }

    @Test func `what a token grants is looked at last`() {
        // RFC 7519 §7.2 leaves the order open; whoever the token is not for learns nothing about its scopes.
        var token = Token()
        token.claims["scope"] = 7
        token.claims["permissions"] = 7
        for (name, value) in [("sub", ""), ("aud", "other"), ("iss", "other")] as [(String, JSONValue)] {
            token.claims[name] = value
            let error = #expect(throws: TokenError.self) {
                try Tenant.verifier.verify(token.signed(), keys: Tenant.keys, now: Tenant.now)
            }
            #expect("\(error?.description ?? "")".contains("scope") == false)
        }
    }
}
