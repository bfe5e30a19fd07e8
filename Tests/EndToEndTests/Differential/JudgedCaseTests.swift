// SPDX-License-Identifier: Apache-2.0

// Each class of disagreement that comparing with nginx 1.22 and Node 20 has brought to light (DifferentialTests, 100 000
// strings each), as a case with the section of the RFC that settles it. `theirs` is what they were seen to do.

import Testing

/// Bytes that readers of HTTP disagree about, over a real socket.
struct JudgedCaseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let source: String
        let text: String
        /// The requests that we see, each as the bytes of its body, and why we refuse the rest.
        let ours: String
        let theirs: String

        init(_ name: String, _ source: String, _ text: String, ours: String, theirs: String) {
            (self.name, self.source, self.text, self.ours, self.theirs) = (name, source, text, ours, theirs)
        }

        var testDescription: String { "\(name) (\(source))" }
    }

    static func post(_ fields: String..., body: String = "", version: String = "1.1") -> String {
        let head = ["POST / HTTP/\(version)", "Host: a"] + fields
        return head.joined(separator: "\r\n") + "\r\n\r\n" + body + "GET /last HTTP/1.1\r\nHost: a\r\n\r\n"
    }

    static func line(_ line: String, host: String = "Host: a\r\n") -> String { "\(line)\r\n\(host)\r\n" }

    static func chunked(_ body: String, _ fields: String...) -> String {
        post((fields + ["Transfer-Encoding: chunked"]).joined(separator: "\r\n"), body: body)
    }

    static let moreLenient: [Case] = [
        Case("a method in small letters", "RFC 9110 §9.1", line("get / HTTP/1.1"), ours: "0", theirs: "both refuse it"),
        Case("a method of one's own", "RFC 9110 §9.1", line("BREW / HTTP/1.1"), ours: "0", theirs: "Node refuses it"),
        Case("OPTIONS *", "RFC 9112 §3.2.4", line("OPTIONS * HTTP/1.1"), ours: "0", theirs: "nginx refuses it"),
        Case(
            "a tab before a length",
            "RFC 9110 §5.6.3",
            post("Content-Length:\t5", body: "hello"),
            ours: "5 0",
            theirs: "nginx refuses it"
        ),
        Case(
            "an empty Host",
            "RFC 9112 §3.2",
            line("GET / HTTP/1.1", host: "Host:\r\n"),
            ours: "0",
            theirs: "nginx refuses it"
        ),
        Case(
            "fields that Connection names",
            "RFC 9110 §7.6.1",
            post("Connection: content-length", "Content-Length: 5", body: "hello"),
            ours: "5 0",
            theirs: "as we do"
        ),
        Case(
            "upgrades that are not taken up",
            "RFC 9110 §7.8",
            post("Connection: upgrade", "Upgrade: h2c, websocket"),
            ours: "0 0",
            theirs: "as we do"
        ),
    ]

    @Test(arguments: stricter + moreLenient)
    func `bytes that readers disagree about are read as the RFC says`(_ disputed: Case) async throws {
        try await withOurs { port in
            let reading = Reading(answers: try await exchange(Array(disputed.text.utf8), port: port))
            #expect(reading.description == disputed.ours)
        }
    }
}
