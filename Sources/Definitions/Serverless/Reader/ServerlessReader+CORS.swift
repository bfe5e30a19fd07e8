// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// What the OPTIONS method of one path says, put together from the `cors` of all its events.
struct Preflight {
    let path: PathTemplate
    let event: ServerlessEvent
    let position: SourcePosition
    var origin: String?
    var origins: [String] = []
    var headers: [String] = []
    var methods: [String] = []
    var allowsCredentials = false
    var maxAge: Int?
    var cacheControl: String?
}

/// `cors` of an `http` event: an OPTIONS method beside the route, whose answer is made by templates.
///
/// The answers of the function itself get no header from it, as on AWS.
///
/// - Source: Serverless Framework documentation, "API Gateway" of "Events": "Enabling CORS"; API Gateway developer guide,
///   "CORS for REST APIs in API Gateway".
extension ServerlessReader {
    static let usualCORSHeaders = CORS.usualHeaders + ["X-Amzn-Trace-Id"]

    mutating func readPreflight(_ entry: YAMLMapping.Entry, of event: ServerlessEvent) {
        guard let own = preflight(entry, of: event) else { return }
        guard let index = rest.preflights.firstIndex(where: { $0.path == event.path }) else {
            rest.preflights.append(own)
            return
        }
        // Lists are joined, and of what is single the last one wins.
        rest.preflights[index].origin = own.origin
        rest.preflights[index].origins = own.origins.union(rest.preflights[index].origins)
        rest.preflights[index].headers = own.headers.union(rest.preflights[index].headers)
        rest.preflights[index].methods = own.methods.union(rest.preflights[index].methods)
        rest.preflights[index].allowsCredentials = rest.preflights[index].allowsCredentials || own.allowsCredentials
        rest.preflights[index].maxAge = own.maxAge ?? rest.preflights[index].maxAge
        rest.preflights[index].cacheControl = own.cacheControl ?? rest.preflights[index].cacheControl
    }

    private mutating func preflight(_ entry: YAMLMapping.Entry, of event: ServerlessEvent) -> Preflight? {
        if entry.value.isNull { return nil }
        var own = Preflight(path: event.path, event: event, position: entry.key.position)
        own.origin = "*"
        own.headers = Self.usualCORSHeaders
        own.methods = ["OPTIONS"]
        guard let mapping = entry.value.mapping else {
            guard let isOn = boolean(entry.value, for: "cors") else { return nil }
            own.methods.append(event.method.description)
            return isOn ? own : nil
        }
        checkKeys(in: mapping, known: .httpCORS, place: " in \"cors\"")
        if let node = mapping["origins"]?.value, !node.isNull {
            own.origin = nil
            own.origins = list(node, for: "origins")
        }
        if let origin = optionalText("origin", in: mapping) { own.origin = origin }
        if let node = mapping["headers"]?.value, !node.isNull { own.headers = list(node, for: "headers") }
        if let node = mapping["methods"]?.value, !node.isNull {
            own.methods = list(node, for: "methods").map { $0.uppercased() }
        }
        own.methods = own.methods.union(["OPTIONS", event.method.description])
        own.allowsCredentials = flag("allowCredentials", in: mapping) ?? false
        if let node = mapping["maxAge"]?.value, !node.isNull {
            own.maxAge = number(node, for: "maxAge", in: 0...86_400)
        }
        own.cacheControl = optionalText("cacheControl", in: mapping)
        for value in own.origins + [own.origin, own.cacheControl].compactMap(\.self) + own.headers
        where !value.utf8.allSatisfy({ 0x20...0x7E ~= $0 && !"'\"\\".utf8.contains($0) }) {
            problems.note("\(quoted(value)) cannot stand in a header of a preflight", at: entry.key.position)
            return nil
        }
        return own
    }

    /// One text, or a list of them.
    private mutating func list(_ node: YAMLNode, for key: String) -> [String] {
        problems.texts(node, for: key).map(\.text)
    }

    /// The OPTIONS methods, once all events are known.
    mutating func addPreflights() {
        for preflight in rest.preflights {
            let declared = rest.routes.map { ($0.path, $0.method, $0.position) }
            if let other = declared.first(where: { $0.0 == preflight.path && $0.1 == .exactly(.options) }) {
                warnings.note(
                    "\"cors\" makes no preflight of \"\(preflight.path)\", whose OPTIONS is declared at \(other.2)",
                    at: preflight.position
                )
                continue
            }
            rest.routes.append(
                DeclaredRoute(
                    position: preflight.position,
                    method: .exactly(.options),
                    path: preflight.path,
                    access: .public,
                    authorizer: nil,
                    scopes: [],
                    integration: .mock(preflight.mapping)
                )
            )
        }
    }

    /// The headers that `cors` adds to the answers of a lambda integration.
    func crossOriginHeaders(of event: ServerlessEvent) -> [YAMLMapping.Entry] {
        guard let cors = event.mapping?["cors"], !cors.value.isNull, !cors.value.isFalse else { return [] }
        let own = cors.value.mapping
        var origin = own?["origin"]?.value.scalar?.text ?? "*"
        if let node = own?["origins"]?.value {
            let texts = (node.sequence ?? [node]).compactMap { $0.scalar?.text }
            origin = texts.joined(separator: ",")
        }
        var headers = [("Access-Control-Allow-Origin", "'\(origin)'")]
        if own?["allowCredentials"]?.value.isTrue == true {
            headers.append(("Access-Control-Allow-Credentials", "'true'"))
        }
        return headers.map { name, value in
            YAMLMapping.Entry(
                key: YAMLMapping.Key(position: cors.key.position, scalar: YAMLScalar(text: name, style: .plain)),
                value: YAMLNode(
                    position: cors.value.position,
                    content: .scalar(YAMLScalar(text: value, style: .doubleQuoted))
                )
            )
        }
    }
}

extension Preflight {
    /// A mock integration that answers 200 with the headers.
    fileprivate var mapping: TemplateMapping {
        var origins = origins
        if let origin, origin.contains(",") { origins = origin.split(separator: ",").map(\.trimmed) }
        let first = origins.first ?? origin ?? "*"
        var methods = methods.joined(separator: ",")
        if self.methods.contains("ANY") {
            methods = self.methods.flatMap { $0 == "ANY" ? ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"] : [$0] }
                .joined(separator: ",")
        }
        var headers = [
            ("Access-Control-Allow-Origin", first),
            ("Access-Control-Allow-Headers", self.headers.joined(separator: ",")),
            ("Access-Control-Allow-Methods", methods),
        ]
        if allowsCredentials { headers.append(("Access-Control-Allow-Credentials", "true")) }
        if let maxAge, maxAge > 0 { headers.append(("Access-Control-Max-Age", "\(maxAge)")) }
        if let cacheControl { headers.append(("Cache-Control", cacheControl)) }
        return TemplateMapping(
            requestTemplates: [BodyTemplate(mediaType: "application/json", template: #"{"statusCode": 200}"#)],
            contentHandling: .convertToText,
            integrationResponses: [
                IntegrationResponse(
                    statusCode: 200,
                    responseParameters: headers.map { ResponseParameter(header: $0.0, source: .constant($0.1)) },
                    responseTemplates: [
                        BodyTemplate(
                            mediaType: "application/json",
                            template: origins.isEmpty ? "" : Self.echo(origins)
                        )
                    ]
                )
            ]
        )
    }

    /// Names the origin of the request, if it is one of several; a `*` stands for some letters.
    private static func echo(_ origins: [String]) -> String {
        let conditions = origins.map { origin in
            let pattern = origin.map { $0 == "." ? "[.]" : $0 == "*" ? ".+" : String($0) }.joined()
            return "$origin.matches(\"\(pattern)\")"
        }
        return """
            #set($origin = $input.params("Origin"))#if($origin == "")#set($origin = $input.params("origin"))#end
            #if(\(conditions.joined(separator: " || ")))
            #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
            #end
            """
    }
}

extension [String] {
    /// These, and those of another list that are not among them.
    fileprivate func union(_ others: [String]) -> [String] { self + others.filter { !contains($0) } }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
