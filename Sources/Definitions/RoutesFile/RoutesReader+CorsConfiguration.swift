// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `cors:` of an HTTP API, in AWS's words.
///
/// - Source: API Gateway API reference (v2), `Cors`; developer guide, "Configure CORS for HTTP APIs in API Gateway".
extension RoutesReader {
    static let corsConfigurationKeys = [
        "allowOrigins", "allowMethods", "allowHeaders", "exposeHeaders", "maxAge", "allowCredentials",
    ]
    /// What the two kinds of API call the same thing.
    static let corsTranslations = [
        (rest: "origins", http: "allowOrigins"), (rest: "methods", http: "allowMethods"),
        (rest: "headers", http: "allowHeaders"), (rest: "exposedHeaders", http: "exposeHeaders"),
        (rest: "credentials", http: "allowCredentials"),
    ]
    /// - Source: API reference (v2), `Cors`: -1 has the header say "-1"; 86400 is the most.
    static let maxAgeRange = -1...86_400

    mutating func readCorsConfiguration(_ node: YAMLNode) -> CorsConfiguration? {
        if let isOn = node.scalar?.bool { return isOn ? usualCorsConfiguration : nil }
        guard let mapping = node.mapping else {
            return problems.wrongType(node, "cors", wanted: "true, false or a map", suggestion: "write \"cors: true\"")
        }
        checkCORSKeys(mapping, known: Self.corsConfigurationKeys)
        var cors = CorsConfiguration()
        if let node = mapping["allowOrigins"]?.value { cors.allowOrigins = allowedOrigins(node) }
        if let node = mapping["allowMethods"]?.value { cors.allowMethods = allowedMethods(node) }
        if let node = mapping["allowHeaders"]?.value {
            cors.allowHeaders = headerNames(node, for: "allowHeaders").names
        }
        if let node = mapping["exposeHeaders"]?.value {
            cors.exposeHeaders = headerNames(node, for: "exposeHeaders").names
        }
        if let node = mapping["maxAge"]?.value {
            cors.maxAge = problems.wholeNumber(node, for: "maxAge", in: Self.maxAgeRange)
        }
        if let node = mapping["allowCredentials"]?.value {
            cors.allowCredentials = problems.boolean(node, for: "allowCredentials") ?? false
            if cors.allowCredentials, cors.allowOrigins.contains("*") {
                problems.note(
                    "\"allowCredentials: true\" wants origins that are named, API Gateway refuses it with \"*\"",
                    at: node.position,
                    suggestion: "list them under \"allowOrigins:\", or write 'https://*'"
                )
            }
        }
        return cors
    }

    /// Notes the unknown keys, among them what the other kind of API calls the same thing.
    mutating func checkCORSKeys(_ mapping: YAMLMapping, known: [String]) {
        var foreign = Set<String>()
        for entry in mapping.entries {
            let key = entry.key.text
            guard !known.contains(key), let own = Self.translation(of: key) else { continue }
            foreign.insert(key)
            problems.note(
                "\(quoted(key)) in \"cors\" is what \(kind == .http ? "a REST API" : "an HTTP API") calls it",
                at: entry.key.position,
                suggestion: "write \(quoted(own))"
            )
        }
        let rest = YAMLMapping(entries: mapping.entries.filter { !foreign.contains($0.key.text) })
        _ = problems.unknownKeys(in: rest, known: known, place: " in \"cors\"")
    }

    private static func translation(of key: String) -> String? {
        for pair in corsTranslations {
            if pair.rest == key { return pair.http }
            if pair.http == key { return pair.rest }
        }
        return nil
    }

    /// What the Serverless Framework means by `httpApi: cors: true`: every origin, its usual headers, and the methods of
    /// the routes.
    ///
    /// - Source: Serverless Framework documentation, "HTTP API", "CORS Setup".
    private var usualCorsConfiguration: CorsConfiguration {
        var methods = Set<HTTPMethod>([.options])
        for route in routes {
            switch route.method {
            case .any: methods.formUnion(HTTPMethod.allCases)
            case .exactly(let method): methods.insert(method)
            case nil: break
            }
        }
        return CorsConfiguration(
            allowOrigins: ["*"],
            allowMethods: HTTPMethod.allCases.filter(methods.contains).map(\.rawValue),
            allowHeaders: CORS.usualHeaders
        )
    }

    private mutating func allowedOrigins(_ node: YAMLNode) -> [String] {
        problems.texts(node, for: "allowOrigins").compactMap { text, element in
            if ["*", "http://*", "https://*"].contains(text) { return text }
            do throws(WebOrigin.ParseError) {
                return try WebOrigin.parse(text)
            } catch {
                problems.note(
                    "\(quoted(text)) is no origin as browsers send it",
                    at: element.position,
                    suggestion: error == .wildcard ? "known wildcards: *, http://*, https://*" : error.description
                )
                return nil
            }
        }
    }

    private mutating func allowedMethods(_ node: YAMLNode) -> [String] {
        let names = HTTPMethod.allCases.map(\.rawValue)
        return problems.texts(node, for: "allowMethods").compactMap { text, element in
            if text == "*" || names.contains(text) { return text }
            problems.note(
                "unknown method \(quoted(text))",
                at: element.position,
                suggestion: text == "ANY" ? "write '*'" : didYouMean(text, among: names + ["*"], plural: "methods")
            )
            return nil
        }
    }
}
