// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// The shipped demo in a real Chromium: that browsers, too, take the gateway and the tenant for what they play.
///
/// One after the other, as a browser is a heavy thing beside a thousand other tests.
@Suite(.serialized, .enabled(if: Tool.mayRun(Tool.chromedriver), "chromedriver is missing"))
struct BrowserTests {
    @Test func `who logs in may call the private route, and who logs out may not`() async throws {
        try await withVisit { visit in
            try await visit.open(visit.home)
            try await visit.call("#call-private", 401)
            try await visit.browser.wait(until: "document.querySelector('#reason').textContent.length > 0")
            try await visit.call("#ping", 200)
            try await visit.browser.click("#login")
            try await visit.logIn()
            try await visit.isIn()
            try await visit.call("#call-private", 200)
            let message = try await visit.browser.text("#result .message")
            #expect(message == "Only logged in users can see this")
            try await visit.browser.click("nav a[href='/profile']")
            try await visit.browser.wait(
                until: "document.querySelector('#raw-profile').textContent.includes('mary@example.com')"
            )
            try await visit.browser.click("#logout")
            try await visit.isOut()
            try await visit.call("#call-private", 401)
        }
    }

    @Test func `a damaged token is refused with an error that the page can read, and a reason`() async throws {
        try await withVisit { visit in
            try await visit.open(visit.home)
            try await visit.browser.click("nav a[href='/ping']")
            try await visit.browser.click("#token-choice option[value='damaged']")
            try await visit.browser.click("#call-private")
            try await visit.browser.wait(
                until: "/^[45]\\d\\d$/.test(document.querySelector('#result .status').textContent)"
            )
            try await visit.browser.wait(until: "document.querySelector('#reason').textContent.length > 0")
        }
    }

    @Test func `the login page needs no mouse`() async throws {
        try await withVisit { visit in
            try await visit.open(visit.home)
            try await visit.browser.click("#login")
            try await visit.browser.wait(until: "document.activeElement?.id === 'username'")
            try await visit.browser.press("mary@example.com" + Browser.Key.tab + "mary" + Browser.Key.enter)
            try await visit.isIn()
        }
    }

    @Test func `a wrong password is told so, and a listed user needs none`() async throws {
        try await withVisit { visit in
            try await visit.open(visit.home)
            try await visit.browser.click("#login")
            try await visit.logIn("no")
            try await visit.browser.wait(until: "document.querySelector('#error')")
            try await visit.browser.click("button.user")
            try await visit.isIn()
        }
    }

    @Test func `each field of the pages has a label, and each page a language and a heading`() async throws {
        let flaws = """
            const flaws = []
            if (!document.documentElement.lang) flaws.push('no lang')
            const heads = [...document.querySelectorAll('h1')].filter((head) => head.checkVisibility())
            if (heads.length !== 1) flaws.push(`${heads.length} headings`)
            for (const field of document.querySelectorAll('input:not([type=hidden]), select'))
              if (!field.labels.length) flaws.push(`no label: ${field.id}`)
            for (const entry of performance.getEntriesByType('resource'))
              if (new URL(entry.name).hostname !== 'localhost') flaws.push(`from elsewhere: ${entry.name}`)
            return flaws
            """
        try await withVisit { visit in
            try await visit.open(visit.home)
            #expect(try await visit.browser.execute(flaws) == .array([]))
            try await visit.browser.click("nav a[href='/ping']")
            #expect(try await visit.browser.execute(flaws) == .array([]))
            try await visit.browser.click("nav a[href='/']")
            try await visit.browser.click("#login")
            try await visit.browser.wait(until: "document.querySelector('#username')")
            #expect(try await visit.browser.execute(flaws) == .array([]))
        }
    }

    @Test(arguments: ["code", "implicit"])
    func `the issuer's session logs in again unseen, and without one that fails`(flow: String) async throws {
        try await withVisit { visit in
            try await visit.open(visit.home)
            // The radio itself is drawn by its label.
            try await visit.browser.click("label:has(#flow-\(flow))")
            try await visit.browser.click("#silent-login")
            try await visit.notice(contains: "login_required")
            try await visit.browser.click("#login")
            try await visit.logIn()
            try await visit.isIn()
            _ = try await visit.browser.execute("localStorage.clear()")
            try await visit.open(visit.home)
            try await visit.isOut()
            #expect(try await visit.token() == nil)
            try await visit.browser.click("label:has(#flow-\(flow))")
            try await visit.browser.click("#silent-login")
            try await visit.isIn()
            // Of the same second it may be the same as the one before, letter for letter.
            #expect(try await visit.token() != nil)
            try await visit.call("#call-private", 200)
        }
    }

    @Test func `a token that is about to expire is renewed`() async throws {
        try await withVisit { visit in
            try await visit.control("login", #"{"user": "mary@example.com"}"#)
            try await visit.control("next-token", #"{"expires_in": 3}"#)
            try await visit.open(visit.home)
            try await visit.browser.click("#login")
            try await visit.browser.wait(until: "Number(localStorage.getItem('expires_at')) > Date.now() + 60000")
            try await visit.isIn()
            try await visit.call("#call-private", 200)
        }
    }

    @Test func `tokens of the key before and of the one after a rotation pass`() async throws {
        try await withVisit { visit in
            try await visit.control("login", #"{"user": "mary@example.com"}"#)
            try await visit.open(visit.home)
            try await visit.browser.click("#login")
            try await visit.isIn()
            let before = try await visit.token()
            try await visit.control("rotate-key", "{}")
            try await visit.call("#call-private", 200)
            try await visit.browser.click("nav a[href='/']")
            try await visit.browser.click("#refresh")
            try await visit.notice(contains: "There is a new access token")
            let after = try await visit.token()
            #expect(before?.split(separator: ".").first != after?.split(separator: ".").first)
            try await visit.call("#call-private", 200)
        }
    }

    @Test func `while the tenant is down a renewal fails, and then it works again`() async throws {
        try await withVisit { visit in
            try await visit.control("login", #"{"user": "mary@example.com"}"#)
            try await visit.open(visit.home)
            try await visit.browser.click("#login")
            try await visit.isIn()
            try await visit.control("tenant", #"{"down": true}"#)
            try await visit.browser.click("#refresh")
            try await visit.browser.wait(
                until: "document.querySelector('#notice:not([hidden])')?.dataset.kind === 'bad'"
            )
            try await visit.control("tenant", #"{"down": false}"#)
            try await visit.browser.click("#refresh")
            try await visit.notice(contains: "There is a new access token")
        }
    }

    @Test func `a page of another origin calls the API, and reads refusals, too`() async throws {
        try await withVisit { visit in
            try await visit.open(visit.otherHome)
            try await visit.call("#call-private", 401)
            try await visit.browser.click("nav a[href='/']")
            try await visit.browser.click("#login")
            try await visit.logIn()
            try await visit.isIn()
            try await visit.call("#call-private", 200)
            #expect(try await visit.browser.url().hasPrefix(visit.otherHome))
        }
    }

    @Test func `a page of an origin that the tenant does not list reads nothing of it`() async throws {
        let script = """
            const read = (url, options) => fetch(url, options).then(() => 'read', () => 'hidden')
            return Promise.all([
              read(arguments[0] + '/dev/public'),
              read(arguments[1] + 'oauth/token', { method: 'POST', body: new URLSearchParams({ grant_type: 'x' }) }),
              read(arguments[1] + 'userinfo'),
            ])
            """
        try await withVisit(arguments: ["--host-resolver-rules=MAP page.example 127.0.0.1"]) { visit in
            try await visit.browser.go(to: "http://page.example:\(visit.gateway.port)/dev/public")
            let api = "http://localhost:\(visit.gateway.port)"
            let issuer = "http://localhost:\(visit.gateway.issuerPort ?? 0)/"
            let read = try await visit.browser.execute(script, [.string(api), .string(issuer)])
            // The API's own CORS is for everyone: the page could read what it may.
            #expect(read == ["read", "hidden", "hidden"])
        }
    }
}
