// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import Testing

@testable import GatewayDefinitions

/// What config.yml and the environment amount to.
struct ConfigFileTests {
    @Test func `the four values of the file are taken as they are`() throws {
        let settings = try read(
            """
            auth0Domain: tenant.eu.auth0.com
            audience: https://api.example.com
            jwksUri: http://127.0.0.1:3443/jwks?x=1
            tokenIssuer: HTTPS://Tenant.example.com
            """
        )
        #expect(
            settings
                == TokenSettings(
                    issuer: "HTTPS://Tenant.example.com",
                    audience: "https://api.example.com",
                    keys: .url("http://127.0.0.1:3443/jwks?x=1")
                )
        )
    }

    @Test(arguments: [
        ("tenant.eu.auth0.com", "https://tenant.eu.auth0.com"),
        ("tenant.eu.auth0.com/", "https://tenant.eu.auth0.com"),
        ("https://tenant.eu.auth0.com", "https://tenant.eu.auth0.com"),
        ("https://tenant.eu.auth0.com/", "https://tenant.eu.auth0.com"),
        ("HTTPS://Tenant.EU.auth0.com/", "https://tenant.eu.auth0.com"),
        ("http://localhost:3443", "http://localhost:3443"),
        ("localhost:3443", "https://localhost:3443"),
        ("https://[::1]:3443/", "https://[::1]:3443"),
        ("https://[::1]", "https://[::1]"),
        ("127.0.0.1", "https://127.0.0.1"),
        ("auth_server", "https://auth_server"),
    ])
    func `issuer and keys follow from auth0Domain`(_ domain: String, _ origin: String) throws {
        let settings = try read("auth0Domain: \"\(domain)\"\naudience: a")
        #expect(
            settings
                == TokenSettings(issuer: origin + "/", audience: "a", keys: .url(origin + "/.well-known/jwks.json"))
        )
    }

    @Test func `auth0Domain is not needed beside the issuer and the keys`() throws {
        let settings = try read("tokenIssuer: accounts.example.com\naudience: a\njwksUri: https://e.com/k")
        #expect(settings == TokenSettings(issuer: "accounts.example.com", audience: "a", keys: .url("https://e.com/k")))
    }

    @Test(
        arguments: [
            ("https://e.com/jwks.json", .url("https://e.com/jwks.json")),
            ("https://e.com", .url("https://e.com")),
            ("http://e.com:8080/a?b", .url("http://e.com:8080/a?b")),
            ("file:///etc/jwks.json", .file("/etc/jwks.json")),
            ("file://localhost/etc/jwks.json", .file("/etc/jwks.json")),
            ("file:/etc/jwks.json", .file("/etc/jwks.json")),
            ("FILE:///etc/my%20keys.json", .file("/etc/my keys.json")),
            ("/etc/jwks.json", .file("/etc/jwks.json")),
            ("jwks.json", .file("conf/jwks.json")),
            ("../my keys/jwks.json", .file("conf/../my keys/jwks.json")),
            ("./.well-known/jwks.json", .file("conf/./.well-known/jwks.json")),
        ] as [(String, TokenSettings.KeyLocation)]
    )
    func `jwksUri is a URL, or a path from the folder of the file`(
        _ text: String,
        _ location: TokenSettings.KeyLocation
    ) throws {
        let file = Array("auth0Domain: t.auth0.com\naudience: a\njwksUri: \(text)".utf8)
        let settings = try ConfigFile.settings(text: file, file: "conf/config.yml", environment: [:])
        #expect(settings?.keys == location)
    }

    @Test func `a relative path of the environment begins in the working directory`() throws {
        let file = Array("auth0Domain: t.auth0.com\naudience: a\njwksUri: b.json".utf8)
        let environment = ["JWKS_URI": "keys/a.json"]
        let settings = try ConfigFile.settings(text: file, file: "conf/config.yml", environment: environment)
        #expect(settings?.keys == .file("keys/a.json"))
        #expect(try read("auth0Domain: t.auth0.com\naudience: a\njwksUri: b.json")?.keys == .file("b.json"))
    }

    @Test(
        arguments: [
            (["AUTH0_DOMAIN": "env.com"], "https://env.com/", "file", .url("https://env.com/.well-known/jwks.json")),
            (["AUDIENCE": "env"], "https://file.com/", "env", .url("https://file.com/.well-known/jwks.json")),
            (["JWKS_URI": "/env"], "https://file.com/", "file", .file("/env")),
            (["TOKEN_ISSUER": "env"], "env", "file", .url("https://file.com/.well-known/jwks.json")),
            (
                ["TOKEN_ISSUER": "", "AUDIENCE": ""], "https://file.com/", "file",
                .url("https://file.com/.well-known/jwks.json")
            ),
            (
                ["audience": "env", "auth0Domain": "env"], "https://file.com/", "file",
                .url("https://file.com/.well-known/jwks.json")
            ),
            (
                ["AUTH0_DOMAIN": "env.com", "AUDIENCE": "env", "JWKS_URI": "https://k.com", "TOKEN_ISSUER": "i"],
                "i", "env", .url("https://k.com")
            ),
        ] as [([String: String], String, String, TokenSettings.KeyLocation)]
    )
    func `the environment wins value by value`(
        _ environment: [String: String],
        _ issuer: String,
        _ audience: String,
        _ keys: TokenSettings.KeyLocation
    ) throws {
        let settings = try read("auth0Domain: file.com\naudience: file", environment)
        #expect(settings == TokenSettings(issuer: issuer, audience: audience, keys: keys))
    }

    @Test func `the environment alone is enough`() throws {
        let environment = ["AUTH0_DOMAIN": "t.auth0.com", "AUDIENCE": "a"]
        let settings = try ConfigFile.settings(path: nil, environment: environment)
        #expect(settings?.issuer == "https://t.auth0.com/")
    }

    @Test func `a value of the environment makes a wrong one of the file not matter`() throws {
        let environment = ["AUTH0_DOMAIN": "t.auth0.com", "AUDIENCE": "a"]
        let settings = try read("auth0Domain: YOUR-TENANT.auth0.com\naudience: [x]", environment)
        #expect(settings?.audience == "a")
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "{}"])
    func `nothing set anywhere is no configuration`(_ text: String) throws {
        #expect(try read(text, ["AUDIENCE": ""]) == nil)
        #expect(try ConfigFile.settings(path: nil, environment: [:]) == nil)
    }

    @Test(arguments: ["12345", "yes", "\"urn:my api\"", "https://YOUR.api"])
    func `an audience is any text`(_ written: String) throws {
        let settings = try read("auth0Domain: t.auth0.com\naudience: \(written)")
        #expect(settings?.audience == written.filter { $0 != "\"" })
    }

    private func read(_ text: String, _ environment: [String: String] = [:]) throws -> TokenSettings? {
        try ConfigFile.settings(text: Array(text.utf8), file: "config.yml", environment: environment)
    }
}
