// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// The routes of all APIs as aligned lines.
struct RouteListing {
    let apis: [API]
    /// What stands before the stage in each URL, `http://localhost:3000` for example.
    let base: String

    func url(of route: Route, in api: API) -> String {
        let path = route.path.isDefault ? "/*" : route.path.description
        return base + api.stagePath + (path == "/" && !api.stagePath.isEmpty ? "" : path)
    }

    var lines: [String] {
        let rows = apis.flatMap { api in api.routes.map { columns($0, in: api) } }
        let gaps = [2, 4, 3, 4]
        let widths = gaps.indices.map { column in
            (rows.map { $0[column].count }.max() ?? 0) + gaps[column]
        }
        return apis.flatMap(stages)
            + rows.map { row in
                var line = "  "
                for (column, text) in row.enumerated() {
                    line += text
                    if column < widths.count, row[(column + 1)...].contains(where: { !$0.isEmpty }) {
                        line += String(repeating: " ", count: widths[column] - text.count)
                    }
                }
                return line
            }
    }

    /// That the same routes stand below other stages, too.
    private func stages(of api: API) -> [String] {
        guard !api.otherStages.isEmpty else { return [] }
        let others = api.otherStages.map { "\(base)\(api.path(ofStage: $0))/" }
        return ["  stage \(api.stage); the same routes below \(others.joined(separator: ", "))"]
    }

    private func columns(_ route: Route, in api: API) -> [String] {
        let access: String
        var authorizer = ""
        switch route.access {
        case .public: access = "public"
        case .private(let name, let scopes):
            access = "private"
            if let definition = api.authorizer(named: name) {
                let ttl = definition.resultTtlInSeconds
                var words = [definition.kind.name]
                if case .jwt = definition.kind {
                    if !scopes.isEmpty { words.append("one of \(scopes.joined(separator: " "))") }
                } else {
                    words.append(ttl == 0 ? "not cached" : "\(ttl) s")
                }
                authorizer = "authorizer \(name) (\(words.joined(separator: ", ")))"
            }
        }
        return [
            route.path.isDefault ? route.key : route.method.description, url(of: route, in: api), access, route.target,
            authorizer,
        ]
    }
}
