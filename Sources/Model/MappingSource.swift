// SPDX-License-Identifier: Apache-2.0

/// Where a mapped parameter takes its value from.
///
/// - Source: API Gateway developer guide, "API Gateway request and response data mapping reference".
package enum MappingSource: Sendable, Hashable, CustomStringConvertible {
    /// `'text'`
    case constant(String)
    /// `method.request.header.NAME`; `multivalueheader` for all values.
    case requestHeader(String, all: Bool = false)
    /// `method.request.querystring.NAME`; `multivaluequerystring` for all values.
    case requestQueryString(String, all: Bool = false)
    /// `method.request.path.NAME`
    case requestPath(String)
    /// `method.request.body`, or what a JSONPath selects of it: `method.request.body.user.id`.
    case requestBody(path: String?)
    /// `integration.response.header.NAME`; `multivalueheader` for all values.
    case responseHeader(String, all: Bool = false)
    /// `integration.response.body`, or what a JSONPath selects of it.
    case responseBody(path: String?)
    /// `context.NAME`: names and dots, as in `$context.identity.sourceIp`.
    case context(String)
    /// `stageVariables.NAME`
    case stageVariable(String)

    /// Reads it as it is written in a definition; `nil` for what it is not.
    package init?(_ text: String) {
        func name(after prefix: String) -> String? {
            guard text.utf8.starts(with: prefix.utf8) else { return nil }
            let rest = String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
            return rest.isEmpty ? nil : rest
        }
        if text.utf8.count >= 2, text.utf8.first == UInt8(ascii: "'"), text.utf8.last == UInt8(ascii: "'") {
            self = .constant(String(decoding: text.utf8.dropFirst().dropLast(), as: UTF8.self))
        } else if let header = name(after: "method.request.header.") {
            self = .requestHeader(header)
        } else if let header = name(after: "method.request.multivalueheader.") {
            self = .requestHeader(header, all: true)
        } else if let query = name(after: "method.request.querystring.") {
            self = .requestQueryString(query)
        } else if let query = name(after: "method.request.multivaluequerystring.") {
            self = .requestQueryString(query, all: true)
        } else if let path = name(after: "method.request.path.") {
            self = .requestPath(path)
        } else if text == "method.request.body" {
            self = .requestBody(path: nil)
        } else if let path = name(after: "method.request.body.") {
            self = .requestBody(path: path)
        } else if let header = name(after: "integration.response.header.") {
            self = .responseHeader(header)
        } else if let header = name(after: "integration.response.multivalueheader.") {
            self = .responseHeader(header, all: true)
        } else if text == "integration.response.body" {
            self = .responseBody(path: nil)
        } else if let path = name(after: "integration.response.body.") {
            self = .responseBody(path: path)
        } else if let variable = name(after: "context.") {
            self = .context(variable)
        } else if let variable = name(after: "stageVariables.") {
            self = .stageVariable(variable)
        } else {
            return nil
        }
    }

    /// Whether it is known before the integration has answered.
    package var isOfRequest: Bool {
        switch self {
        case .responseHeader, .responseBody: false
        case .constant, .requestHeader, .requestQueryString, .requestPath, .requestBody, .context, .stageVariable: true
        }
    }

    package var description: String {
        switch self {
        case .constant(let text): "'\(text)'"
        case .requestHeader(let name, let all): "method.request.\(all ? "multivalueheader" : "header").\(name)"
        case .requestQueryString(let name, let all):
            "method.request.\(all ? "multivaluequerystring" : "querystring").\(name)"
        case .requestPath(let name): "method.request.path.\(name)"
        case .requestBody(let path): "method.request.body" + (path.map { ".\($0)" } ?? "")
        case .responseHeader(let name, let all): "integration.response.\(all ? "multivalueheader" : "header").\(name)"
        case .responseBody(let path): "integration.response.body" + (path.map { ".\($0)" } ?? "")
        case .context(let name): "context.\(name)"
        case .stageVariable(let name): "stageVariables.\(name)"
        }
    }
}
