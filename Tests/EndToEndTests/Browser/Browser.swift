// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport

/// A Chromium of its own: an empty profile, and no trust but what it is given.
struct Browser {
    private let driver: WebDriver
    private let session: String

    /// A key that is no letter (WebDriver §17.4.2).
    enum Key {
        static let tab = "\u{E004}"
        static let enter = "\u{E007}"
    }

    static func open(_ driver: WebDriver, profile: String, arguments: [String]) async throws -> Browser {
        // No sandbox: it cannot be had by root, whom containers run as; the pages are our own.
        let usual = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
            "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en-US",
            "--user-data-dir=\(profile)",
        ]
        let options: JSONValue = ["args": .array((usual + arguments).map { .string($0) })]
        let capabilities: JSONValue = ["alwaysMatch": ["goog:chromeOptions": options]]
        let answer = try await driver.send("POST", "/session", ["capabilities": capabilities])
        guard let session = answer.object?["sessionId"]?.string else {
            throw WebDriver.Failure(description: "no session: \(answer.compactText)")
        }
        return Browser(driver: driver, session: session)
    }

    private func send(_ method: String, _ path: String, _ body: JSONValue = [:]) async throws -> JSONValue {
        try await driver.send(method, "/session/\(session)/\(path)", body)
    }

    func go(to url: String) async throws {
        _ = try await send("POST", "url", ["url": .string(url)])
    }

    func url() async throws -> String { try await send("GET", "url").string ?? "" }

    /// The value of a function's body; a promise is waited for.
    func execute(_ script: String, _ arguments: [JSONValue] = []) async throws -> JSONValue {
        try await send("POST", "execute/sync", ["script": .string(script), "args": .array(arguments)])
    }

    /// What an element says; `nil` when there is none.
    func text(_ selector: String) async throws -> String? {
        try await execute("return document.querySelector(arguments[0])?.textContent", [.string(selector)]).string
    }

    /// Clicks an element as soon as it is there and can be clicked.
    func click(_ selector: String) async throws {
        var last = ""
        do {
            try await eventually("\(selector) is clicked") {
                do {
                    _ = try await send("POST", "element/\(element(selector))/click")
                    return true
                } catch let failure as WebDriver.Failure {
                    last = failure.description
                    return false
                }
            }
        } catch {
            throw WebDriver.Failure(description: "\(error), \(last), at \(try await url())")
        }
    }

    func type(_ text: String, into selector: String) async throws {
        let field = try await element(selector)
        _ = try await send("POST", "element/\(field)/value", ["text": .string(text)])
    }

    /// Strikes keys, wherever the focus is.
    func press(_ keys: String) async throws {
        let strokes = keys.flatMap { key in
            ["keyDown", "keyUp"].map { kind -> JSONValue in ["type": .string(kind), "value": .string(String(key))] }
        }
        let keyboard: JSONValue = ["type": "key", "id": "keyboard", "actions": .array(strokes)]
        _ = try await send("POST", "actions", ["actions": [keyboard]])
    }

    /// Waits until an expression is true in the page that is shown by then.
    func wait(until expression: String, _ arguments: [JSONValue] = []) async throws {
        do {
            try await eventually(expression) {
                // While one page follows another there is none to ask.
                do {
                    return try await execute("return Boolean(\(expression))", arguments) == .bool(true)
                } catch is WebDriver.Failure { return false }
            }
        } catch {
            let page = try await execute("return document.body.innerText")
            throw WebDriver.Failure(description: "\(error), at \(try await url()): \(page.visibleText)")
        }
    }

    private func element(_ selector: String) async throws -> String {
        let found = try await send("POST", "element", ["using": "css selector", "value": .string(selector)])
        guard let id = found.object?.members.first?.value.string else {
            throw WebDriver.Failure(description: "\(selector): \(found.compactText)")
        }
        return id
    }
}

/// Opens a browser for one test; `prepare` gets its `HOME` before it starts.
func withBrowser<Result>(
    arguments: [String] = [],
    prepare: (String) async throws -> Void = { _ in },
    _ body: (Browser) async throws -> Result
) async throws -> Result {
    try await withFolder { folder in
        try await prepare(folder)
        let driver = try await WebDriver.start(in: folder, home: folder)
        do {
            let browser = try await Browser.open(driver, profile: "\(folder)/profile", arguments: arguments)
            let result = try await body(browser)
            await driver.stop()
            return result
        } catch {
            await driver.stop()
            throw error
        }
    }
}
