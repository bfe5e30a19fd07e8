// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `integration` of a route: a type, or a map with one.
enum IntegrationType: String, CaseIterable {
    case proxy = "AWS_PROXY"
    case lambda = "AWS"
    case mock = "MOCK"

    /// As the Serverless Framework calls it.
    var shortName: String {
        switch self {
        case .proxy: "lambda-proxy"
        case .lambda: "lambda"
        case .mock: "mock"
        }
    }

    /// Whether templates stand between the request and what is called.
    var isMapped: Bool { self != .proxy }

    init?(_ text: String) {
        guard let type = Self.allCases.first(where: { $0.rawValue == text || $0.shortName == text }) else { return nil }
        self = type
    }

    static func spellings(in kind: API.Kind?) -> [String] {
        (kind == .http ? [.proxy] : allCases).flatMap { [$0.rawValue, $0.shortName] }
    }

    /// What else AWS has.
    static let unsupported = ["HTTP", "HTTP_PROXY", "http", "http-proxy", "http_proxy"]
}

/// What stands behind a route.
///
/// - Source: API Gateway API reference, `PutIntegration`, and `CreateIntegration` of version 2.
extension RoutesReader {
    static let integrationKeys = [
        "type", "payloadFormatVersion", "timeoutInMillis", "passthroughBehavior", "contentHandling",
        "requestParameters",
        "requestTemplates", "integrationResponses",
    ]
    /// Those that make sense only where templates stand in between.
    static let mappingKeys = ["passthroughBehavior", "contentHandling", "requestTemplates", "integrationResponses"]

    /// What `timeoutInMillis` may be.
    ///
    /// - Source: API Gateway API reference, `PutIntegration`: "Custom timeout between 50 and 29,000 milliseconds […] You
    ///   can increase the default value to longer than 29 seconds for Regional or private APIs only": AWS grants 300
    ///   seconds at most. Version 2, `CreateIntegration`: "between 50 and 30,000 milliseconds for HTTP APIs".
    static func timeoutRange(of kind: API.Kind?) -> ClosedRange<Int> {
        kind == .http ? 50...30_000 : 50...300_000
    }

    /// What a route gets of which only the handler is written.
    func usualProxy(_ handler: HandlerReference) -> ProxyIntegration {
        ProxyIntegration(handler: handler, payloadFormatVersion: kind == .http ? .v2 : .v1)
    }

    /// Reads `handler` and `integration` of a route.
    mutating func integration(
        of route: YAMLMapping.Key,
        _ mapping: YAMLMapping,
        path: PathTemplate?,
        access: DeclaredRoute.Access
    ) -> Integration? {
        let meant = problems.unknownKeys(
            in: mapping,
            known: Self.routeKeys,
            place: " in a route",
            unsupported: UnsupportedKeys.ofRoute
        )
        let node = mapping["integration"]?.value
        let settings = node?.mapping
        let type = node.map { integrationType($0) } ?? .proxy
        if let type, let settings { refuseForeignKeys(settings, type: type) }
        if type == .mock {
            if let key = mapping["handler"]?.key {
                problems.note(
                    "a MOCK integration asks nobody, so \(quoted(route.text)) has no handler",
                    at: key.position,
                    suggestion: "remove it, or write another \"integration\""
                )
            }
            return .mock(templateMapping(settings, type: .mock, route: route, path: path))
        }
        var handler: HandlerReference?
        if let value = mapping["handler"]?.value {
            handler = routeHandler(value)
        } else if !meant.contains("handler") {
            problems.note(
                "\(quoted(route.text)) has no handler",
                at: route.position,
                suggestion: "add \"handler: builtin:\(access.rawValue)\""
            )
        }
        let timeout = settings?["timeoutInMillis"].flatMap { timeoutInMillis($0.value) }
        switch type {
        case .proxy:
            let version = payloadFormatVersion(settings?["payloadFormatVersion"])
            let parameters = kind == .http ? nil : settings?["requestParameters"]
            let requestParameters = parameters.map { self.requestParameters($0.value, of: .proxy, path: path) } ?? []
            guard let handler, let version else { return nil }
            return .proxy(
                ProxyIntegration(
                    handler: handler,
                    payloadFormatVersion: version,
                    timeoutInMillis: timeout,
                    requestParameters: requestParameters
                )
            )
        case .lambda:
            let mapping = templateMapping(settings, type: .lambda, route: route, path: path)
            return handler.map {
                .lambda(LambdaIntegration(handler: $0, timeoutInMillis: timeout, mapping: mapping))
            }
        case .mock, nil:
            return nil
        }
    }

    /// A text, or a map that has one under `type`, or none.
    private mutating func integrationType(_ node: YAMLNode) -> IntegrationType? {
        guard let mapping = node.mapping else {
            guard node.scalar != nil, !node.isNull else {
                return problems.wrongType(node, "integration", wanted: "a type, or a map with one")
            }
            return integrationType(named: node, for: "integration")
        }
        _ = problems.unknownKeys(
            in: mapping,
            known: Self.integrationKeys,
            place: " in an integration",
            unsupported: kind == .http ? UnsupportedKeys.ofHTTPIntegration : UnsupportedKeys.ofIntegration
        )
        guard let type = mapping["type"]?.value else { return .proxy }
        return integrationType(named: type, for: "type")
    }

    private mutating func integrationType(named node: YAMLNode, for key: String) -> IntegrationType? {
        guard let text = problems.text(node, for: key) else { return nil }
        let spellings = IntegrationType.spellings(in: kind)
        let plural = "types of integrations"
        if let type = IntegrationType(text) {
            guard kind == .http, type != .proxy else { return type }
            problems.note(
                "HTTP APIs have no \(type.rawValue) integrations",
                at: node.position,
                suggestion: "write \"\(key): AWS_PROXY\", or \"api: rest\""
            )
        } else if IntegrationType.unsupported.contains(text) {
            problems.note(
                "\(text) integrations are not supported: nothing is called over HTTP",
                at: node.position,
                suggestion: "known \(plural): \(spellings.joined(separator: ", "))"
            )
        } else {
            problems.note(
                "unknown type of integration \(quoted(text))",
                at: node.position,
                suggestion: didYouMean(text, among: spellings, plural: plural)
            )
        }
        return nil
    }

    /// Notes the keys that this type, or this kind of API, does not have.
    private mutating func refuseForeignKeys(_ mapping: YAMLMapping, type: IntegrationType) {
        for entry in mapping.entries where Self.integrationKeys.contains(entry.key.text) {
            let key = entry.key.text
            if key == "payloadFormatVersion" {
                _ = refuse(entry.key, unless: .http)
            } else if Self.mappingKeys.contains(key), !type.isMapped {
                problems.note(
                    "\(quoted(key)) is for AWS and MOCK integrations only",
                    at: entry.key.position,
                    suggestion: kind == .http ? "remove it" : "remove it, or write \"type: AWS\""
                )
            } else if key == "timeoutInMillis", type == .mock {
                problems.note(
                    "a MOCK integration waits for nobody, so it has no \(quoted(key))",
                    at: entry.key.position,
                    suggestion: "remove it"
                )
            } else if key == "requestParameters", kind == .http {
                problems.note(
                    "\(quoted(key)) in an integration is not supported: \(UnsupportedKeys.parameterMapping)",
                    at: entry.key.position,
                    suggestion: "remove it"
                )
            }
        }
    }

    private mutating func timeoutInMillis(_ node: YAMLNode) -> Int? {
        let key = "timeoutInMillis"
        guard let timeout = problems.wholeNumber(node, for: key, in: Self.timeoutRange(of: kind)) else { return nil }
        if kind == .rest, timeout > API.Kind.rest.integrationTimeoutInMillis {
            warnings.note(
                "\(quoted(key)) is \(timeout); more than 29000 wants a raised quota, and a Regional or private API",
                at: node.position
            )
        }
        return timeout
    }

    private mutating func payloadFormatVersion(_ entry: YAMLMapping.Entry?) -> PayloadFormatVersion? {
        guard kind == .http else { return .v1 }
        return entry.map { problems.choice($0.value, for: $0.key.text) } ?? .v2
    }
}
