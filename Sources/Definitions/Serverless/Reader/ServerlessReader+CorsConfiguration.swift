// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `provider.httpApi.cors`, which the reader of routes.yml knows in AWS's words.
///
/// - Source: Serverless Framework documentation, "HTTP API" of "Events": "CORS Setup".
extension ServerlessReader {
    private static let corsTranslations = [
        "allowedOrigins": "allowOrigins", "allowedHeaders": "allowHeaders", "allowedMethods": "allowMethods",
        "exposedResponseHeaders": "exposeHeaders", "allowCredentials": "allowCredentials", "maxAge": "maxAge",
    ]

    mutating func corsConfiguration(_ entry: YAMLMapping.Entry) -> CorsConfiguration? {
        let node = entry.value
        var entries: [YAMLMapping.Entry] = []
        if let mapping = node.mapping {
            checkKeys(in: mapping, known: .httpAPICORS, place: " in \"cors\"")
            entries = mapping.entries.compactMap { entry in
                guard let name = Self.corsTranslations[entry.key.text], !entry.value.isNull else { return nil }
                return Self.entry(name, at: entry.key.position, entry.value)
            }
        } else {
            guard !node.isNull, boolean(node, for: "cors") == true else { return nil }
        }
        let usual = [
            ("allowOrigins", ["*"]), ("allowHeaders", Self.usualCORSHeaders), ("allowMethods", declaredMethods),
        ]
        for (key, values) in usual where !entries.contains(where: { $0.key.text == key }) {
            entries.append(Self.entry(key, at: node.position, Self.list(values, at: node.position)))
        }
        let map = YAMLNode(position: node.position, content: .mapping(YAMLMapping(entries: entries)))
        return asking(.http) { $0.readCorsConfiguration(map) }
    }

    /// OPTIONS, and what the routes have.
    private var declaredMethods: [String] {
        var methods: Set<HTTPMethod> = [.options]
        for route in http.routes {
            switch route.method {
            case .any: methods.formUnion(HTTPMethod.allCases)
            case .exactly(let method): methods.insert(method)
            case nil: break
            }
        }
        return HTTPMethod.allCases.filter(methods.contains).map(\.rawValue)
    }

    /// An entry that is written in other words, at the place of what it is written for.
    static func entry(_ key: String, at position: SourcePosition, _ value: YAMLNode) -> YAMLMapping.Entry {
        YAMLMapping.Entry(
            key: YAMLMapping.Key(position: position, scalar: YAMLScalar(text: key, style: .plain)),
            value: value
        )
    }

    static func text(_ text: String, at position: SourcePosition) -> YAMLNode {
        YAMLNode(position: position, content: .scalar(YAMLScalar(text: text, style: .doubleQuoted)))
    }

    static func list(_ texts: [String], at position: SourcePosition) -> YAMLNode {
        YAMLNode(position: position, content: .sequence(texts.map { text($0, at: position) }))
    }
}
