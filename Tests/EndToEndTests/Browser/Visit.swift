// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// A browser in front of the demo that a gateway serves.
struct Visit {
    let gateway: ServedGateway
    let browser: Browser
    let home: String
    let otherHome: String

    /// Goes to the demo, and waits until it listens.
    func open(_ url: String) async throws {
        try await browser.go(to: url)
        try await browser.wait(until: "document.documentElement.dataset.ready")
    }

    /// Fills in the login page.
    func logIn(_ password: String = "mary") async throws {
        try await browser.wait(until: "document.querySelector('#username')")
        try await browser.type("mary@example.com", into: "#username")
        try await browser.type(password, into: "#password")
        try await browser.click("button.primary")
    }

    func isIn() async throws {
        try await browser.wait(until: "document.documentElement.dataset.session === 'in'")
        try await browser.wait(until: "location.pathname !== '/callback'")
    }

    func isOut() async throws {
        try await browser.wait(
            until: "document.documentElement.dataset.ready && document.documentElement.dataset.session === 'out'"
        )
    }

    /// Presses a button of the page Ping, and waits for the status of the answer.
    func call(_ button: String, _ status: Int) async throws {
        try await browser.click("nav a[href='/ping']")
        try await browser.click(button)
        try await browser.wait(
            until: "document.querySelector('#result .status').textContent === arguments[0]",
            [.string(String(status))]
        )
    }

    func token() async throws -> String? {
        try await browser.execute("return localStorage.getItem('access_token')").string
    }

    func notice(contains text: String) async throws {
        try await browser.wait(
            until: "!document.querySelector('#notice').hidden"
                + " && document.querySelector('#notice').textContent.includes(arguments[0])",
            [.string(text)]
        )
    }

    /// Tells the issuer, as a test's author would.
    func control(_ name: String, _ body: String) async throws {
        let connection = try await RawConnection.open(port: gateway.issuerPort ?? 0)
        try await connection.send(
            """
            POST /_control/\(name) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
            Content-Length: \(body.utf8.count)\r\n\r\n\(body)
            """
        )
        let response = try await connection.response()
        await connection.close()
        guard response.status == 200 else {
            throw WebDriver.Failure(description: "\(name): \(String(decoding: response.body, as: UTF8.self))")
        }
    }
}

/// Serves the shipped demo, and opens a browser.
///
/// - Parameters:
///   - arguments: Of Chromium, beside the usual.
///   - prepare: Gets the gateway, the folder of its authority and the browser's `HOME`, before the browser starts.
///   - body: The test.
/// - Throws: What it throws.
func withVisit(
    arguments: [String] = [],
    prepare: (_ gateway: ServedGateway, _ dataHome: String, _ home: String) async throws -> Void = { _, _, _ in },
    _ body: (Visit) async throws -> Void
) async throws {
    try await withFolder { data in
        let environment = ["GATEWAY_DATA_HOME": data]
        try await withGateway(arguments: ["--demo-port", "0"], environment: environment) { gateway in
            let demo = try JSONValue(parsing: try read("\(gateway.folder)/ready.json")).object?["demo"]?.object
            let home = try #require(demo?["url"]?.string)
            let other = try #require(demo?["otherOrigin"]?.string)
            try await withBrowser(arguments: arguments, prepare: { try await prepare(gateway, data, $0) }) { browser in
                try await body(Visit(gateway: gateway, browser: browser, home: home, otherHome: other))
            }
        }
    }
}
