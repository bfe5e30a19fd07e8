// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// One URL each in a tenant.yml to which no answer may go, and exactly what is said about it.
struct TenantURLMistakesTests {
    @Test(arguments: [
        Mistake(
            "callbacks: localhost:3000",
            #"t.yml:3:14: "localhost:3000" in "callbacks" is no URL; write https://HOST/PATH"#
        ),
        Mistake(
            "callbacks: /callback",
            #"t.yml:3:14: "/callback" in "callbacks" is no URL; write https://HOST/PATH"#
        ),
        Mistake(
            "callbacks: [https://a.example/cb, https://a.example/cb]",
            #"t.yml:3:37: "https://a.example/cb" occurs twice in "callbacks"; keep one of them"#
        ),
        Mistake(
            "callbacks: https://a.example/#x",
            ##"t.yml:3:14: "https://a.example/#x" in "callbacks" is no URL; leave out the "#" and "##
                + "what follows"
        ),
        Mistake(
            "callbacks: https://*.example.com/cb",
            #"t.yml:3:14: "https://*.example.com/cb" in "callbacks" has a wildcard; write each "#
                + #"URL out, or "loopback" for all of this machine"#
        ),
        Mistake(
            "callbacks: '*'",
            #"t.yml:3:14: "*" in "callbacks" has a wildcard; write each URL out, or "loopback" "#
                + "for all of this machine"
        ),
        Mistake(
            "callbacks: https://a:b@c/",
            #"t.yml:3:14: "https://a:b@c/" in "callbacks" is no URL; leave out the user name and "#
                + #"the "@""#
        ),
        Mistake(
            "callbacks: https://a.example/ü",
            #"t.yml:3:14: "https://a.example/ü" in "callbacks" is no URL; a URL cannot contain "#
                + #""ü", write it percent-encoded"#
        ),
        Mistake(
            "callbacks: https://a b/",
            #"t.yml:3:14: "https://a b/" in "callbacks" is no URL; "a b" is no name of a host"#
        ),
        Mistake(
            "callbacks: https://",
            #"t.yml:3:14: "https://" in "callbacks" is no URL; a host must follow the "://""#
        ),
        Mistake(
            "callbacks: com.example.app://cb",
            #"t.yml:3:14: "com.example.app://cb" in "callbacks" has a scheme of its own; write "#
                + #"https://HOST/PATH, or "app_type: native""#
        ),
        Mistake(
            "callbacks: javascript://x/%0aalert(1)",
            #"t.yml:3:14: "javascript://x/%0aalert(1)" in "callbacks" is nothing that an "#
                + "application listens to; write https://HOST/PATH"
        ),
        Mistake(
            "callbacks: javascript:alert(1)",
            #"t.yml:3:14: "javascript:alert(1)" in "callbacks" is no URL; write https://HOST/PATH"#
        ),
        Mistake(
            "callbacks: DATA:/x",
            #"t.yml:3:14: "DATA:/x" in "callbacks" is nothing that an application listens to; "#
                + "write https://HOST/PATH"
        ),
        Mistake(
            "callbacks: ftp://a/",
            #"t.yml:3:14: "ftp://a/" in "callbacks" has a scheme of its own; write "#
                + #"https://HOST/PATH, or "app_type: native""#
        ),
        Mistake(
            "callbacks: []",
            #"t.yml:3:14: "callbacks" is an empty list; fill it, or remove the key"#
        ),
        Mistake(
            "callbacks: {a: b}",
            #"t.yml:3:14: "callbacks" wants a text or a list of texts, this is a map"#
        ),
        Mistake(
            "callbacks: [~]",
            #"t.yml:3:15: "callbacks" wants a text, this is empty"#
        ),
        Mistake(
            "callbacks: Loopback",
            #"t.yml:3:14: "Loopback" in "callbacks" is no URL; write https://HOST/PATH"#
        ),
        Mistake(
            "app_type: native\n  callbacks: com.example.app://cb#x",
            ##"t.yml:4:14: "com.example.app://cb#x" in "callbacks" is no URL; leave out the "#" "##
                + "and what follows"
        ),
        Mistake(
            "app_type: native\n  callbacks: com.example.app://ü",
            #"t.yml:4:14: "com.example.app://ü" in "callbacks" is no URL; a URL cannot contain "#
                + #""ü", write it percent-encoded"#
        ),
        Mistake(
            "app_type: native\n  callbacks: javascript:/x",
            #"t.yml:4:14: "javascript:/x" in "callbacks" is nothing that an application listens "#
                + "to; write https://HOST/PATH"
        ),
        Mistake(
            "app_type: native\n  callbacks: com.example.app://*",
            #"t.yml:4:14: "com.example.app://*" in "callbacks" has a wildcard; write each URL "#
                + #"out, or "loopback" for all of this machine"#
        ),
        Mistake(
            "app_type: native\n  callbacks: 1a://x",
            #"t.yml:4:14: "1a://x" in "callbacks" is no URL; "1a" is not supported, a URL begins "#
                + "with https:// or http://"
        ),
        Mistake(
            "app_type: native\n  callbacks: 'app:cb'",
            #"t.yml:4:14: "app:cb" in "callbacks" is no URL; write https://HOST/PATH"#
        ),
        Mistake(
            "allowed_logout_urls: https://*.example.com",
            #"t.yml:3:24: "https://*.example.com" in "allowed_logout_urls" has a wildcard; write "#
                + #"each URL out, or "loopback" for all of this machine"#
        ),
        Mistake(
            "web_origins: https://a.example/",
            #"t.yml:3:16: "https://a.example/" in "web_origins" is no origin as browsers send it; "#
                + #"an origin has no path and no slash at its end, write "https://a.example""#
        ),
        Mistake(
            "web_origins: https://A.example",
            #"t.yml:3:16: "https://A.example" in "web_origins" is no origin as browsers send it; "#
                + #"browsers send it in lower case, write "https://a.example""#
        ),
        Mistake(
            "web_origins: 'null'",
            #"t.yml:3:16: "null" in "web_origins" is no origin as browsers send it; every "#
                + #"sandboxed page and local file sends "null", so name real origins"#
        ),
        Mistake(
            "web_origins: '*'",
            #"t.yml:3:16: "*" in "web_origins" is no origin as browsers send it; "*" stands for "#
                + "every origin or for none, so write each origin out"
        ),
        Mistake(
            "web_origins: a.example",
            #"t.yml:3:16: "a.example" in "web_origins" is no origin as browsers send it; did you "#
                + #"mean "https://a.example"?"#
        ),
        Mistake(
            "web_origins: https://a.example/cb",
            #"t.yml:3:16: "https://a.example/cb" in "web_origins" is no origin as browsers send "#
                + #"it; an origin has no path and no slash at its end, write "https://a.example""#
        ),
    ])
    func `what is nowhere to go is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfTenant("applications:\n- client_id: a\n  " + mistake.text) == mistake.report)
    }
}
