// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// Front ends of others in a real Chromium: one with Auth0's own library, one whose token is for another API, and one whose
/// browser runs no scripts.
@Suite(.serialized, .enabled(if: Tool.mayRun(Tool.chromedriver), "chromedriver is missing"))
struct FrontEndBrowserTests {
    // MARK: - auth0-spa-js, unmodified

    private static let page = """
        <!doctype html><title>front end</title><script type="module">
        import createAuth0Client from './auth0-spa-js.js'
        const query = new URLSearchParams(location.search)
        const options = JSON.parse(localStorage.options || query.get('options'))
        localStorage.options = JSON.stringify(options)
        try {
          window.client = await createAuth0Client({ ...options, redirect_uri: location.origin + '/index.html' })
          if (query.get('code')) {
            await client.handleRedirectCallback()
            history.replaceState({}, '', '/index.html')
          }
          window.state = { isIn: await client.isAuthenticated(), user: await client.getUser() }
        } catch (error) { window.state = { error: String(error) } }
        </script>
        """

    @Test(.enabled(if: Tool.mayRun(Tool.spaLibrary), "auth0-spa-js is missing"), arguments: [false, true])
    func `Auth0's library for pages logs in, calls, renews, silently or by refresh token, and logs out`(
        _ usesRefreshTokens: Bool
    ) async throws {
        let library = try read(try Tool.need(Tool.spaLibrary, "auth0-spa-js"))
        let files = ["index.html": Array(Self.page.utf8), "auth0-spa-js.js": Array(library.utf8)]
        try await withPages(files) { origin in
            try await withVisit { visit in
                let issuer = "http://localhost:\(visit.gateway.issuerPort ?? 0)"
                let options: JSONValue = [
                    "domain": .string(issuer), "client_id": "local-spa", "audience": "https://gateway.localhost/",
                    "useRefreshTokens": .bool(usesRefreshTokens),
                    "cacheLocation": .string(usesRefreshTokens ? "localstorage" : "memory"),
                ]
                let browser = visit.browser
                try await browser.go(to: "\(origin)/index.html?options=\(escaped(options.compactText))")
                try await browser.wait(until: "window.state && !window.state.isIn && !window.state.error")
                _ = try await browser.execute("client.loginWithRedirect()")
                try await visit.logIn()
                try await browser.wait(until: "window.state?.user?.email === 'mary@example.com'")

                let renew = """
                    const before = await client.getTokenSilently()
                    const after = await client.getTokenSilently({ ignoreCache: true })
                    const api = arguments[0] + '/dev/private'
                    const headers = { Authorization: 'Bearer ' + after, 'Content-Type': 'application/json' }
                    return [before.length > 100, await (await fetch(api, { headers })).text()]
                    """
                let answer = try await browser.execute(renew, [.string("http://localhost:\(visit.gateway.port)")])
                #expect(answer == [true, #"{"message": "Only logged in users can see this"}"#])

                _ = try await browser.execute("client.logout({ returnTo: location.origin + '/index.html' })")
                try await browser.wait(until: "window.state && !window.state.isIn && !window.state.error")
                let silent = try await browser.execute(
                    "try { return await client.getTokenSilently() } catch (error) { return String(error) }"
                )
                #expect(silent == "Error: Login required" || silent.string?.contains("refresh token") == true)
            }
        }
    }

    // MARK: - Customers and admins

    @Test func `a customer's token is refused on an admin's route, so that the page can read it; an admin's passes`()
        async throws
    {
        let example = "\(Tool.repository)/Examples/customer-admin"
        var files: [String: String] = [:]
        for name in ["routes.yml", "tenant.yml"] {
            files[name] = try read("\(example)/\(name)")
        }
        // The page of the shop is on any port here.
        files["tenant.yml"] = files["tenant.yml"]?.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.contains("http://localhost:5173") ? $0.prefix { $0 != ":" } + ": loopback" : $0[...] }
            .joined(separator: "\n")
        let page = "<!doctype html><title>back office</title><script>state = location.hash</script>"
        try await withPages(["index.html": Array(page.utf8)]) { origin in
            try await withGateway(files) { gateway in
                try await withBrowser { browser in
                    for (user, client, audience, status) in [
                        ("mary@example.com", "customer-page", "customer", 403),
                        ("ada@example.com", "admin-page", "admin", 200),
                    ] {
                        let visit = Visit(gateway: gateway, browser: browser, home: origin, otherHome: origin)
                        try await visit.control("login", #"{"user": "\#(user)"}"#)
                        let query = [
                            "client_id=\(client)", "response_type=token", "prompt=login", "state=s", "scope=openid",
                            "audience=\(escaped("https://\(audience).example.test/"))",
                            "redirect_uri=\(escaped(origin + "/index.html"))",
                        ].joined(separator: "&")
                        try await browser.go(to: "http://localhost:\(gateway.issuerPort ?? 0)/authorize?\(query)")
                        try await browser.wait(until: "location.hash.includes('access_token')")
                        let call = """
                            const token = new URLSearchParams(location.hash.slice(1)).get('access_token')
                            const headers = { Authorization: 'Bearer ' + token, 'Content-Type': 'application/json' }
                            const answer = await fetch(arguments[0], { headers })
                            return [answer.status, Object.keys(await answer.json()).length]
                            """
                        let url = "http://localhost:\(gateway.port)/dev/admin/users"
                        let answer = try await browser.execute(call, [.string(url)])
                        #expect(answer == [.number(JSONNumber(Int64(status))), 1], "\(user)")
                    }
                }
            }
        }
    }

    // MARK: - Without scripts

    @Test func `the login page works without JavaScript`() async throws {
        try await withPages(["index.html": Array("<!doctype html><title>arrived</title>".utf8)]) { origin in
            try await withGateway { gateway in
                try await withBrowser(arguments: ["--blink-settings=scriptEnabled=false"]) { browser in
                    let query = [
                        "client_id=local-client", "response_type=code", "state=s", "scope=openid",
                        "redirect_uri=\(escaped(origin + "/index.html"))",
                    ].joined(separator: "&")
                    try await browser.go(to: "http://localhost:\(gateway.issuerPort ?? 0)/authorize?\(query)")
                    try await browser.type("mary@example.com", into: "#username")
                    try await browser.type("mary", into: "#password")
                    try await browser.click("button.primary")
                    try await eventually("the browser is back") { try await browser.url().hasPrefix(origin) }
                    #expect(try await browser.url().contains("?code="))
                }
            }
        }
    }
}

/// Text as it may stand in a query.
private func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    return text.utf8.map { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(UnicodeScalar(byte))
        default: "%" + String(decoding: [digits[Int(byte >> 4)], digits[Int(byte & 15)]], as: UTF8.self)
        }
    }.joined()
}
