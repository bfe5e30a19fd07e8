// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `public:` and `private:`, the lists of routes.
extension RoutesReader {
    static let routeKeys = ["handler", "authorizer", "authorizationScopes", "integration"]
    static let routeHandlers = BuiltInHandler.allCases.map { HandlerReference.builtIn($0).description }

    mutating func readRoutes(_ node: YAMLNode?, access: DeclaredRoute.Access) {
        let beginning = "begin each route with \"- \""
        guard let node, !node.isNull,
            let entries = problems.sequence(node, for: access.rawValue, of: "routes", suggestion: beginning)
        else { return }
        for entry in entries {
            readEntry(entry, access: access)
        }
    }

    private mutating func readEntry(_ node: YAMLNode, access: DeclaredRoute.Access) {
        let own = node.mapping?.entries.filter { !$0.key.isMerge } ?? []
        guard let first = own.first else {
            // A merge key has been refused already.
            guard node.mapping?.entries.isEmpty ?? true else { return }
            problems.note(
                "a route is written \"METHOD /path: handler\", this is \(problems.shown(node))",
                at: node.position,
                suggestion: "for example \"- GET /\(access.rawValue): builtin:\(access.rawValue)\""
            )
            return
        }
        let others = own.dropFirst()
        for other in others {
            let isInner = Self.routeKeys.contains(other.key.text)
            problems.note(
                isInner
                    ? "\(quoted(other.key.text)) stands beside the route, not under it"
                    : "\(quoted(other.key.text)) is a second key in the entry of a route",
                at: other.key.position,
                suggestion: isInner
                    ? "indent it by four columns more than the \"-\""
                    : "begin each route with \"- \""
            )
        }
        readRoute(first, access: access, isBroken: !others.isEmpty)
    }

    private mutating func readRoute(_ entry: YAMLMapping.Entry, access: DeclaredRoute.Access, isBroken: Bool) {
        let (method, path) = methodAndPath(entry.key)
        var integration: Integration?
        var named: YAMLNode?
        var scopes: [String] = []
        if let mapping = entry.value.mapping {
            integration = self.integration(of: entry.key, mapping, path: path, access: access)
            if access == .public { refuseGuard(of: entry.key, mapping) }
            named = mapping["authorizer"]?.value
            scopes = access == .private ? authorizationScopes(mapping, authorizer: named) : []
        } else if entry.value.scalar != nil, !entry.value.isNull {
            integration = routeHandler(entry.value).map { .proxy(usualProxy($0)) }
        } else if !isBroken {
            integration = problems.wrongType(entry.value, entry.key.text, wanted: "a handler, or a map with one")
        }
        let authorizer = access == .private ? authorizer(named, of: entry.key, isBroken: isBroken) : nil
        routes.append(
            DeclaredRoute(
                position: entry.key.position,
                method: method,
                path: path,
                access: access,
                authorizer: authorizer,
                scopes: scopes,
                integration: integration
            )
        )
    }

    private mutating func refuseGuard(of route: YAMLMapping.Key, _ mapping: YAMLMapping) {
        if let key = mapping["authorizer"]?.key {
            problems.note(
                "the public route \(quoted(route.text)) takes no authorizer",
                at: key.position,
                suggestion: "move the route to \"private:\", or remove the authorizer"
            )
        }
        if let key = mapping["authorizationScopes"]?.key {
            problems.note(
                "the public route \(quoted(route.text)) asks for no scopes",
                at: key.position,
                suggestion: "move the route to \"private:\", or remove them"
            )
        }
    }

    /// Of which a token must have one.
    ///
    /// - Source: API Gateway quotas: "Scopes per route", 10. REST APIs have scopes with Cognito user pools only.
    private mutating func authorizationScopes(_ mapping: YAMLMapping, authorizer named: YAMLNode?) -> [String] {
        guard let entry = mapping["authorizationScopes"] else { return [] }
        let declared = named.map { node in authorizers.first { $0.name == node.scalar?.text } } ?? authorizers.first
        if let declared, !declared.isJWT {
            problems.note(
                "\"authorizationScopes\" is for JWT authorizers only, \(quoted(declared.name)) is none",
                at: entry.key.position,
                suggestion: kind == .rest
                    ? "remove it; a builtin:auth0 authorizer has \"scopes\""
                    : "remove it, or make the authorizer \"type: JWT\""
            )
            return []
        }
        let scopes = problems.scopes(entry.value, for: "authorizationScopes")
        if scopes.count > Self.mostScopes {
            problems.note(
                "these are \(scopes.count) scopes, API Gateway allows \(Self.mostScopes)",
                at: scopes[Self.mostScopes].node.position
            )
        }
        return scopes.map(\.scope)
    }

    static let mostScopes = 10

    private mutating func methodAndPath(_ key: YAMLMapping.Key) -> (RouteMethod?, PathTemplate?) {
        if key.text == PathTemplate.default.description {
            guard kind != .rest else {
                problems.note(
                    "\"$default\" is a route of HTTP APIs only",
                    at: key.position,
                    suggestion: "write \"ANY /{proxy+}\", or \"api: http\""
                )
                return (nil, nil)
            }
            return (.any, .default)
        }
        let words = key.text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true).map(String.init)
        guard words.count == 2 else {
            let isPath = key.text.hasPrefix("/")
            problems.note(
                "\(quoted(key.text)) is no route, it has no \(isPath ? "method" : "path")",
                at: key.position,
                suggestion: isPath ? "write \"GET \(key.text)\"" : "write \"METHOD /path\""
            )
            return (nil, nil)
        }
        let method = RouteMethod(words[0])
        if method == nil {
            problems.note(
                "unknown method \(quoted(words[0]))",
                at: key.position,
                suggestion: didYouMean(words[0], among: RouteMethod.allSpellings, plural: "methods")
            )
        }
        let text = String(words[1].drop { $0 == " " })
        do throws(PathTemplate.ParseError) {
            return (method, try PathTemplate(parsing: text))
        } catch {
            problems.note("\(quoted(text)) is no path", at: key.position, suggestion: error.description)
            return (method, nil)
        }
    }

    mutating func routeHandler(_ node: YAMLNode) -> HandlerReference? {
        let handler = handler(
            node,
            as: BuiltInHandler.self,
            kind: "handler",
            plural: "handlers",
            mistakableFor: (Self.authorizerHandlers, "the handler of an authorizer, not of a route")
        )
        return switch handler {
        case .builtIn(let name): .builtIn(name)
        case .function(let name): .function(name)
        case nil: nil
        }
    }

    /// The authorizer that a private route names, or the only one there is.
    private mutating func authorizer(_ named: YAMLNode?, of route: YAMLMapping.Key, isBroken: Bool) -> String? {
        let names = authorizers.map(\.name)
        if let named {
            guard let text = problems.text(named, for: "authorizer") else { return nil }
            if names.contains(where: { $0.utf8.elementsEqual(text.utf8) }) { return text }
            problems.note(
                "unknown authorizer \(quoted(text))",
                at: named.position,
                suggestion: didYouMean(text, among: names, plural: "authorizers")
            )
            return nil
        }
        if isBroken || names.count == 1 { return names.first }
        guard !names.isEmpty else {
            problems.note(
                "the private route \(quoted(route.text)) has no authorizer, and the file declares none",
                at: route.position,
                suggestion:
                    "add one under \"authorizers:\", such as \"customAuthorizer: \(Self.authorizerHandlers[0])\""
            )
            return nil
        }
        problems.note(
            "the private route \(quoted(route.text)) names no authorizer, and there are several",
            at: route.position,
            suggestion: "add \"authorizer:\" with one of: \(names.joined(separator: ", "))"
        )
        return nil
    }
}
