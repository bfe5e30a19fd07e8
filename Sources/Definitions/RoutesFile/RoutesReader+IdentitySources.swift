// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `identitySource`: one header for TOKEN, any mix of four kinds for REQUEST.
///
/// - Source: API Gateway API reference, `CreateAuthorizer`, `identitySource`: "For a TOKEN authorizer, this is required
///   and specifies the request header mapping expression […]. For the REQUEST authorizer, this is required when
///   authorization caching is enabled. The value is a comma-separated string of one or more mapping expressions of the
///   specified request parameters."
extension RoutesReader {
    /// How a header is written in this kind of API.
    var headerPrefix: String { kind == .http ? "$request.header." : "method.request.header." }

    mutating func identityHeader(_ node: YAMLNode) -> String? {
        guard let text = problems.text(node, for: "identitySource") else { return nil }
        guard !text.contains(",") else {
            problems.note(
                "a TOKEN authorizer has exactly one identity source, this is \(quoted(text))",
                at: node.position,
                suggestion: "write \"\(headerPrefix)Authorization\""
            )
            return nil
        }
        switch IdentitySourceText(text, for: .rest) {
        case .source(.header(let name)): return name
        case let other:
            problems.note(
                "\"identitySource\" wants a header, written \(headerPrefix)NAME; this is \(quoted(text))",
                at: node.position,
                suggestion: headerSuggestion(for: text, other)
            )
            return nil
        }
    }

    private func headerSuggestion(for text: String, _ parsed: IdentitySourceText) -> String {
        if case .source = parsed { return "write \"type: REQUEST\" for any other kind" }
        let last = text.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        let isHeader = !last.isEmpty && last.utf8.allSatisfy(\.isTokenCharacter)
        return isHeader
            ? "did you mean \"\(headerPrefix)\(last)\"?" : "write \"\(headerPrefix)Authorization\""
    }

    /// AWS's one text with commas, or a list.
    mutating func identitySources(_ node: YAMLNode) -> [IdentitySource]? {
        guard let nodes = node.sequence ?? (node.scalar == nil || node.isNull ? nil : [node]) else {
            return problems.wrongType(node, "identitySource", wanted: "a text or a list of texts")
        }
        var isRight = true
        var sources: [IdentitySource] = []
        for element in nodes {
            guard let text = problems.text(element, for: "identitySource") else {
                isRight = false
                continue
            }
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                guard let source = identitySource(part.trimmingSpaces, at: element.position) else {
                    isRight = false
                    continue
                }
                if sources.contains(where: { $0.isSame(as: source) }) {
                    problems.noteRepetition(of: source.written(for: kind), in: "identitySource", at: element.position)
                    isRight = false
                }
                sources.append(source)
            }
        }
        return isRight ? sources : nil
    }

    private mutating func identitySource(_ text: String, at position: SourcePosition) -> IdentitySource? {
        let parsed = IdentitySourceText(text, for: kind ?? (text.hasPrefix("$") ? .http : .rest))
        let (message, suggestion): (String, String)
        switch parsed {
        case .source(.stageVariable(let name)):
            let names = stageVariables.map(\.name)
            if names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { return .stageVariable(name) }
            // It could never be there: each request would be a 401.
            message = "the stage variable \(quoted(name)) is not declared"
            suggestion =
                nearest(to: name, among: names).map { "did you mean \(quoted($0))?" }
                ?? "add it under \"stageVariables:\""
        case .source(let source): return source
        case .empty:
            message = "\"identitySource\" has a comma with nothing beside it"
            suggestion = "remove the comma"
        case .ofOtherAPI(let meant):
            message = "\(quoted(text)) is how \(kind == .http ? "a REST API" : "an HTTP API") writes it"
            suggestion = "write \(quoted(meant))"
        case .unknownVariable(let name):
            message = "unknown context variable \(quoted(name))"
            suggestion = contextSuggestion(for: name)
        case .badName(let name):
            message = "\(quoted(name)) in \(quoted(text)) is no name"
            suggestion = "write \"\(headerPrefix)Authorization\""
        case .unknown:
            message = "unknown identity source \(quoted(text))"
            let isName = !text.contains(".") && text.utf8.allSatisfy(\.isTokenCharacter)
            suggestion =
                isName
                ? "did you mean \(quoted(headerPrefix + text))?"
                : kind == .http
                    ? "known ones: $request.header.NAME, $request.querystring.NAME, $stageVariables.NAME, $context.NAME"
                    : "known ones: method.request.header.NAME, method.request.querystring.NAME, stageVariables.NAME, "
                        + "context.NAME"
        }
        problems.note(message, at: position, suggestion: suggestion)
        return nil
    }

    private func contextSuggestion(for name: String) -> String {
        let names = (kind == .http ? ContextVariable.ofHTTP : ContextVariable.ofREST).map(\.rawValue)
        // `sourceIp` is `identity.sourceIp`.
        let inside = names.first { $0.lowercased().hasSuffix("." + name.lowercased()) }
        return inside.map { "did you mean \(quoted($0))?" }
            ?? didYouMean(name, among: names, plural: "context variables")
    }

    /// What AWS, or the handler, asks of the sources together.
    mutating func checkSources(
        _ sources: [IdentitySource],
        of entry: YAMLMapping.Entry,
        handler: NamedHandler<BuiltInAuthorizer>?,
        ttl: Int?
    ) {
        let position = entry.value.mapping?["identitySource"]?.value.position ?? entry.key.position
        let name = quoted(entry.key.text)
        let hasToken = sources.contains { source in
            switch source {
            case .header, .queryString: true
            case .stageVariable, .context: false
            }
        }
        if case .builtIn(.auth0)? = handler, !hasToken {
            // It takes the token from the first of these. Were it taken from elsewhere, the cache would give the answer
            // for one caller's token to another caller.
            problems.note(
                "the authorizer \(name) has no header and no query string to take the token from",
                at: position,
                suggestion: "add \"\(headerPrefix)Authorization\" to \"identitySource\""
            )
        } else if sources.isEmpty, let ttl, ttl > 0 {
            problems.note(
                "the authorizer \(name) keeps its results, and has no identity source to tell callers apart",
                at: position,
                suggestion: "add \"identitySource\", or set \"resultTtlInSeconds: 0\""
            )
        }
    }
}

extension IdentitySource {
    /// As it is written in a definition of this kind.
    fileprivate func written(for kind: API.Kind?) -> String {
        guard kind == .http else { return description }
        return switch self {
        case .header(let name): "$request.header.\(name)"
        case .queryString(let name): "$request.querystring.\(name)"
        case .stageVariable, .context: "$" + description
        }
    }

    /// Whether both are one value of a request: the names of headers do not distinguish case (RFC 9110 §5.1).
    fileprivate func isSame(as other: IdentitySource) -> Bool {
        if case (.header(let first), .header(let second)) = (self, other) {
            return first.lowercased() == second.lowercased()
        }
        return description.utf8.elementsEqual(other.description.utf8)
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        let isSpace = { (character: Character) in character == " " || character == "\t" || character.isNewline }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
