// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// What the pages say can be read: 4.5 to 1 between text and what is behind it (WCAG 2.2, 1.4.3), in light and in dark.
@Suite(.serialized, .enabled(if: Tool.mayRun(Tool.chromedriver), "chromedriver is missing"))
struct ContrastBrowserTests {
    /// Answers each text that is too faint; plain colours only, as gradients and images have none that could be asked for.
    private static let faint = """
        const [dark, content] = arguments
        const parts = (color) => color.match(/[\\d.]+/g).map(Number)
        const luminance = (color) => {
          const [r, g, b] = parts(color).map((value) => value / 255)
            .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
          return 0.2126 * r + 0.7152 * g + 0.0722 * b
        }
        const behind = (element) => {
          for (let at = element; at; at = at.parentElement) {
            const color = getComputedStyle(at).backgroundColor
            if (parts(color)[3] !== 0) return color
          }
          return dark ? 'rgb(18, 18, 18)' : 'rgb(255, 255, 255)'
        }
        const found = []
        if (matchMedia('(prefers-color-scheme: dark)').matches !== dark) found.push('the wrong scheme')
        let seen = 0
        for (const element of document.querySelectorAll(content)) {
          const text = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim())
          if (!text.length || !element.checkVisibility() || element.matches(':disabled')) continue
          seen += 1
          const [one, other] = [luminance(getComputedStyle(element).color), luminance(behind(element))]
          const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
          if (ratio < 4.5) found.push(`${ratio.toFixed(2)}: ${text[0].data.trim()}`)
        }
        if (!seen) found.push('no text')
        return found
        """

    @Test(arguments: [false, true])
    func `every text of login and demo stands out`(isDark: Bool) async throws {
        try await withVisit(arguments: ["--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)"]) { visit in
            try await visit.open(visit.home)
            for view in ["/", "/ping", "/profile"] {
                try await visit.browser.click("nav a[href='\(view)']")
                let faint = try await visit.browser.execute(Self.faint, [.bool(isDark), "body *"])
                #expect(faint == [], "\(view)")
            }
            try await visit.browser.click("nav a[href='/']")
            try await visit.browser.click("#login")
            try await visit.browser.wait(until: "document.querySelector('#username')")
            #expect(try await visit.browser.execute(Self.faint, [.bool(isDark), "main *"]) == [])
            try await visit.logIn("wrong")
            try await visit.browser.wait(until: "document.querySelector('#error')")
            #expect(try await visit.browser.execute(Self.faint, [.bool(isDark), "main *"]) == [])
        }
    }
}
