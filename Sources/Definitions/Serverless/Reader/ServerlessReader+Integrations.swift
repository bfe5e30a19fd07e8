// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `integration` of an `http` event, `async`, and `request`.
///
/// - Source: Serverless Framework documentation, "API Gateway" of "Events": "Lambda Proxy Integration", "Lambda
///   Integration", "Using asynchronous integration", "Setting up a MOCK proxy".
extension ServerlessReader {
    /// As AWS calls it, from what the framework lets one write: any case, `lambda` and `lambda-proxy`.
    private enum Written: String, CaseIterable {
        case lambdaProxy = "lambda-proxy"
        case awsProxy = "aws_proxy"
        case lambda, aws, mock
        case http
        case httpProxy = "http-proxy"
    }

    mutating func httpIntegration(of event: ServerlessEvent) -> Integration? {
        let mapping = event.mapping
        let isAsync = mapping.flatMap { flag("async", in: $0) } ?? false
        var type: Written? = isAsync ? .aws : .awsProxy
        if let node = mapping?["integration"]?.value, !node.isNull {
            type = integrationType(node)
        }
        let timeout = timeoutInMillis(mapping)
        let handler = HandlerReference.function(event.function.key)
        let request = mapping?["request"].flatMap { $0.value.isNull ? nil : $0 }
        let response = mapping?["response"].flatMap { $0.value.isNull ? nil : $0 }
        switch type {
        case .lambdaProxy, .awsProxy:
            warnOfTemplates(request, response, of: event)
            let parameters = isAsync ? [Self.asynchronously] : []
            return .proxy(
                ProxyIntegration(handler: handler, timeoutInMillis: timeout, requestParameters: parameters)
            )
        case .lambda, .aws:
            var templates = requestMapping(request?.value, type: .lambda)
            if isAsync { templates.requestParameters.append(Self.asynchronously) }
            templates.integrationResponses = integrationResponses(response?.value, of: event, isMock: false)
            return .lambda(LambdaIntegration(handler: handler, timeoutInMillis: timeout, mapping: templates))
        case .mock:
            var templates = requestMapping(request?.value, type: .mock)
            templates.integrationResponses = integrationResponses(response?.value, of: event, isMock: true)
            return .mock(templates)
        case .http, .httpProxy:
            let position = mapping?["integration"]?.value.position ?? event.position
            unsupported(
                "nothing is called over HTTP yet (\"http\" and \"http-proxy\" integrations)",
                at: position,
                leavingOut: quoted(event.name)
            )
            return nil
        case nil: return nil
        }
    }

    /// Lambda answers at once, and the function runs afterwards.
    private static let asynchronously = RequestParameter(
        target: .header("X-Amz-Invocation-Type"),
        source: .constant("Event")
    )

    private mutating func integrationType(_ node: YAMLNode) -> Written? {
        guard let text = problems.text(node, for: "integration") else { return nil }
        let wanted = text.lowercased().split(separator: "_").joined(separator: "-")
        let found = Written.allCases.first { $0.rawValue.split(separator: "_").joined(separator: "-") == wanted }
        if let found { return found }
        problems.note(
            "unknown integration \(quoted(text))",
            at: node.position,
            suggestion: didYouMean(text, among: Written.allCases.map(\.rawValue), plural: "integrations")
        )
        return nil
    }

    private mutating func timeoutInMillis(_ mapping: YAMLMapping?) -> Int? {
        guard let node = mapping?["timeoutInMillis"]?.value, !node.isNull else { return provider.timeoutInMillis }
        return number(node, for: "timeoutInMillis", in: RoutesReader.timeoutRange(of: .rest))
    }

    /// The framework removes them before it deploys.
    private mutating func warnOfTemplates(
        _ request: YAMLMapping.Entry?,
        _ response: YAMLMapping.Entry?,
        of event: ServerlessEvent
    ) {
        let templates =
            request?.value.mapping?.entries.filter { ["template", "passThrough"].contains($0.key.text) } ?? []
        for key in templates.map(\.key) + [response?.key].compactMap(\.self) {
            warnings.note(
                "\(quoted(key.text)) has no effect with a proxy integration",
                at: key.position,
                suggestion: "remove it, or write \"integration: lambda\""
            )
        }
    }

    /// `request` of a lambda or mock integration.
    private mutating func requestMapping(_ node: YAMLNode?, type: IntegrationType) -> TemplateMapping {
        var result = TemplateMapping(
            requestTemplates: type == .lambda ? FrameworkTemplates.requestTemplates : [],
            passthroughBehavior: type == .lambda ? .never : .whenNoMatch
        )
        guard let node, let mapping = problems.mapping(node, for: "request", of: "templates and parameters") else {
            return result
        }
        checkKeys(in: mapping, known: .httpRequest, place: " in \"request\"")
        if let node = mapping["template"]?.value, node.mapping != nil {
            for template in asking(.rest, { $0.mappingTemplates(node, for: "template") }) {
                result.requestTemplates.removeAll { $0.mediaType.lowercased() == template.mediaType.lowercased() }
                result.requestTemplates.append(template)
            }
        } else if let node = mapping["template"]?.value, !node.isNull {
            problems.wrongType(node, "template", wanted: "a map of media types and templates") ?? ()
        }
        if let node = mapping["passThrough"]?.value, !node.isNull,
            let behavior: PassthroughBehavior = problems.choice(node, for: "passThrough")
        {
            result.passthroughBehavior = behavior
        }
        if let node = mapping["contentHandling"]?.value, !node.isNull {
            result.contentHandling = problems.choice(node, for: "contentHandling")
        }
        if type == .lambda { result.requestParameters = requestParameters(mapping["parameters"]?.value) }
        return result
    }

    /// Every parameter is handed on under its own name, or from where `mappedValue` says.
    private mutating func requestParameters(_ node: YAMLNode?) -> [RequestParameter] {
        guard let node, !node.isNull,
            let mapping = problems.mapping(node, for: "parameters", of: "querystrings, paths and headers")
        else { return [] }
        checkKeys(
            in: mapping,
            known: ServerlessKeys(read: ["querystrings", "paths", "headers"]),
            place: " in \"parameters\""
        )
        var parameters: [RequestParameter] = []
        for place in mapping.entries {
            for entry in place.value.mapping?.entries ?? [] where !entry.key.isMerge {
                let name = entry.key.text
                let (target, usual): (RequestParameter.Target, MappingSource)
                switch place.key.text {
                case "querystrings": (target, usual) = (.queryString(name), .requestQueryString(name))
                case "paths": (target, usual) = (.path(name), .requestPath(name))
                default: (target, usual) = (.header(name), .requestHeader(name))
                }
                let mapped = entry.value.mapping?["mappedValue"]?.value
                guard let mapped, !mapped.isNull else {
                    parameters.append(RequestParameter(target: target, source: usual))
                    continue
                }
                guard let text = problems.text(mapped, for: "mappedValue") else { continue }
                if let source = MappingSource(text), source.isOfRequest {
                    parameters.append(RequestParameter(target: target, source: source))
                } else {
                    problems.note("\(quoted(text)) is no source of a value", at: mapped.position)
                }
            }
        }
        return parameters
    }
}
