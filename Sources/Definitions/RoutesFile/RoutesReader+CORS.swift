// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `cors:`, on or off, or what exactly.
extension RoutesReader {
    static let corsKeys = ["origins", "headers", "exposedHeaders", "methods", "credentials", "maxAge"]

    mutating func readCORS(_ node: YAMLNode) -> CORS? {
        if let isOn = node.scalar?.bool { return isOn ? CORS() : nil }
        guard let mapping = node.mapping else {
            return problems.wrongType(node, "cors", wanted: "true, false or a map", suggestion: "write \"cors: true\"")
        }
        checkCORSKeys(mapping, known: Self.corsKeys)
        var cors = CORS()
        if let node = mapping["origins"]?.value {
            cors.origins = origins(node)
        }
        if let node = mapping["methods"]?.value {
            cors.methods = methods(node)
        }
        if let node = mapping["credentials"]?.value {
            cors.allowsCredentials = problems.boolean(node, for: "credentials") ?? false
            if cors.allowsCredentials, cors.origins == .every {
                problems.note(
                    "\"credentials: true\" wants origins that are named: a browser refuses \"*\" for a request with "
                        + "credentials (Fetch standard, \"CORS check\")",
                    at: node.position,
                    suggestion: "list them under \"origins:\""
                )
            }
        }
        if let node = mapping["headers"]?.value {
            cors.headers = headers(node, withCredentials: cors.allowsCredentials)
        }
        if let node = mapping["exposedHeaders"]?.value {
            cors.exposedHeaders = exposedHeaders(node, withCredentials: cors.allowsCredentials)
        }
        if let node = mapping["maxAge"]?.value {
            cors.maxAge = problems.wholeNumber(node, for: "maxAge", in: 0...86_400)
        }
        return cors
    }

    private mutating func origins(_ node: YAMLNode) -> CORS.Origins {
        // Unquoted, it is YAML's nothing and not a text.
        let unquoted = (node.sequence ?? [node]).filter { $0.isNull && $0.scalar?.text == "null" }
        for element in unquoted {
            noteOrigin("null", .opaque, at: element.position)
        }
        // A fault is no reason to blame `credentials`, which wants named origins.
        guard unquoted.isEmpty else { return .these([]) }
        let texts = problems.texts(node, for: "origins")
        if texts.count == 1, texts[0].text == "*" { return .every }
        var origins: [String] = []
        for (text, element) in texts {
            if text == "*" {
                problems.note(
                    "\"*\" stands for every origin, so there is nothing to add to it",
                    at: element.position,
                    suggestion: "write \"origins: '*'\", or remove it"
                )
                continue
            }
            do throws(WebOrigin.ParseError) {
                origins.append(try WebOrigin.parse(text))
            } catch {
                noteOrigin(text, error, at: element.position)
            }
        }
        return .these(origins)
    }

    private mutating func noteOrigin(_ text: String, _ error: WebOrigin.ParseError, at position: SourcePosition) {
        problems.note(
            "\(quoted(text)) is no origin as browsers send it",
            at: position,
            suggestion: error.description
        )
    }

    private mutating func methods(_ node: YAMLNode) -> [HTTPMethod] {
        problems.texts(node, for: "methods").compactMap { text, element in
            if let method = HTTPMethod(rawValue: text) { return method }
            let names = HTTPMethod.allCases.map(\.rawValue)
            problems.note(
                "unknown method \(quoted(text))",
                at: element.position,
                suggestion: ["*", "ANY"].contains(text)
                    ? "leave \"methods\" out for those that a resource has"
                    : didYouMean(text, among: names, plural: "methods")
            )
            return nil
        }
    }

    /// Names of headers, and `*` if it is among them.
    mutating func headerNames(_ node: YAMLNode, for key: String) -> (names: [String], star: YAMLNode?) {
        var headers: [String] = []
        var star: YAMLNode?
        for (text, element) in problems.texts(node, for: key) {
            if text == "*" { star = element }
            if !text.utf8.allSatisfy(\.isTokenCharacter) {
                problems.note(
                    "\(quoted(text)) is no name of a header",
                    at: element.position,
                    suggestion: text.contains(",") ? "write a list, [A, B]" : nil
                )
            } else if headers.contains(where: { $0.lowercased() == text.lowercased() }) {
                problems.noteRepetition(of: text, in: key, at: element.position)
            } else {
                headers.append(text)
            }
        }
        return (headers, star)
    }

    private mutating func exposedHeaders(_ node: YAMLNode, withCredentials: Bool) -> [String] {
        let (headers, star) = headerNames(node, for: "exposedHeaders")
        if let star, withCredentials {
            problems.note(
                "\"*\" in \"exposedHeaders\" is no wildcard for a request with credentials (Fetch standard, \"HTTP "
                    + "extensions\" of \"CORS protocol\")",
                at: star.position,
                suggestion: "name the headers"
            )
        }
        return headers
    }

    private mutating func headers(_ node: YAMLNode, withCredentials: Bool) -> [String] {
        let (headers, star) = headerNames(node, for: "headers")
        guard let star else { return headers }
        if withCredentials {
            problems.note(
                "\"*\" is no wildcard among the headers of a request with credentials (Fetch standard, "
                    + "\"CORS-preflight fetch\")",
                at: star.position,
                suggestion: "name the headers"
            )
        } else if !headers.contains(where: { $0.lowercased() == "authorization" }) {
            warnings.note(
                "\"*\" in \"headers\" does not cover Authorization (Fetch standard, \"CORS non-wildcard request-header "
                    + "name\")",
                at: star.position,
                suggestion: "add it, \"headers: ['*', Authorization]\""
            )
        }
        return headers
    }
}
