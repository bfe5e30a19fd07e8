// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// The templates of an AWS or MOCK integration, and `integrationResponses`.
///
/// - Source: API Gateway API reference, `PutIntegration`, `PutIntegrationResponse`; developer guide, "Data transformations
///   for REST APIs in API Gateway".
extension RoutesReader {
    static let integrationResponseKeys = [
        "statusCode", "selectionPattern", "responseParameters", "responseTemplates", "contentHandling",
    ]

    mutating func templateMapping(
        _ settings: YAMLMapping?,
        type: IntegrationType,
        route: YAMLMapping.Key,
        path: PathTemplate?
    ) -> TemplateMapping {
        var mapping = TemplateMapping()
        if let node = settings?["requestParameters"]?.value {
            mapping.requestParameters = requestParameters(node, of: type, path: path)
        }
        if let node = settings?["requestTemplates"]?.value {
            mapping.requestTemplates = mappingTemplates(node, for: "requestTemplates")
        } else if type == .mock {
            // Developer guide, "Mock integrations for REST APIs": the request template says which response is taken.
            warnings.note(
                "the MOCK integration of \(quoted(route.text)) has no requestTemplates, so what the client sends must say "
                    + "the statusCode, or each answer is a 500",
                at: route.position,
                suggestion: "add \"requestTemplates: { application/json: '{\"statusCode\": 200}' }\""
            )
        }
        if let node = settings?["passthroughBehavior"]?.value,
            let behavior: PassthroughBehavior = problems.choice(node, for: "passthroughBehavior")
        {
            mapping.passthroughBehavior = behavior
        }
        if let node = settings?["contentHandling"]?.value {
            mapping.contentHandling = problems.choice(node, for: "contentHandling")
        }
        if let node = settings?["integrationResponses"]?.value {
            mapping.integrationResponses = integrationResponses(node)
        }
        return mapping
    }

    private mutating func integrationResponses(_ node: YAMLNode) -> [IntegrationResponse] {
        let example = "begin each with \"- statusCode: 200\", or write [] for none"
        let key = "integrationResponses"
        guard let elements = problems.sequence(node, for: key, of: "responses", suggestion: example) else { return [] }
        var responses: [(response: IntegrationResponse, position: SourcePosition)] = []
        for element in elements {
            guard let mapping = element.mapping else {
                problems.note(
                    "an integration response is a map of keys, this is \(problems.shown(element))",
                    at: element.position,
                    suggestion: "begin with \"statusCode: 200\""
                )
                continue
            }
            guard let response = integrationResponse(mapping, at: element.position) else { continue }
            checkDuplicates(of: response, at: element.position, among: responses)
            responses.append((response, element.position))
        }
        return responses.map(\.response)
    }

    private mutating func integrationResponse(
        _ mapping: YAMLMapping,
        at position: SourcePosition
    ) -> IntegrationResponse? {
        let meant = problems.unknownKeys(
            in: mapping,
            known: Self.integrationResponseKeys,
            place: " in an integration response"
        )
        if mapping["statusCode"] == nil, !meant.contains("statusCode") {
            problems.note(
                "an integration response has no statusCode",
                at: position,
                suggestion: "add \"statusCode: 200\""
            )
        }
        // A wrong part stands for its default: nobody sees it, because the file is refused.
        var response = IntegrationResponse(statusCode: 0)
        if let node = mapping["statusCode"]?.value { response.statusCode = statusCode(node) ?? 0 }
        if let node = mapping["selectionPattern"]?.value { response.selectionPattern = selectionPattern(node) }
        if let node = mapping["responseParameters"]?.value {
            response.responseParameters = responseParameters(node, of: .integrationResponse)
        }
        if let node = mapping["responseTemplates"]?.value {
            response.responseTemplates = mappingTemplates(node, for: "responseTemplates")
        }
        if let node = mapping["contentHandling"]?.value {
            response.contentHandling = problems.choice(node, for: "contentHandling")
        }
        return response.statusCode == 0 ? nil : response
    }

    /// `nil` for the default response: nothing, or an empty text.
    private mutating func selectionPattern(_ node: YAMLNode) -> String? {
        guard !node.isNull, node.scalar?.text != "" else { return nil }
        guard let text = problems.text(node, for: "selectionPattern") else { return nil }
        return pattern(text, called: "selectionPattern", at: node.position)
    }

    /// AWS keeps them by their status, and one of them is the default.
    private mutating func checkDuplicates(
        of response: IntegrationResponse,
        at position: SourcePosition,
        among others: [(response: IntegrationResponse, position: SourcePosition)]
    ) {
        if let other = others.first(where: { $0.response.statusCode == response.statusCode }) {
            problems.note(
                "the statusCode \(response.statusCode) has an integration response already, at \(other.position)",
                at: position,
                suggestion: "keep one of them"
            )
        } else if let other = others.first(where: { $0.response.hasPattern(of: response) }) {
            let what =
                response.selectionPattern.map { "the pattern \(quoted($0)) occurs twice" } ?? "two are the default"
            problems.note(
                "\(what) among the integration responses, first at \(other.position)",
                at: position,
                suggestion: response.selectionPattern == nil
                    ? "give one of them a \"selectionPattern\"" : "keep one of them"
            )
        }
    }
}

extension IntegrationResponse {
    fileprivate func hasPattern(of other: IntegrationResponse) -> Bool {
        switch (selectionPattern, other.selectionPattern) {
        case (nil, nil): true
        case (let first?, let second?): first.utf8.elementsEqual(second.utf8)
        default: false
        }
    }
}
