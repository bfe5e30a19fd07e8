// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// One reading of an authorizer's `Properties`; what both formats know is read as routes.yml has it.
///
/// - Source: CloudFormation user guide, `AWS::ApiGateway::Authorizer`, `AWS::ApiGatewayV2::Authorizer`.
struct ResourceAuthorizerReader {
    let resource: CloudFormationTemplate.Resource
    let cloud: CloudFormation
    var routes: RoutesReader
    private let kind: API.Kind

    init(resource: CloudFormationTemplate.Resource, cloud: CloudFormation, kind: API.Kind) {
        self.resource = resource
        self.cloud = cloud
        self.kind = kind
        routes = RoutesReader(problems: ProblemCollector())
        routes.kind = kind
    }

    mutating func read() -> ResourceAuthorizer? {
        if kind == .http,
            let reason = resource.properties["JwtConfiguration"].flatMap({ cloud.reasonNotToKnow($0.value) })
        {
            return unknownJWT(because: reason)
        }
        let properties = evaluatedProperties()
        guard routes.problems.problems.isEmpty else { return nil }
        let typeKey = kind == .rest ? "Type" : "AuthorizerType"
        guard let typeNode = properties[typeKey]?.value else {
            return note("has no \(typeKey)", suggestion: "add \"\(typeKey): \(kind == .rest ? "TOKEN" : "JWT")\"")
        }
        guard let type = routes.problems.text(typeNode, for: typeKey) else { return nil }
        switch (kind, type) {
        case (.rest, "COGNITO_USER_POOLS"):
            let what = "the authorizer \(quoted(resource.logicalId)) is a Cognito user pool, which is not emulated"
            return authorizer(nil, .elsewhere(what), ttl: 0, properties)
        case (.rest, "TOKEN"): return asked(as: .token, properties)
        case (_, "REQUEST"): return asked(as: .request, properties)
        case (.http, "JWT"): return jwt(properties)
        default:
            let types = kind == .rest ? ["TOKEN", "REQUEST", "COGNITO_USER_POOLS"] : ["JWT", "REQUEST"]
            routes.problems.note(
                "unknown type of authorizer \(quoted(type))",
                at: typeNode.position,
                suggestion: didYouMean(type, among: types, plural: "types")
            )
            return nil
        }
    }

    /// A TOKEN or REQUEST authorizer, which is a function.
    private mutating func asked(as type: AuthorizerType, _ properties: YAMLMapping) -> ResourceAuthorizer? {
        let names = [
            "IdentitySource": "identitySource", "IdentityValidationExpression": "identityValidationExpression",
            "AuthorizerPayloadFormatVersion": "authorizerPayloadFormatVersion",
            "EnableSimpleResponses": "enableSimpleResponses",
        ]
        let ttl = timeToLive(properties)
        let hasSource = properties["IdentitySource"]?.value.isNull == false
        if !hasSource, type == .token || (ttl ?? 0) > 0 {
            // `CreateAuthorizer`: required for TOKEN, and for REQUEST with a cache.
            return note(
                "has no IdentitySource",
                suggestion: "add \"IdentitySource: \(routes.headerPrefix)Authorization\""
            )
        }
        if kind == .http, properties["AuthorizerPayloadFormatVersion"] == nil {
            // `CreateAuthorizer` of version 2: "To create a Lambda authorizer, this is required".
            return note(
                "has no AuthorizerPayloadFormatVersion",
                suggestion: "add \"AuthorizerPayloadFormatVersion: '2.0'\""
            )
        }
        var mapping = YAMLMapping(entries: renamed(properties, names))
        if type == .request, mapping["type"] == nil {
            mapping = YAMLMapping(entries: mapping.entries + [entry("type", YAMLNode(text: type.rawValue, at: place))])
        }
        guard let definitionKind = routes.authorizerKind(type, in: mapping), let ttl else { return nil }
        guard let uri = resource.properties["AuthorizerUri"]?.value, !uri.isNull else {
            return note("has no AuthorizerUri", suggestion: "add the URI of the function that it asks")
        }
        return authorizer(definitionKind, target(of: uri), ttl: ttl, properties)
    }

    /// One of a user pool that is deployed with the service, for example.
    private mutating func unknownJWT(because reason: String) -> ResourceAuthorizer? {
        let properties = evaluatedProperties(but: "JwtConfiguration")
        var entries = renamed(properties, ["IdentitySource": "identitySource"])
        entries.append(entry("type", YAMLNode(text: "JWT", at: place)))
        let definition = routes.jwtAuthorizer(named: resource.logicalId, YAMLMapping(entries: entries))
        guard let definition else { return nil }
        let what = "whose tokens the authorizer \(quoted(resource.logicalId)) accepts is not known here (\(reason))"
        return authorizer(definition.kind, .elsewhere(what), ttl: 0, properties)
    }

    private mutating func jwt(_ properties: YAMLMapping) -> ResourceAuthorizer? {
        let own = ["Issuer": "issuer", "Audience": "audience"]
        let configuration = properties["JwtConfiguration"]?.value
        for key in own.keys.sorted() where configuration?.mapping?[key]?.value.isNull != false {
            return note("has no JwtConfiguration.\(key)", suggestion: "add it")
        }
        var entries = renamed(properties, ["IdentitySource": "identitySource"])
        entries.append(entry("type", YAMLNode(text: "JWT", at: place)))
        if let configuration, let mapping = configuration.mapping {
            let inner = YAMLMapping(entries: renamed(mapping, own))
            entries.append(
                entry("jwtConfiguration", YAMLNode(position: configuration.position, content: .mapping(inner)))
            )
        }
        let definition = routes.jwtAuthorizer(named: resource.logicalId, YAMLMapping(entries: entries))
        guard let definition, case .jwt(let configuration) = definition.function else { return nil }
        return authorizer(definition.kind, .jwt(configuration), ttl: 0, properties)
    }

    /// - Source: `AWS::ApiGateway::Authorizer`: "The default value is 300"; an HTTP API keeps nothing unasked.
    private mutating func timeToLive(_ properties: YAMLMapping) -> Int? {
        let usual = RoutesReader.usualResultTtl(of: kind)
        guard let entry = properties["AuthorizerResultTtlInSeconds"], !entry.value.isNull else { return usual }
        // CloudFormation takes a number in quotes, too.
        var node = entry.value
        if let scalar = node.scalar, scalar.looksLikeInteger {
            node = YAMLNode(position: node.position, content: .scalar(YAMLScalar(text: scalar.text, style: .plain)))
        }
        return routes.problems.wholeNumber(node, for: entry.key.text, in: AuthorizerDefinition.resultTtlRange)
    }

    /// What is asked may be elsewhere: that is no mistake of the file, and the command line can name something else.
    private func target(of uri: YAMLNode) -> ResourceAuthorizer.Target {
        let what = "the authorizer \(quoted(resource.logicalId)) asks "
        switch cloud.text(of: uri) {
        case .text(let text):
            if let function = cloud.function(inARN: text) { return .function(function.key) }
            return .elsewhere(what + "\(quoted(text)), which is no function of this file")
        case .absent: return .elsewhere(what + "nobody")
        case .unknown(let unknown): return .elsewhere(what + "what is not in this file: \(unknown.reason)")
        case .wrong(let kind, _): return .elsewhere(what + kind)
        }
    }

    // MARK: Nodes

    private var place: SourcePosition { resource.position }

    private func authorizer(
        _ kind: AuthorizerDefinition.Kind?,
        _ target: ResourceAuthorizer.Target,
        ttl: Int,
        _ properties: YAMLMapping
    ) -> ResourceAuthorizer {
        ResourceAuthorizer(
            logicalId: resource.logicalId,
            name: properties["Name"]?.value.scalar?.text ?? resource.logicalId,
            position: resource.position,
            kind: kind,
            resultTtlInSeconds: ttl,
            target: target
        )
    }

    private func entry(_ key: String, _ value: YAMLNode) -> YAMLMapping.Entry {
        let scalar = YAMLScalar(text: key, style: .plain)
        return YAMLMapping.Entry(key: YAMLMapping.Key(position: value.position, scalar: scalar), value: value)
    }

    /// The entries that have another name in routes.yml.
    private func renamed(_ mapping: YAMLMapping, _ names: [String: String]) -> [YAMLMapping.Entry] {
        mapping.entries.compactMap { entry in
            guard let name = names[entry.key.text], !entry.value.isNull else { return nil }
            let scalar = YAMLScalar(text: name, style: .plain)
            return YAMLMapping.Entry(
                key: YAMLMapping.Key(position: entry.key.position, scalar: scalar),
                value: entry.value
            )
        }
    }

    private mutating func note(_ message: String, suggestion: String) -> ResourceAuthorizer? {
        routes.problems.note(
            "the authorizer \(quoted(resource.logicalId)) \(message)",
            at: resource.position,
            suggestion: suggestion
        )
        return nil
    }

    /// The properties that are read, with CloudFormation's functions carried out.
    private mutating func evaluatedProperties(but left: String? = nil) -> YAMLMapping {
        let read: Set = [
            "Type", "AuthorizerType", "Name", "IdentitySource", "IdentityValidationExpression",
            "AuthorizerResultTtlInSeconds", "AuthorizerPayloadFormatVersion", "EnableSimpleResponses",
            "JwtConfiguration",
        ]
        let entries = resource.properties.entries.compactMap { entry -> YAMLMapping.Entry? in
            guard read.contains(entry.key.text), entry.key.text != left else { return nil }
            let value = cloud.evaluated(entry.value, for: entry.key.text, noting: &routes.problems)
            return value.map { YAMLMapping.Entry(key: entry.key, value: $0) }
        }
        return YAMLMapping(entries: entries)
    }
}
