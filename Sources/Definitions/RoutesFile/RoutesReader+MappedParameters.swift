// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `requestParameters` and `responseParameters`: maps from what is set to where its value comes from.
///
/// - Source: API Gateway developer guide, "Parameter mapping source reference for REST APIs in API Gateway".
extension RoutesReader {
    /// What `responseParameters` can belong to.
    enum ResponseParameterPlace {
        case integrationResponse
        case gatewayResponse

        /// How each key begins.
        var prefix: String {
            switch self {
            case .integrationResponse: "method.response.header."
            case .gatewayResponse: RoutesReader.gatewayResponsePrefix
            }
        }

        /// What its values may be, in a message.
        var sources: String {
            let shared = "context.NAME, stageVariables.NAME"
            return switch self {
            case .integrationResponse:
                "integration.response.header.NAME, integration.response.body.JSONPATH, \(shared), \"'text'\""
            case .gatewayResponse:
                "method.request.header.NAME, method.request.querystring.NAME, method.request.path.NAME, \(shared), "
                    + "\"'text'\""
            }
        }

        func allows(_ source: MappingSource) -> Bool {
            switch source {
            case .constant, .context, .stageVariable: true
            case .responseHeader, .responseBody: self == .integrationResponse
            case .requestHeader, .requestQueryString, .requestPath: self == .gatewayResponse
            // The body has been read only where there is an integration.
            case .requestBody: false
            }
        }
    }

    static let requestParameterPrefixes = [
        "integration.request.header.", "integration.request.querystring.", "integration.request.path.",
    ]
    private static let requestSources =
        "method.request.header.NAME, method.request.querystring.NAME, method.request.path.NAME, "
        + "method.request.body.JSONPATH, context.NAME, stageVariables.NAME, \"'text'\""

    mutating func responseParameters(_ node: YAMLNode, of place: ResponseParameterPlace) -> [ResponseParameter] {
        guard let mapping = problems.mapping(node, for: "responseParameters", of: "headers and their values")
        else { return [] }
        return mapping.entries.compactMap { entry in
            guard !entry.key.isMerge else { return nil }
            let header = parameterName(entry.key.text, after: place.prefix, isHeader: true)
            if header == nil {
                problems.note(
                    "\(quoted(entry.key.text)) is nothing that can be set here",
                    at: entry.key.position,
                    suggestion: "write \"\(place.prefix)NAME\""
                )
            }
            let source = source(entry.value, for: entry.key.text, known: place.sources, where: place.allows)
            guard let header, let source else { return nil }
            return ResponseParameter(header: header, source: source)
        }
    }

    /// Those of an integration; `method.request.path.NAME` may name the variables of `path`, unless that is wrong itself.
    mutating func requestParameters(
        _ node: YAMLNode,
        of type: IntegrationType,
        path: PathTemplate?
    ) -> [RequestParameter] {
        guard let mapping = problems.mapping(node, for: "requestParameters", of: "parameters and their values")
        else { return [] }
        return mapping.entries.compactMap { entry in
            guard !entry.key.isMerge else { return nil }
            let target = requestTarget(entry.key)
            let source = source(entry.value, for: entry.key.text, known: Self.requestSources, where: \.isOfRequest)
            if case .requestPath(let name) = source, let path, !path.variables.contains(name) {
                // AWS: "Invalid mapping expression parameter specified".
                problems.note(
                    "the path \"\(path)\" has no variable {\(name)}",
                    at: entry.value.position,
                    suggestion: didYouMean(name, among: path.variables, plural: "variables of this path")
                )
            }
            guard let target, let source else { return nil }
            let parameter = RequestParameter(target: target, source: source)
            warnOfEffect(of: parameter, on: type, at: entry.key.position)
            return parameter
        }
    }

    private mutating func requestTarget(_ key: YAMLMapping.Key) -> RequestParameter.Target? {
        if let header = parameterName(key.text, after: Self.requestParameterPrefixes[0], isHeader: true) {
            return .header(header)
        }
        if let name = parameterName(key.text, after: Self.requestParameterPrefixes[1], isHeader: false) {
            return .queryString(name)
        }
        if let name = parameterName(key.text, after: Self.requestParameterPrefixes[2], isHeader: false) {
            return .path(name)
        }
        problems.note(
            "\(quoted(key.text)) is nothing that can be set here",
            at: key.position,
            suggestion: "known ones: " + Self.requestParameterPrefixes.map { $0 + "NAME" }.joined(separator: ", ")
        )
        return nil
    }

    /// What AWS accepts, and then answers with 500 to each request (recorded), or makes nothing of.
    private mutating func warnOfEffect(
        of parameter: RequestParameter,
        on type: IntegrationType,
        at position: SourcePosition
    ) {
        if case .header(let header) = parameter.target {
            if parameter.isForbidden(isService: type != .mock) {
                warnings.note(
                    "the header \(quoted(header)) cannot be set: API Gateway answers each request to this route with 500",
                    at: position,
                    suggestion: "remove it"
                )
                return
            }
            if type == .lambda, header.lowercased() == "x-amz-invocation-type" { return }
        }
        warnings.note(
            "this is set on the call to the integration, and a function is told of its event alone",
            at: position,
            suggestion: type == .lambda ? "write it into a request template" : "remove it"
        )
    }

    /// The name behind a prefix, if it can be one: a token for headers (RFC 9110 §5.6.2), else whatever can be seen.
    private func parameterName(_ text: String, after prefix: String, isHeader: Bool) -> String? {
        guard text.utf8.starts(with: prefix.utf8) else { return nil }
        let name = text.utf8.dropFirst(prefix.utf8.count)
        guard !name.isEmpty, name.allSatisfy({ isHeader ? $0.isTokenCharacter : 0x21...0x7E ~= $0 }) else { return nil }
        return String(decoding: Array(name), as: UTF8.self)
    }

    private mutating func source(
        _ node: YAMLNode,
        for key: String,
        known: String,
        where isAllowed: (MappingSource) -> Bool
    ) -> MappingSource? {
        guard let text = problems.text(node, for: key) else { return nil }
        guard let source = MappingSource(text) else {
            problems.note(
                "\(quoted(text)) is no source of a value",
                at: node.position,
                suggestion: node.scalar?.style == .singleQuoted
                    // YAML has taken the quotes that were meant for AWS.
                    ? "for a text of its own, write \"'\(text)'\"" : "known ones: \(known)"
            )
            return nil
        }
        if case .constant(let text) = source, !text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) {
            problems.note(
                "\(quoted(key)) has a control character, which no header can hold (RFC 9110 §5.5)",
                at: node.position,
                suggestion: "remove it"
            )
            return nil
        }
        if case .responseHeader = source, isAllowed(source) {
            warnings.note(
                "what a function returns has no headers, so \(quoted(text)) is never there",
                at: node.position,
                suggestion: "take it from integration.response.body"
            )
        }
        guard isAllowed(source) else {
            problems.note("\(quoted(text)) is not known here", at: node.position, suggestion: "known ones: \(known)")
            return nil
        }
        if case .stageVariable(let name) = source, !stageVariables.contains(where: { $0.name == name }) {
            warnings.note(
                "the stage variable \(quoted(name)) is not declared, so there is nothing to set",
                at: node.position,
                suggestion: "add it under \"stageVariables:\""
            )
        }
        return source
    }
}

extension PathTemplate {
    /// The names of its variables.
    var variables: [String] {
        segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .parameter(let name), .greedy(let name): name
            }
        }
    }
}
