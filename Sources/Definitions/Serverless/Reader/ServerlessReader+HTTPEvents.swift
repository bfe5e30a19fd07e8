// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `http`: a route of the REST API.
///
/// - Source: Serverless Framework documentation, "API Gateway" of "Events".
extension ServerlessReader {
    mutating func readHTTPEvent(_ entry: YAMLMapping.Entry, of function: ServerlessFunction) {
        let known = problems.problems.count
        guard let event = httpEvent(entry, of: function) else { return noteUnreadable(entry, unless: known) }
        let isSupported = checkHTTPEvent(event)
        let access = httpAccess(of: event)
        if let cors = event.mapping?["cors"] { readPreflight(cors, of: event) }
        let integration = httpIntegration(of: event)
        let isRunnable = integration?.handler == nil || use(function, for: event.name, at: event.position)
        guard problems.problems.count == known else { return }
        guard isSupported, isRunnable, let access, let integration else {
            return leaveOut(event, of: .rest, entry, isRunnable: isRunnable)
        }
        rest.routes.append(event.route(access, integration))
    }

    private mutating func httpEvent(_ entry: YAMLMapping.Entry, of function: ServerlessFunction) -> ServerlessEvent? {
        let node = entry.value
        if let mapping = node.mapping {
            checkKeys(in: mapping, known: .httpEvent, place: " in an \"http\" event")
            guard let method = required("method", in: mapping, at: entry.key.position, of: "http"),
                let path = required("path", in: mapping, at: entry.key.position, of: "http")
            else { return nil }
            return httpEvent(method, path, mapping, of: function, at: entry.key.position)
        }
        guard let text = problems.text(node, for: "http") else { return nil }
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2 else {
            problems.note(
                "\(quoted(text)) is no route",
                at: node.position,
                suggestion: "write \"http: GET /path\""
            )
            return nil
        }
        return httpEvent((words[0], node.position), (words[1], node.position), nil, of: function, at: node.position)
    }

    /// No event is dropped without a word: another route might take its requests.
    mutating func noteUnreadable(_ entry: YAMLMapping.Entry, unless known: Int) {
        guard problems.problems.count == known else { return }
        problems.note("the event \(quoted(entry.key.text)) cannot be read", at: entry.key.position)
    }

    typealias PlacedText = (text: String, position: SourcePosition)

    /// - Returns: `nil` after a problem was noted.
    mutating func required(
        _ key: String,
        in mapping: YAMLMapping,
        at position: SourcePosition,
        of event: String
    ) -> PlacedText? {
        guard let node = mapping[key]?.value, !node.isNull else {
            // A slip was noted already; the key itself, with nothing behind it, is none.
            let isMisspelt = mapping.entries.contains {
                $0.key.text != key && !ServerlessKeys.httpEvent.contains($0.key.text)
                    && nearest(to: $0.key.text, among: [key]) != nil
            }
            if !isMisspelt {
                problems.note("an \(quoted(event)) event has no \(key)", at: position, suggestion: "add \"\(key): …\"")
            }
            return nil
        }
        // `path: /` and the empty path of the framework's own examples are the root.
        if key == "path", node.scalar?.text == "" { return ("", node.position) }
        return problems.text(node, for: key).map { ($0, node.position) }
    }

    private mutating func httpEvent(
        _ method: PlacedText,
        _ path: PlacedText,
        _ mapping: YAMLMapping?,
        of function: ServerlessFunction,
        at position: SourcePosition
    ) -> ServerlessEvent? {
        let method = routeMethod(method)
        // A slash at the beginning and at the end need not be there.
        var text = Substring(path.text)
        if text.hasPrefix("/") { text = text.dropFirst() }
        if text.hasSuffix("/") { text = text.dropLast() }
        guard let template = pathTemplate("/\(text)", at: path.position), let method else { return nil }
        return ServerlessEvent(
            function: function,
            position: position,
            method: method,
            path: template,
            mapping: mapping
        )
    }

    /// A method in any case.
    mutating func routeMethod(_ method: PlacedText) -> RouteMethod? {
        if let found = RouteMethod(method.text.uppercased()) { return found }
        problems.note(
            "unknown method \(quoted(method.text))",
            at: method.position,
            suggestion: method.text == "*"
                ? "write \"any\"" : didYouMean(method.text, among: RouteMethod.allSpellings, plural: "methods")
        )
        return nil
    }

    mutating func pathTemplate(_ text: String, at position: SourcePosition) -> PathTemplate? {
        do throws(PathTemplate.ParseError) {
            return try PathTemplate(parsing: text)
        } catch {
            problems.note("\(quoted(text)) is no path", at: position, suggestion: error.description)
            return nil
        }
    }

    /// What a route of a REST API can have, and what is not done here.
    ///
    /// - Returns: Whether the route can be served.
    private mutating func checkHTTPEvent(_ event: ServerlessEvent) -> Bool {
        var isSupported = true
        func refuse(_ message: String, at position: SourcePosition) {
            isSupported = false
            unsupported(message, at: position, leavingOut: quoted(event.name))
        }
        if let refusal = provider.refusal { refuse(refusal.message, at: refusal.position) }
        guard let mapping = event.mapping else { return isSupported }
        if let entry = mapping["private"], isSaid(entry), !entry.value.isFalse {
            if isOpen {
                hasOpenedRoutes = true
            } else {
                refuse("API keys (\"private\") are not supported yet", at: entry.key.position)
            }
        }
        for key in ["reqValidatorName", "throttling", "responses"] {
            guard let entry = mapping[key], isSaid(entry) else { continue }
            refuse("\(quoted(key)) is not supported", at: entry.key.position)
        }
        let request = settings("request", in: mapping)
        if let request {
            for key in ["schemas", "schema"] {
                guard let entry = request[key], isSaid(entry) else { continue }
                refuse("request bodies are not validated yet (\(quoted(key)))", at: entry.key.position)
            }
            for (name, position) in requiredParameters(request) {
                refuse("request parameters are not validated yet (\(quoted(name)) is required)", at: position)
            }
        }
        let response = settings("response", in: mapping)
        if let mode = optionalText("transferMode", in: response), mode.uppercased() == "STREAM", let response {
            refuse("responses are not streamed", at: response["transferMode"]?.key.position ?? event.position)
        }
        return isSupported
    }

    /// What API Gateway would answer 400 without; variables of the path are always there.
    private mutating func requiredParameters(_ request: YAMLMapping) -> [(name: String, position: SourcePosition)] {
        guard let parameters = settings("parameters", in: request) else { return [] }
        var required: [(name: String, position: SourcePosition)] = []
        for place in ["querystrings", "headers"] {
            for entry in settings(place, in: parameters)?.entries ?? [] where !entry.key.isMerge {
                // A map without "required" is required, and so is what says neither.
                let flag = entry.value.mapping.map { $0["required"]?.value } ?? entry.value
                if flag?.isFalse != true { required.append((entry.key.text, entry.key.position)) }
            }
        }
        return required
    }

    /// A map that need not be there; what is none may hold what protects the route.
    private mutating func settings(_ key: String, in mapping: YAMLMapping) -> YAMLMapping? {
        guard let node = mapping[key]?.value, !node.isNull else { return nil }
        return problems.mapping(node, for: key, of: "settings")
    }

    /// Leaves a route out, if that is wanted, and remembers it.
    ///
    /// A function that cannot be run is complained of once for all its routes.
    mutating func leaveOut(
        _ event: ServerlessEvent,
        of kind: API.Kind,
        _ entry: YAMLMapping.Entry,
        isRunnable: Bool
    ) {
        if isRunnable, !options.skipsUnsupported { noteUnreadable(entry, unless: problems.problems.count) }
        self[kind].leftOut.append(event)
    }
}

extension ServerlessEvent {
    func route(_ access: Route.Access, _ integration: Integration) -> DeclaredRoute {
        var authorizer: String?
        var scopes: [String] = []
        if case .private(let name, let asked) = access { (authorizer, scopes) = (name, asked) }
        return DeclaredRoute(
            position: position,
            method: method,
            path: path,
            access: authorizer == nil ? .public : .private,
            authorizer: authorizer,
            scopes: scopes,
            integration: integration
        )
    }
}
