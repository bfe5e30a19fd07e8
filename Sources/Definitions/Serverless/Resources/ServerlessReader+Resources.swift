// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// The framework merges `resources` into what it makes of events: that may change a route, guard it, or add one. It is not
/// followed, and so it is refused; and so is what cannot be read, since it may be just that.
///
/// - Source: Serverless Framework documentation, "AWS Infrastructure Resources", "Override AWS CloudFormation Resource".
extension ServerlessReader {
    mutating func checkResources(_ node: YAMLNode?) {
        guard let node, !node.isNull, rest.hasEvents || http.hasEvents else { return }
        for fragment in node.sequence ?? [node] where !fragment.isNull {
            guard let mapping = problems.mapping(fragment, for: "resources", of: "CloudFormation") else { continue }
            refuseMacros(in: mapping)
            for place in ["Resources", "extensions"] {
                guard let value = mapping[place]?.value, !value.isNull,
                    let entries = problems.mapping(value, for: place, of: "resources")
                else { continue }
                refuseMacros(in: entries)
            }
        }
        for entry in cloud.template.entries { checkResource(entry, isExtension: false) }
        for entry in cloud.template.extensions { checkResource(entry, isExtension: true) }
    }

    /// What a macro makes of a template is known to its function only.
    ///
    /// - Source: CloudFormation user guide, "Template macros", "Fn::Transform", "Fn::ForEach".
    private mutating func refuseMacros(in mapping: YAMLMapping) {
        for entry in mapping.entries where entry.key.text == "Transform" || isMacro(entry.key.text) {
            problems.note(
                "\(quoted(entry.key.text)) makes resources that are not known here: one may guard a route",
                at: entry.key.position,
                suggestion: "write them out"
            )
        }
    }

    private mutating func checkResource(_ entry: YAMLMapping.Entry, isExtension: Bool) {
        let id = entry.key.text
        guard !isMacro(id) else { return }  // It was said already.
        guard let mapping = problems.mapping(entry.value, for: id, of: "a type and properties") else { return }
        var type: String?
        if let node = mapping["Type"]?.value, !node.isNull {
            guard let text = problems.text(node, for: "Type") else { return }
            type = text
        }
        let isGenerated = isExtension || isGeneratedName(id)
        guard isGenerated || type?.hasPrefix("AWS::ApiGateway") == true || cloud.function(logicalId: id) != nil else {
            return warnOfFirewall(type, at: entry.key.position)
        }
        var properties = YAMLMapping(entries: [])
        if let node = mapping["Properties"]?.value, !node.isNull {
            guard let read = problems.mapping(node, for: "Properties", of: "properties") else { return }
            properties = read
        }
        refuseMacros(in: mapping)
        refuseMacros(in: properties)
        if isGenerated || cloud.function(logicalId: id) != nil {
            refuseChange(of: entry.key, mapping, properties)
        } else {
            refuseAddition(entry.key, properties, type: type ?? "")
        }
    }

    private func isMacro(_ key: String) -> Bool { key.hasPrefix("Fn::") }

    // MARK: What the framework makes

    /// Whether the framework gives this name to something that it makes of the events of this file.
    private func isGeneratedName(_ id: String) -> Bool {
        if generatedAuthorizers.contains(id.lowercased()) { return true }
        let isOfREST =
            id == "ApiGatewayRestApi" || id == "ApiGatewayStage" || id.hasPrefix("ApiGatewayMethod")
            || id.hasPrefix("ApiGatewayResource")
        let isOfHTTP =
            id == "HttpApi" || id == "HttpApiStage" || id.hasPrefix("HttpApiRoute")
            || id.hasPrefix("HttpApiIntegration")
        return rest.hasEvents && isOfREST || http.hasEvents && isOfHTTP
    }

    private mutating func refuseChange(of key: YAMLMapping.Key, _ resource: YAMLMapping, _ properties: YAMLMapping) {
        let harmless: (String) -> Bool
        switch key.text {
        case "ApiGatewayRestApi", "HttpApi": harmless = Self.harmlessOfAPI.contains
        case "ApiGatewayStage", "HttpApiStage": harmless = { !["Variables", "StageVariables"].contains($0) }
        case let id where cloud.function(logicalId: id) != nil: harmless = { !Self.decisiveOfFunction.contains($0) }
        case let id where isGeneratedName(id) || cloud.template.isOfAPIGateway(id): harmless = { _ in false }
        // `extensions` of what has nothing to do with routes: roles, log groups, buckets.
        default: return
        }
        let isAside = { (name: String) in Self.besideProperties.contains(name) }
        let changes =
            resource.entries.filter { !isAside($0.key.text) } + properties.entries.filter { !harmless($0.key.text) }
        guard let property = changes.first(where: { !$0.key.isMerge }) else { return }
        problems.note(
            "\(quoted(key.text)) changes the \(quoted(property.key.text)) of what the framework deploys, which is not "
                + "followed: it may guard a route",
            at: property.key.position,
            suggestion:
                "say it with the event, the function or \"provider.\(key.text.hasPrefix("Http") ? "httpApi" : "apiGateway")\", "
                + "or leave it out here"
        )
    }

    /// What a resource may have beside its properties without a change of what it is.
    private static let besideProperties: Set<String> = [
        "Type", "Properties", "DependsOn", "Metadata", "DeletionPolicy", "UpdateReplacePolicy",
    ]

    /// Properties of an API that change nothing about who may call it, and what answers.
    private static let harmlessOfAPI: Set<String> = [
        "Name", "Description", "Tags", "EndpointConfiguration", "MinimumCompressionSize", "ProtocolType",
        "ApiKeySourceType",
    ]
    /// Properties of a function that change what runs.
    private static let decisiveOfFunction: Set<String> = [
        "Code", "Environment", "FunctionName", "Handler", "ImageConfig", "PackageType", "Runtime",
    ]

    // MARK: What the file adds

    private mutating func refuseAddition(_ key: YAMLMapping.Key, _ properties: YAMLMapping, type: String) {
        switch type {
        case "AWS::ApiGateway::Method" where isOfThisAPI(properties["RestApiId"]?.value, .rest):
            refuseRoute(key, "a method", in: .rest)
        case "AWS::ApiGatewayV2::Route" where isOfThisAPI(properties["ApiId"]?.value, .http):
            // One of a WebSocket API has no method.
            let routeKey = properties["RouteKey"]?.value.scalar?.text ?? "$default"
            guard routeKey == "$default" || routeKey.contains(" ") else { return }
            refuseRoute(key, "a route", in: .http)
        case "AWS::ApiGateway::RestApi" where rest.hasEvents && provider.isAPIImported(.rest),
            "AWS::ApiGatewayV2::Api" where http.hasEvents && provider.isAPIImported(.http):
            for name in ["Policy", "Body", "BodyS3Location", "RouteKey", "CorsConfiguration"] {
                guard let property = properties[name] else { continue }
                problems.note(
                    "\(quoted(name)) of the API \(quoted(key.text)) is not followed: it may guard a route",
                    at: property.key.position,
                    suggestion: "leave it out here"
                )
            }
        default: break
        }
    }

    /// Whether something belongs to the API that events of this file belong to.
    private func isOfThisAPI(_ node: YAMLNode?, _ kind: API.Kind) -> Bool {
        guard self[kind].hasEvents else { return false }
        guard !provider.isAPIImported(kind), let id = node?.mapping?["Ref"]?.value.scalar?.text,
            id != "ApiGatewayRestApi", id != "HttpApi"
        else { return true }
        return cloud.template.resource(id) == nil
    }

    /// A route that is not served must not leave its requests to another one, which may be open.
    private mutating func refuseRoute(_ key: YAMLMapping.Key, _ what: String, in kind: API.Kind) {
        let message = "\(quoted(key.text)) is \(what) of \(kind.plural) that no event declares, which is not served"
        let mayBeTaken = self[kind].routes.contains { route in
            route.method == .any || route.path?.isLiteral != true
        }
        guard mayBeTaken, options.skipsUnsupported else {
            return unsupported(message, at: key.position, leavingOut: "it")
        }
        problems.note(
            "\(message), and another route may take its requests",
            at: key.position,
            suggestion: "leave it out here, or declare it as an event"
        )
    }

    /// - Source: WAF developer guide, "Associating protection with AWS resources".
    private mutating func warnOfFirewall(_ type: String?, at position: SourcePosition) {
        guard type == "AWS::WAFv2::WebACLAssociation" || type == "AWS::WAFRegional::WebACLAssociation" else { return }
        warnings.note("web ACLs (AWS WAF) are not emulated: what one blocks passes here", at: position)
    }
}

extension PathTemplate {
    /// Whether one path matches alone.
    fileprivate var isLiteral: Bool {
        !isDefault
            && segments.allSatisfy { segment in
                if case .literal = segment { true } else { false }
            }
    }
}
