// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import TestSupport

extension Expectation {
    /// What was observed otherwise than expected.
    ///
    /// - Parameter observation: What the requests brought.
    /// - Returns: A line for each difference.
    /// - Throws: When a pattern of the case is none.
    func differences(from observation: Observation) throws -> [String] {
        var found = Differences()
        if !statuses.isEmpty { found.expect("statuses", statuses, observation.answers.map(\.status)) }
        guard let answer = observation.answers.last else { return ["there was no answer"] }
        if let status { found.expect("status", status, answer.status) }
        try compareHeaders(of: answer, &found)
        try compareBody(of: answer, &found)
        try event.compare("event", with: observation.calls.last, &found)
        try authorizerEvent.compare("authorizer event", with: observation.authorizerCalls.last, &found)
        if let invocations {
            found.expect("invocations of authorizers", invocations, observation.authorizerCalls.count)
        }
        if let selected { found.expect("selected", text: selected, observation.calls.last?.function) }
        if selectedNone { found.expect("selected", text: nil, observation.calls.last?.function) }
        if !found.lines.isEmpty {
            let fields = answer.head.fields.map { "\($0.name): \($0.value)" }
            found.note("answer: \(([answer.head.statusLine] + fields).joined(separator: " | "))")
            if body == nil { found.note("body: \(answer.text.prefix(1000))") }
        }
        return found.lines
    }

    private func compareHeaders(of answer: RawResponse, _ found: inout Differences) throws {
        for (name, value) in headers { found.expect(name, text: value, answer[name.lowercased()]) }
        for name in headersPresent where answer[name.lowercased()] == nil { found.note("\(name): is not there") }
        for name in headersAbsent {
            if let value = answer[name.lowercased()] { found.note("\(name): expected to be absent, is \(value)") }
        }
        for (name, pattern) in headersMatch { try found.expect(name, matches: pattern, answer[name.lowercased()]) }
        for (name, values) in headerValues {
            let actual = answer.head.fields.filter { $0.name.lowercased() == name.lowercased() }
            found.expect("values of \(name)", values, .array(actual.map { .string($0.value) }))
        }
        let names = answer.head.fields.map(\.name)
        for name in rawHeaderNames where !names.contains(name) {
            found.note("\(name): expected in this spelling, the names are \(names.joined(separator: ", "))")
        }
    }

    private func compareBody(of answer: RawResponse, _ found: inout Differences) throws {
        let text = answer.text
        if let body { found.expect("body", text: body, text) }
        if let bodyMatch { try found.expect("body", matches: bodyMatch, text) }
        if let bodyContains, !text.contains(bodyContains) {
            found.note("body: expected to contain \(bodyContains)")
        }
        if let bodyBase64 { found.expect("body in base64", text: bodyBase64, Base64.encode(answer.body)) }
        if bodyJSON != nil || !bodyJSONHas.isEmpty {
            let json = try? JSONValue(parsing: answer.body)
            if let bodyJSON { found.expect("body as JSON", bodyJSON, json) }
            for name in bodyJSONHas where json?.value(at: name) == nil { found.note("body: has no \(name)") }
        }
        if let contentLength { found.expect("Content-Length", text: String(contentLength), answer["content-length"]) }
    }
}

extension EventExpectation {
    func compare(_ what: String, with call: Calls.Call?, _ found: inout Differences) throws {
        guard !isEmpty else { return }
        guard let call else {
            found.note("\(what): there is none, because no function was called")
            return
        }
        let event = try call.event
        for (path, value) in values { found.expect("\(what) \(path)", value, event.value(at: path)) }
        for path in has where event.value(at: path) == nil { found.note("\(what): has no \(path)") }
        for path in absent {
            if let value = event.value(at: path) {
                found.note("\(what) \(path): expected to be absent, is \(value.compactText)")
            }
        }
        for (path, pattern) in match {
            try found.expect("\(what) \(path)", matches: pattern, event.value(at: path)?.string)
        }
        if !keys.isEmpty { found.expect("keys of the \(what)", keys.sorted(), event.names) }
        if !requestContextKeys.isEmpty {
            let names = event.value(at: "requestContext")?.names ?? []
            found.expect("keys of requestContext", requestContextKeys.sorted(), names)
        }
    }
}

extension JSONValue {
    fileprivate var names: [String] { object?.members.map(\.name).sorted() ?? [] }
}
