// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `httpApi`: a route of the HTTP API.
///
/// - Source: Serverless Framework documentation, "HTTP API" of "Events".
extension ServerlessReader {
    mutating func readHTTPAPIEvent(_ entry: YAMLMapping.Entry, of function: ServerlessFunction) {
        let known = problems.problems.count
        guard let event = httpAPIEvent(entry, of: function) else { return noteUnreadable(entry, unless: known) }
        let access = httpAPIAccess(of: event)
        let isRunnable = use(function, for: event.name, at: event.position)
        guard problems.problems.count == known else { return }
        guard isRunnable, let access else { return leaveOut(event, of: .http, entry, isRunnable: isRunnable) }
        let version = function.payload ?? provider.httpAPI.payload ?? .v2
        http.routes.append(
            event.route(
                access,
                .proxy(ProxyIntegration(handler: .function(function.key), payloadFormatVersion: version))
            )
        )
    }

    private mutating func httpAPIEvent(
        _ entry: YAMLMapping.Entry,
        of function: ServerlessFunction
    ) -> ServerlessEvent? {
        let node = entry.value
        guard let mapping = node.mapping else {
            guard let text = problems.text(node, for: "httpApi") else { return nil }
            let words = text.split(separator: " ").map(String.init)
            if words == ["*"] {
                return httpAPIEvent(nil, ("*", node.position), nil, of: function, at: node.position)
            }
            guard words.count == 2 else {
                problems.note(
                    "\(quoted(text)) is no route",
                    at: node.position,
                    suggestion: "write \"httpApi: GET /path\", or \"httpApi: '*'\" for all that no other route takes"
                )
                return nil
            }
            let (method, path) = ((words[0], node.position), (words[1], node.position))
            return httpAPIEvent(method, path, nil, of: function, at: node.position)
        }
        checkKeys(in: mapping, known: .httpAPIEvent, place: " in an \"httpApi\" event")
        let position = entry.key.position
        guard let path = required("path", in: mapping, at: position, of: "httpApi") else { return nil }
        if path.text == "*", mapping["method"] == nil {
            return httpAPIEvent(nil, path, mapping, of: function, at: position)
        }
        guard let method = required("method", in: mapping, at: position, of: "httpApi") else { return nil }
        return httpAPIEvent(method, path, mapping, of: function, at: position)
    }

    private mutating func httpAPIEvent(
        _ method: PlacedText?,
        _ path: PlacedText,
        _ mapping: YAMLMapping?,
        of function: ServerlessFunction,
        at position: SourcePosition
    ) -> ServerlessEvent? {
        if path.text == "*" {
            if let method, method.text != "*" {
                problems.note(
                    "the path \"*\" has no method, it is what no other route takes",
                    at: method.position,
                    suggestion: "write \"method: '*'\", or a path"
                )
                return nil
            }
            return ServerlessEvent(
                function: function,
                position: position,
                method: .any,
                path: .default,
                mapping: mapping
            )
        }
        let found = method.flatMap { $0.text == "*" ? .any : routeMethod($0) }
        guard let template = pathTemplate(path.text, at: path.position), let found else { return nil }
        return ServerlessEvent(
            function: function,
            position: position,
            method: found,
            path: template,
            mapping: mapping
        )
    }
}
