// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// `$input`: the payload and the request's parameters.
///
/// - Source: API Gateway developer guide, "Variables for data transformations", "Input variables".
extension Interpreter {
    /// The payload as it came, and `{}` when there is none [rest-vtl-016].
    var inputBody: Value {
        .text(evaluation.body.isEmpty ? "{}" : evaluation.body)
    }

    func callInput(_ name: String, _ arguments: [Value]) throws(Fault) -> Value {
        switch (name, arguments.count) {
        case ("getBody", 0): return inputBody
        case ("path", 1):
            return try select(try text(of: arguments[0])) ?? .null
        case ("json", 1):
            // What is missing is the empty text, as JSON has it. Open question: no recording at hand.
            guard let value = try select(try text(of: arguments[0])) else { return .text("\"\"") }
            return .text(try ValueWriter.json(of: value, &meter))
        case ("params", 0): return try parameters()
        case ("params", 1): return parameter(try text(of: arguments[0]))
        default: return .null
        }
    }

    private func select(_ text: String) throws(Fault) -> Value? {
        let path = try path(text)
        let root = try payloadValue()
        let selected = try path.select(from: root, &meter)
        if let selected { nest(selected) }
        return selected
    }

    private func path(_ text: String) throws(Fault) -> JSONPath {
        if let path = paths[text] { return path }
        let path = try JSONPath(text)
        paths[text] = path
        return path
    }

    /// The payload, read when somebody first asks for it.
    private func payloadValue() throws(Fault) -> Value {
        if let payload { return payload }
        let value: Value
        do throws(JSONError) {
            value = Value(try JSONValue(parsing: evaluation.body.isEmpty ? "{}" : evaluation.body))
        } catch {
            // A form, or any other text that does not begin as an object or a list, is a text: so do json-smart, which
            // AWS's answers show, and the templates for forms that many use, `$input.path('$').split('&')`.
            let first = evaluation.body.utf8.first { !" \t\r\n".utf8.contains($0) }
            guard first != UInt8(ascii: "{"), first != UInt8(ascii: "[") else { throw Fault(.payload("\(error)")) }
            value = .text(evaluation.body)
        }
        payload = value
        return value
    }

    /// `path`, `querystring` and `header`, each a map.
    private func parameters() throws(Fault) -> Value {
        let all = MapValue()
        let groups = evaluation.parameters
        for (name, pairs) in [("path", groups.path), ("querystring", groups.querystring), ("header", groups.header)] {
            let group = MapValue()
            try meter.element(pairs.count + 1)
            for pair in pairs { try group.put(pair.name, .text(pair.value)) }
            all.append(name, .map(group))
        }
        nest(.map(all))
        return .map(all)
    }

    /// Path, then query string, then header [rest-vtl-022].
    ///
    /// Open question: nothing says whether a header is found in another case than the client's. HTTP's names have no
    /// case (RFC 9110 §5.1), and clients of HTTP/2 send all in lower case, so it is found.
    private func parameter(_ name: String) -> Value {
        let parameters = evaluation.parameters
        for group in [parameters.path, parameters.querystring, parameters.header] {
            if let pair = group.last(where: { $0.name.utf8.elementsEqual(name.utf8) }) { return .text(pair.value) }
        }
        let header = parameters.header.last { sameIgnoringCase($0.name, name) }
        return header.map { .text($0.value) } ?? .null
    }
}

/// Whether two names differ by the case of ASCII letters at most.
private func sameIgnoringCase(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8) { left, right in
        left == right || isNameStart(left) && left != UInt8(ascii: "_") && left | 0x20 == right | 0x20
    }
}
