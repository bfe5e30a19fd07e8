// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `response` of an `http` event: headers, templates and statuses.
///
/// - Source: Serverless Framework documentation, "API Gateway" of "Events": "Custom Response Headers", "Custom Response
///   Templates", "Status Codes".
extension ServerlessReader {
    /// What a lambda or mock integration answers, one for each status.
    mutating func integrationResponses(
        _ node: YAMLNode?,
        of event: ServerlessEvent,
        isMock: Bool
    ) -> [IntegrationResponse] {
        var settings: YAMLMapping?
        if let node {
            settings = problems.mapping(node, for: "response", of: "headers, a template and status codes")
            if let settings { checkKeys(in: settings, known: .httpResponse, place: " in \"response\"") }
        }
        let shared = crossOriginHeaders(of: event) + headers(settings?["headers"]?.value)
        var template: [BodyTemplate] = []
        if let node = settings?["template"]?.value, !node.isNull { template = responseTemplates(node) }
        var responses = statusCodes(settings?["statusCodes"], isMock: isMock)
        if isMock, responses.isEmpty {
            warnings.note(
                "the mock integration of \(quoted(event.name)) has no response, so each answer is a 500",
                at: event.position,
                suggestion: "add \"response: { statusCodes: { 200: { pattern: '' } } }\""
            )
        }
        var isFirstDefault = true
        for index in responses.indices {
            if responses[index].response.selectionPattern == nil, responses[index].isRight {
                if !isFirstDefault {
                    problems.note(
                        "two status codes are the default",
                        at: responses[index].position ?? event.position,
                        suggestion: "give one of them a \"pattern\""
                    )
                }
                isFirstDefault = false
            }
            let own = responses[index].headers
            let names = Set(own.map { $0.key.text.lowercased() })
            let all = shared.filter { !names.contains($0.key.text.lowercased()) } + own
            responses[index].response.responseParameters = responseParameters(all, at: event.position)
            let media = Set(responses[index].response.responseTemplates.map(\.mediaType))
            responses[index].response.responseTemplates += template.filter { !media.contains($0.mediaType) }
            if responses[index].response.contentHandling == nil, responses[index].response.statusCode / 100 == 2,
                let node = settings?["contentHandling"]?.value, !node.isNull
            {
                responses[index].response.contentHandling = problems.choice(node, for: "contentHandling")
            }
        }
        return responses.map(\.response)
    }

    private typealias Declared = (
        response: IntegrationResponse, headers: [YAMLMapping.Entry], position: SourcePosition?, isRight: Bool
    )

    /// The statuses of the file in ascending order, as JavaScript has them, or the framework's own.
    private mutating func statusCodes(_ entry: YAMLMapping.Entry?, isMock: Bool) -> [Declared] {
        guard let entry, !entry.value.isNull else {
            // The framework does not fill in those of a mock.
            return isMock ? [] : Self.usualStatusCodes
        }
        guard let mapping = problems.mapping(entry.value, for: "statusCodes", of: "status codes") else { return [] }
        var declared: [Declared] = []
        var hasDefault = false
        for entry in mapping.entries where !entry.key.isMerge {
            guard let status = Int(entry.key.text), 100...599 ~= status else {
                problems.note("\(quoted(entry.key.text)) is no status code", at: entry.key.position)
                continue
            }
            var response = IntegrationResponse(statusCode: status)
            var headers: [YAMLMapping.Entry] = []
            let known = problems.problems.count
            if !entry.value.isNull,
                let settings = problems.mapping(entry.value, for: entry.key.text, of: "a pattern and a template")
            {
                checkKeys(in: settings, known: .statusCode, place: " in a status code")
                hasDefault =
                    hasDefault || settings["pattern"]?.value.scalar.map { $0.isQuoted && $0.text.isEmpty } == true
                response.selectionPattern = selectionPattern(settings["pattern"]?.value)
                if let node = settings["template"]?.value, !node.isNull {
                    response.responseTemplates = responseTemplates(node)
                }
                if let node = settings["contentHandling"]?.value, !node.isNull {
                    response.contentHandling = problems.choice(node, for: "contentHandling")
                }
                headers = self.headers(settings["headers"]?.value)
            }
            declared.append((response, headers, entry.key.position, problems.problems.count == known))
        }
        if !isMock, !hasDefault { addDefault(to: &declared) }
        return declared.sorted { $0.response.statusCode < $1.response.statusCode }
    }

    /// Without a status whose pattern is an empty text, the framework makes 200 the default, whatever is written for it.
    private mutating func addDefault(to declared: inout [Declared]) {
        if let index = declared.firstIndex(where: { $0.response.statusCode == 200 }) {
            if declared[index].response != IntegrationResponse(statusCode: 200) || !declared[index].headers.isEmpty {
                warnings.note(
                    "what is written for 200 has no effect: no status code has \"pattern: ''\", so the framework makes "
                        + "a 200 of its own the default",
                    at: declared[index].position,
                    suggestion: "write \"pattern: ''\" for it"
                )
            }
            declared.remove(at: index)
        }
        declared.append((IntegrationResponse(statusCode: 200), [], nil, true))
    }

    private static let usualStatusCodes: [Declared] = FrameworkTemplates.statusPatterns.map {
        (IntegrationResponse(statusCode: $0.statusCode, selectionPattern: $0.pattern), [], nil, true)
    }

    /// `nil` for the default: nothing, or an empty text.
    private mutating func selectionPattern(_ node: YAMLNode?) -> String? {
        guard let node, !node.isNull, node.scalar?.text != "" else { return nil }
        guard let text = problems.text(node, for: "pattern") else { return nil }
        return asking(.rest) { $0.pattern(text, called: "pattern", at: node.position) }
    }

    /// A text for `application/json`, or a map from media types.
    private mutating func responseTemplates(_ node: YAMLNode) -> [BodyTemplate] {
        guard node.mapping == nil else { return asking(.rest) { $0.mappingTemplates(node, for: "template") } }
        let key = YAMLMapping.Key(position: node.position, scalar: YAMLScalar(text: "application/json", style: .plain))
        let map = YAMLNode(
            position: node.position,
            content: .mapping(YAMLMapping(entries: [YAMLMapping.Entry(key: key, value: node)]))
        )
        return asking(.rest) { $0.mappingTemplates(map, for: "template") }
    }

    private mutating func headers(_ node: YAMLNode?) -> [YAMLMapping.Entry] {
        guard let node, !node.isNull, let mapping = problems.mapping(node, for: "headers", of: "names and values")
        else { return [] }
        return mapping.entries.filter { !$0.key.isMerge }
    }

    /// Headers in AWS's words, `method.response.header.NAME`.
    func responseParameters(_ headers: [YAMLMapping.Entry]) -> [YAMLMapping.Entry] {
        headers.map { entry in
            let name = "method.response.header.\(entry.key.text)"
            let key = YAMLMapping.Key(position: entry.key.position, scalar: YAMLScalar(text: name, style: .plain))
            return YAMLMapping.Entry(key: key, value: entry.value)
        }
    }

    private mutating func responseParameters(
        _ headers: [YAMLMapping.Entry],
        at position: SourcePosition
    ) -> [ResponseParameter] {
        let mapping = YAMLMapping(entries: responseParameters(headers))
        let node = YAMLNode(position: position, content: .mapping(mapping))
        return asking(.rest) { $0.responseParameters(node, of: .integrationResponse) }
    }
}
