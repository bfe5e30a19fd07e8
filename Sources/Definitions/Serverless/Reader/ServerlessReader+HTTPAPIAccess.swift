// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `authorizer` of an `httpApi` event, and `provider.httpApi.authorizers`, which it names.
///
/// - Source: Serverless Framework documentation, "HTTP API" of "Events": "JWT Authorizers", "Lambda (Request)
///   Authorizers", "AWS IAM Authorization".
extension ServerlessReader {
    /// - Returns: `nil` after a problem, or when the route is to be left out.
    mutating func httpAPIAccess(of event: ServerlessEvent) -> Route.Access? {
        guard let entry = authorizerEntry(of: event) else { return .public }
        guard let (written, scopesNode) = namedAuthorizer(entry.value) else { return nil }
        var scopes: [String] = []
        if let scopesNode, !scopesNode.isNull {
            scopes = problems.scopes(scopesNode, for: "scopes").map(\.scope)
        }
        guard let name = declare(written, for: event, in: .http) else { return nil }
        guard !scopes.isEmpty, let scopesNode else { return .private(authorizer: name) }
        return checkScopes(scopes, of: name, at: scopesNode.position) ? .private(authorizer: name, scopes: scopes) : nil
    }

    /// Scopes are for JWT authorizers; what stands in for one is not told of them.
    private mutating func checkScopes(_ scopes: [String], of name: String, at position: SourcePosition) -> Bool {
        let definition = http.authorizers.first { $0.definition.name == name }?.definition
        if case .jwt? = definition?.kind {
            guard scopes.count > RoutesReader.mostScopes else { return true }
            problems.note(
                "these are \(scopes.count) scopes, API Gateway allows \(RoutesReader.mostScopes)",
                at: position
            )
            return false
        }
        problems.note(
            "\"scopes\" is for JWT authorizers only, \(quoted(name)) is none",
            at: position,
            suggestion: options.authorizerOverrides[name] == nil
                ? "remove it" : "--authorizer-override \(name)=builtin:auth0 checks them"
        )
        return false
    }

    /// The authorizer that an event names, and its scopes.
    private mutating func namedAuthorizer(_ node: YAMLNode) -> (WrittenAuthorizer, YAMLNode?)? {
        guard let mapping = node.mapping else {
            guard let name = problems.text(node, for: "authorizer") else { return nil }
            return providerAuthorizer(named: name, at: node.position).map { ($0, nil) }
        }
        checkKeys(in: mapping, known: .httpAPIEventAuthorizer, place: " in an authorizer")
        let scopes = mapping["scopes"]?.value
        if optionalText("type", in: mapping)?.lowercased() == "aws_iam" {
            let what = "the authorizer is IAM (aws_iam), which is not emulated"
            return (WrittenAuthorizer(name: "aws_iam", position: node.position, target: .elsewhere(what)), nil)
        }
        if let id = mapping["id"]?.value, !id.isNull {
            return sharedHTTPAuthorizer(id).map { ($0, scopes) }
        }
        guard let name = optionalText("name", in: mapping) else {
            if mapping["name"]?.value.isNull != false {
                problems.note(
                    "the authorizer has no name",
                    at: node.position,
                    suggestion: "add \"name\", one of \"provider.httpApi.authorizers\""
                )
            }
            return nil
        }
        let position = mapping["name"]?.value.position ?? node.position
        return providerAuthorizer(named: name, at: position).map { ($0, scopes) }
    }

    /// One of `provider.httpApi.authorizers`.
    private mutating func providerAuthorizer(named name: String, at position: SourcePosition) -> WrittenAuthorizer? {
        let entries = provider.httpAPI.authorizers?.value.mapping?.entries ?? []
        guard let entry = entries.first(where: { $0.key.text.utf8.elementsEqual(name.utf8) }) else {
            let names = entries.map(\.key.text)
            let near = nearest(to: name, among: names).map { " (did you mean \(quoted($0))?)" } ?? ""
            let what = "the authorizer \(quoted(name)) is not declared in \"provider.httpApi.authorizers\"\(near)"
            return WrittenAuthorizer(name: name, position: position, target: .elsewhere(what))
        }
        guard let mapping = problems.mapping(entry.value, for: name, of: "settings of an authorizer") else {
            return nil
        }
        checkKeys(in: mapping, known: .httpAPIAuthorizer, place: " in an authorizer")
        let type = optionalText("type", in: mapping)?.lowercased() ?? "jwt"
        let deployedName = optionalText("name", in: mapping)
        var written: WrittenAuthorizer?
        switch type {
        case "jwt": written = jwtAuthorizer(entry, mapping)
        case "request": written = requestAuthorizer(entry, mapping)
        default:
            problems.note(
                "unknown type of authorizer \(quoted(type))",
                at: mapping["type"]?.value.position,
                suggestion: didYouMean(type, among: ["jwt", "request"], plural: "types")
            )
        }
        written?.deployedName = deployedName
        return written
    }

    private mutating func jwtAuthorizer(_ entry: YAMLMapping.Entry, _ mapping: YAMLMapping) -> WrittenAuthorizer? {
        for key in ["issuerUrl", "audience"] where mapping[key]?.value.isNull != false {
            problems.note(
                "the authorizer \(quoted(entry.key.text)) has no \(key)",
                at: entry.key.position,
                suggestion: "add \"\(key)\", or write \"type: request\" for one that is a function"
            )
        }
        let name = entry.key.text
        let place = entry.key.position
        var entries = [Self.entry("type", at: place, Self.text("JWT", at: place))]
        entries += mapping["identitySource"].map { [$0] } ?? []
        var configuration: [YAMLMapping.Entry] = []
        for (key, word) in [("issuerUrl", "issuer"), ("audience", "audience")] {
            guard let entry = mapping[key], !entry.value.isNull else { continue }
            if let reason = cloud.reasonNotToKnow(entry.value) {
                return unknownJWTAuthorizer(name, YAMLMapping(entries: entries), at: place, because: reason)
            }
            let value = cloud.evaluated(entry.value, for: key, noting: &problems)
            if let value { configuration.append(Self.entry(word, at: entry.key.position, value)) }
        }
        let node = YAMLNode(position: entry.value.position, content: .mapping(YAMLMapping(entries: configuration)))
        entries.append(Self.entry("jwtConfiguration", at: place, node))
        return asking(.http) { $0.jwtAuthorizer(named: name, YAMLMapping(entries: entries)) }.map {
            WrittenAuthorizer(name: name, position: place, kind: $0.kind, resultTtlInSeconds: 0, target: .jwt($0))
        }
    }

    /// One of a user pool that is deployed with the service, for example: the command line can name what is asked instead.
    private mutating func unknownJWTAuthorizer(
        _ name: String,
        _ mapping: YAMLMapping,
        at position: SourcePosition,
        because reason: String
    ) -> WrittenAuthorizer? {
        asking(.http) { $0.jwtAuthorizer(named: name, mapping) }.map {
            let what = "whose tokens the authorizer \(quoted(name)) accepts is not known here (\(reason))"
            return WrittenAuthorizer(name: name, position: position, kind: $0.kind, target: .elsewhere(what))
        }
    }

    private mutating func requestAuthorizer(_ entry: YAMLMapping.Entry, _ mapping: YAMLMapping) -> WrittenAuthorizer? {
        let name = entry.key.text
        var ttl: Int?
        if let node = mapping["resultTtlInSeconds"]?.value, !node.isNull {
            ttl = number(node, for: "resultTtlInSeconds", in: AuthorizerDefinition.resultTtlRange)
            if let ttl, ttl > 0, mapping["identitySource"]?.value.isNull != false {
                problems.note(
                    "the authorizer \(quoted(name)) keeps its results, and has no identity source to tell callers apart",
                    at: node.position,
                    suggestion: "add \"identitySource\", or set \"resultTtlInSeconds: 0\""
                )
                return nil
            }
        }
        // What it is in AWS's words.
        let words = ["identitySource": "identitySource", "payloadVersion": "authorizerPayloadFormatVersion"]
        var entries = mapping.entries.compactMap { entry -> YAMLMapping.Entry? in
            guard let word = words[entry.key.text], !entry.value.isNull else { return nil }
            return Self.entry(word, at: entry.key.position, entry.value)
        }
        if let simple = mapping["enableSimpleResponses"], !simple.value.isNull {
            guard let isSimple = boolean(simple.value, for: simple.key.text) else { return nil }
            let scalar = YAMLScalar(text: isSimple ? "true" : "false", style: .plain)
            let node = YAMLNode(position: simple.value.position, content: .scalar(scalar))
            entries.append(Self.entry("enableSimpleResponses", at: simple.key.position, node))
        }
        entries.append(Self.entry("type", at: entry.key.position, Self.text("REQUEST", at: entry.key.position)))
        let kind = asking(.http) { $0.authorizerKind(.request, in: YAMLMapping(entries: entries)) }
        guard let kind else { return nil }
        if let key = optionalText("functionName", in: mapping) {
            let position = mapping["functionName"]?.value.position ?? entry.key.position
            return WrittenAuthorizer(
                name: name,
                position: position,
                kind: kind,
                resultTtlInSeconds: ttl,
                target: .function(key)
            )
        }
        guard let arn = mapping["functionArn"]?.value, !arn.isNull else {
            problems.note(
                "the authorizer \(quoted(name)) has no function",
                at: entry.key.position,
                suggestion: "add \"functionName\""
            )
            return nil
        }
        return remoteAuthorizer(arn: arn, name: name, kind: kind, ttl: ttl)
    }

    /// `id`, of one that `resources` declares.
    private mutating func sharedHTTPAuthorizer(_ node: YAMLNode) -> WrittenAuthorizer? {
        switch declaredAuthorizer(node, in: .http) {
        case .declared(let authorizer): return authorizer
        case .refused: return nil
        case .notDeclared: break
        }
        let id = node.scalar?.text ?? arnName(node)
        let what = "the authorizer \(quoted(id)) is not declared in this file"
        return WrittenAuthorizer(name: id, position: node.position, origin: .resources, target: .elsewhere(what))
    }
}
