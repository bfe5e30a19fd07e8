// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayDefinitions

struct ConfigFileMistakesTests {
    private static let audienceMissing =
        #"audience is missing: set "audience" in config.yml or AUDIENCE in the environment"#
    private static let domainMissing =
        #"auth0Domain is missing: set "auth0Domain" in config.yml or AUTH0_DOMAIN in the environment"#
    private static let issuerMissing =
        #"the issuer is missing: set "tokenIssuer" in config.yml or TOKEN_ISSUER in the environment; "#
        + #"or "auth0Domain" or AUTH0_DOMAIN, from which it is derived"#
    private static let keysMissing =
        #"the location of the keys is missing: set "jwksUri" in config.yml or JWKS_URI in the environment; "#
        + #"or "auth0Domain" or AUTH0_DOMAIN, from which it is derived"#

    @Test(arguments: [
        Mistake("auth0Domain: t.auth0.com", audienceMissing),
        Mistake("auth0Domain: t.auth0.com\ntokenIssuer: i\njwksUri: k", audienceMissing),
        Mistake("tokenIssuer: i\njwksUri: k", audienceMissing),
        Mistake("audience: a", domainMissing),
        Mistake("audience: a\njwksUri: k", issuerMissing),
        Mistake("audience: a\ntokenIssuer: i", keysMissing),
        Mistake("jwksUri: k", audienceMissing + "\n" + issuerMissing),
        Mistake("tokenIssuer: i", audienceMissing + "\n" + keysMissing),
    ])
    func `half a configuration names what is missing and where to set it`(_ mistake: Mistake) {
        #expect(read(mistake.text) == mistake.report)
    }

    @Test func `half a configuration of the environment names the usual file`() {
        #expect(report { try ConfigFile.settings(path: nil, environment: ["AUDIENCE": "a"]) } == Self.domainMissing)
    }

    @Test func `half a configuration names the file as it was given`() {
        let problem = report {
            try ConfigFile.settings(text: Array("auth0Domain: t.com".utf8), file: "../c.yml", environment: [:])
        }
        #expect(problem == #"audience is missing: set "audience" in ../c.yml or AUDIENCE in the environment"#)
    }

    @Test(arguments: [
        Mistake(
            "- a",
            #"config.yml:1:1: a config file is a map of keys, this is a list; write "audience: …", a key on each line"#
        ),
        Mistake(
            "a",
            #"config.yml:1:1: a config file is a map of keys, this is a text; write "audience: …", a key on each line"#
        ),
        Mistake("a: [", "config.yml:2:1: did not find expected node content while parsing a flow node"),
        Mistake(
            "audiense: a\nauth0Domain: t.com",
            #"config.yml:1:1: unknown key "audiense"; did you mean "audience"?"#
        ),
        Mistake(
            "clientSecret: a",
            #"config.yml:1:1: unknown key "clientSecret"; known keys: auth0Domain, audience, jwksUri, tokenIssuer"#
        ),
    ])
    func `a file of another shape is reported at its place`(_ mistake: Mistake) {
        #expect(read(mistake.text) == mistake.report)
    }

    /// Line 1 is under test, the rest is right.
    @Test(arguments: [
        Mistake("audience: [a]", #"config.yml:1:11: "audience" wants a text, this is a list"#),
        Mistake("audience: {a: b}", #"config.yml:1:11: "audience" wants a text, this is a map"#),
        Mistake("audience:", #"config.yml:1:10: "audience" wants a text, this is empty"#),
        Mistake(#"audience: """#, #"config.yml:1:11: "audience" wants a text, this one is empty"#),
        Mistake(
            #"audience: " a""#,
            #"config.yml:1:11: audience is " a", which begins or ends with a space; remove it"#
        ),
        Mistake(
            #"audience: "a ""#,
            #"config.yml:1:11: audience is "a ", which begins or ends with a space; remove it"#
        ),
        Mistake(
            #"audience: "a\u0007b""#,
            #"config.yml:1:11: audience is "a\u{7}b", which contains a control character; remove it"#
        ),
        Mistake("audience: !Ref a", #"config.yml:1:11: the tag "!Ref" is not supported in this file; leave it out"#),
        Mistake(
            "audience: https://YOUR-API",
            "config.yml:1:11: audience still has the placeholder of config.copy.yml; put your own value here: "
                + "it is the Identifier in the settings of your API in the Auth0 dashboard"
        ),
    ])
    func `a wrong audience is reported at its place`(_ mistake: Mistake) {
        #expect(read(mistake.text + "\nauth0Domain: t.auth0.com") == mistake.report)
    }

    @Test(arguments: [
        Mistake(
            "YOUR-TENANT.auth0.com",
            "config.yml:2:14: auth0Domain still has the placeholder of config.copy.yml; put your own value here: "
                + "it is the Domain in the settings of your application in the Auth0 dashboard"
        ),
        Mistake(
            "my tenant",
            #"config.yml:2:14: auth0Domain is "my tenant", which is no host; "my tenant" is no name of a host"#
        ),
        Mistake(
            "-a.com",
            #"config.yml:2:14: auth0Domain is "-a.com", which is no host; "-a.com" is no name of a host"#
        ),
        Mistake(
            "a..com",
            #"config.yml:2:14: auth0Domain is "a..com", which is no host; "a..com" is no name of a host"#
        ),
        Mistake("é.com", #"config.yml:2:14: auth0Domain is "é.com", which is no host; "é.com" is no name of a host"#),
        Mistake(
            "https://",
            #"config.yml:2:14: auth0Domain is "https://", which is no host; a host must follow the "://""#
        ),
        Mistake(
            "https:///x",
            #"config.yml:2:14: auth0Domain is "https:///x", which is no host; a host must follow the "://""#
        ),
        Mistake(
            "ftp://a.com",
            #"config.yml:2:14: auth0Domain is "ftp://a.com", which is no host; "ftp" is not supported, a URL begins with "#
                + "https:// or http://"
        ),
        Mistake(
            "a.com:0",
            #"config.yml:2:14: auth0Domain is "a.com:0", which is no host; "0" is no port, a port is a number from 1 to 65535"#
        ),
        Mistake(
            "a.com:65536",
            #"config.yml:2:14: auth0Domain is "a.com:65536", which is no host; "65536" is no port, a port is a number from "#
                + "1 to 65535"
        ),
        Mistake(
            "a.com:+1",
            #"config.yml:2:14: auth0Domain is "a.com:+1", which is no host; "+1" is no port, a port is a number from 1 to 65535"#
        ),
        Mistake(
            "https://me@a.com",
            #"config.yml:2:14: auth0Domain is "https://me@a.com", which is no host; leave out the user name and the "@""#
        ),
        Mistake(
            "https://a.com/login",
            #"config.yml:2:14: auth0Domain is "https://a.com/login", which is more than a host; write "a.com""#
        ),
        Mistake("a.com?b", #"config.yml:2:14: auth0Domain is "a.com?b", which is more than a host; write "a.com""#),
        Mistake(
            "https://[::1",
            #"config.yml:2:14: auth0Domain is "https://[::1", which is no host; "[" is no name of a host"#
        ),
    ])
    func `a wrong auth0Domain is reported at its place`(_ mistake: Mistake) {
        #expect(read("audience: a\nauth0Domain: \(mistake.text)") == mistake.report)
    }

    @Test(arguments: [
        Mistake(
            "https://YOUR-TENANT.auth0.com/.well-known/jwks.json",
            "config.yml:3:10: jwksUri still has the placeholder of config.copy.yml; put your own value here: "
                + "it is your domain with /.well-known/jwks.json, or remove the line"
        ),
        Mistake(
            "ftp://a.com/k",
            #"config.yml:3:10: jwksUri is "ftp://a.com/k", which is no URL of keys and no path; "ftp" is not supported, "#
                + "a URL begins with https:// or http://"
        ),
        Mistake(
            "https:/a.com/k",
            #"config.yml:3:10: jwksUri is "https:/a.com/k", which is no URL of keys and no path; "https:/a.com/k" is no URL, "#
                + "write https://HOST/PATH"
        ),
        Mistake(
            "https:///k",
            #"config.yml:3:10: jwksUri is "https:///k", which is no URL of keys and no path; a host must follow the "://""#
        ),
        Mistake(
            "https://a.com/my keys",
            #"config.yml:3:10: jwksUri is "https://a.com/my keys", which is no URL of keys and no path; "#
                + #"a URL cannot contain " ", write it percent-encoded"#
        ),
        Mistake(
            "https://a.com/é",
            #"config.yml:3:10: jwksUri is "https://a.com/é", which is no URL of keys and no path; "#
                + #"a URL cannot contain "é", write it percent-encoded"#
        ),
        Mistake(
            "https://a.com/k#x",
            #"config.yml:3:10: jwksUri is "https://a.com/k#x", which is no URL of keys and no path; "#
                + ##"leave out the "#" and what follows"##
        ),
        Mistake(
            "t.auth0.com/.well-known/jwks.json",
            #"config.yml:3:10: jwksUri is "t.auth0.com/.well-known/jwks.json", which is no URL of keys and no path; "#
                + #"did you mean "https://t.auth0.com/.well-known/jwks.json"?"#
        ),
        Mistake(
            "file://keys/jwks.json",
            #"config.yml:3:10: jwksUri is "file://keys/jwks.json", which is no URL of keys and no path; "#
                + "a file URL has three slashes and a whole path, file:///path/to/jwks.json"
        ),
        Mistake(
            "file:jwks.json",
            #"config.yml:3:10: jwksUri is "file:jwks.json", which is no URL of keys and no path; "#
                + "a file URL has three slashes and a whole path, file:///path/to/jwks.json"
        ),
        Mistake(
            "file:///a%2",
            #"config.yml:3:10: jwksUri is "file:///a%2", which is no URL of keys and no path; "#
                + #"a "%" in a file URL is followed by two hexadecimal digits"#
        ),
        Mistake(
            "file:///a%00",
            #"config.yml:3:10: jwksUri is "file:///a%00", which is no URL of keys and no path; "#
                + "a file URL cannot contain %00"
        ),
        Mistake("[a]", #"config.yml:3:10: "jwksUri" wants a text, this is a list"#),
    ])
    func `a wrong jwksUri is reported at its place`(_ mistake: Mistake) {
        #expect(read("audience: a\nauth0Domain: t.auth0.com\njwksUri: \(mistake.text)") == mistake.report)
    }

    @Test(arguments: [
        Mistake(
            "https://YOUR-TENANT.auth0.com/",
            "config.yml:3:14: tokenIssuer still has the placeholder of config.copy.yml; put your own value here: "
                + "it is https:// with your domain and a slash at the end, or remove the line"
        ),
        Mistake(
            "https://my tenant/",
            #"config.yml:3:14: tokenIssuer is "https://my tenant/", which is no URL; "my tenant" is no name of a host"#
        ),
        Mistake(
            "ldap://a.com",
            #"config.yml:3:14: tokenIssuer is "ldap://a.com", which is no URL; "ldap" is not supported, a URL begins with "#
                + "https:// or http://"
        ),
        Mistake("{a: b}", #"config.yml:3:14: "tokenIssuer" wants a text, this is a map"#),
    ])
    func `a wrong tokenIssuer is reported at its place`(_ mistake: Mistake) {
        #expect(read("audience: a\nauth0Domain: t.auth0.com\ntokenIssuer: \(mistake.text)") == mistake.report)
    }

    @Test(arguments: [
        (
            ["AUTH0_DOMAIN": "a b"],
            #"AUTH0_DOMAIN in the environment is "a b", which is no host; "a b" is no name of a host"#
        ),
        (
            ["AUDIENCE": "a\n"],
            #"AUDIENCE in the environment is "a\n", which contains a control character; remove it"#
        ),
        (
            ["JWKS_URI": "ftp://a"],
            #"JWKS_URI in the environment is "ftp://a", which is no URL of keys and no path; "ftp" is not supported, "#
                + "a URL begins with https:// or http://"
        ),
        (
            ["TOKEN_ISSUER": "https://YOUR-TENANT.auth0.com/"],
            "TOKEN_ISSUER in the environment still has the placeholder of config.copy.yml; put your own value here: "
                + "it is https:// with your domain and a slash at the end, or remove the line"
        ),
    ])
    func `a wrong value of the environment is called by its name`(_ environment: [String: String], _ text: String) {
        #expect(read("auth0Domain: t.auth0.com\naudience: a", environment) == text)
    }

    @Test func `all problems are reported at once`() {
        let text = """
            tokenIssuer: https://
            auth0Domain: YOUR-TENANT.auth0.com
            audiense: a
            tokenIssuer: b
            <<: {}
            """
        #expect(
            read(text, ["JWKS_URI": "file:x"]) == """
                config.yml:1:14: tokenIssuer is "https://", which is no URL; a host must follow the "://"
                config.yml:2:14: auth0Domain still has the placeholder of config.copy.yml; put your own value here: it \
                is the Domain in the settings of your application in the Auth0 dashboard
                config.yml:3:1: unknown key "audiense"; did you mean "audience"?
                config.yml:4:1: the key "tokenIssuer" occurs twice, first at config.yml:1:1; keep one of them
                config.yml:5:1: the merge key "<<" is not supported in this file; write the keys out
                JWKS_URI in the environment is "file:x", which is no URL of keys and no path; a file URL has three \
                slashes and a whole path, file:///path/to/jwks.json
                """
        )
    }

    private func read(_ text: String, _ environment: [String: String] = [:]) -> String {
        report { try ConfigFile.settings(text: Array(text.utf8), file: "config.yml", environment: environment) }
    }
}
