// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport
import Testing

/// The demo over https, in a Chromium that trusts this user's certificate authority and nothing else that is new.
@Suite(
    .serialized,
    .enabled(if: Tool.mayRun(Tool.chromedriver) && Tool.mayRun(Tool.certutil), "chromedriver or certutil is missing")
)
struct SecureBrowserTests {
    @Test func `page, API and issuer work over https, and so does a silent login`() async throws {
        try await withVisit(prepare: Self.trust) { visit in
            try await visit.open(Self.secure(visit.home))
            try await visit.browser.click("#login")
            try await visit.logIn()
            try await visit.isIn()
            try await visit.call("#call-private", 200)
            _ = try await visit.browser.execute("localStorage.clear()")
            try await visit.open(Self.secure(visit.home))
            try await visit.isOut()
            try await visit.browser.click("#silent-login")
            try await visit.isIn()
        }
    }

    @Test func `from an http page, an https issuer knows nobody in a frame, and says so`() async throws {
        // Schemes differ, so the two are cross-site (RFC 6265bis §5.2), and the session's cookie stays at home.
        let script = """
            const [issuer, silently] = arguments
            const oidc = await import('/demo/oidc.js')
            const { askInFrame } = await import('/demo/silent.js')
            const config = await (await fetch('/demo/config.json')).json()
            const more = silently ? { prompt: 'none', response_mode: 'web_message' } : {}
            const parameters = await oidc.authorizeParameters(oidc.newTransaction('code'), {
              ...config, issuer, redirectUri: `${location.origin}/callback`, ...more,
            })
            const url = `${issuer}authorize?${parameters}`
            return silently ? (await askInFrame(url)).error : url
            """
        try await withVisit(prepare: Self.trust) { visit in
            let issuer = JSONValue.string("https://localhost:\(visit.gateway.issuerPort ?? 0)/")
            try await visit.control("login", #"{"user": "mary@example.com"}"#)
            try await visit.open(visit.home)
            let url = try await visit.browser.execute(script, [issuer, false]).string
            try await visit.browser.go(to: try #require(url))
            try await visit.browser.wait(until: "location.pathname === '/callback'")
            try await visit.open(visit.home)
            #expect(try await visit.browser.execute(script, [issuer, true]) == "login_required")
        }
    }

    private static func secure(_ url: String) -> String { "https" + url.dropFirst("http".count) }

    /// Gives a browser's `HOME` the authority that the gateway's certificate is from.
    private static func trust(_ gateway: ServedGateway, dataHome: String, home: String) async throws {
        let certutil = try Tool.need(Tool.certutil, "certutil")
        let printed = try await run(
            Tool.gateway,
            ["trust", "--print"],
            in: home,
            environment: ["GATEWAY_DATA_HOME": dataHome]
        )
        #expect(printed.code == 0, "\(printed.errors)")
        try write(printed.output, to: "\(home)/ca.pem")
        for folder in [".pki", ".pki/nssdb"] { mkdir("\(home)/\(folder)", 0o700) }
        for arguments in [["-N", "--empty-password"], ["-A", "-n", "gateway", "-t", "C,,", "-i", "ca.pem"]] {
            let made = try await run(certutil, ["-d", "sql:\(home)/.pki/nssdb"] + arguments, in: home)
            #expect(made.code == 0, "\(made.errors)")
        }
    }
}
