// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayModel

/// What differs between two definitions that were served one after the other, a line each: `+ GET /x  private`.
struct DefinitionChanges {
    private(set) var lines: [String] = []

    init(from earlier: Served, to now: Served) {
        if earlier.tokens.settings != now.tokens.settings {
            let source = now.tokens.issuer == nil ? now.project.files.tokenSettingsSource : "embedded"
            note("~ issuer \(now.tokens.settings.issuer) (\(source)), audience \(now.tokens.settings.audience)")
        }
        compare(earlier.project.functions, now.project.functions, name: { $0.name }, text: { "function \($0.name)" })
        compare(earlier.project.apis, now.project.apis)
        compare(earlier.project.tenant, now.project.tenant)
    }

    private mutating func compare(_ old: [API], _ new: [API]) {
        if old.count == 1, new.count == 1 { return compare(old[0], new[0]) }
        for api in new {
            if let before = old.first(where: { $0.kind == api.kind }) {
                compare(before, api)
            } else {
                note("+ api \(api.kind.rawValue), \(api.routes.count) routes")
            }
        }
        for api in old where !new.contains(where: { $0.kind == api.kind }) { note("- api \(api.kind.rawValue)") }
    }

    private mutating func compare(_ old: API, _ new: API) {
        if old.kind != new.kind { note("~ api \(old.kind.rawValue) → \(new.kind.rawValue)") }
        if old.stage != new.stage { note("~ stage \(old.stage) → \(new.stage)") }
        if old.otherStages != new.otherStages { note("~ stages") }
        if old.identity != new.identity { note("~ region, accountId or apiId") }
        if old.stageVariables != new.stageVariables { note("~ stage variables") }
        if old.cors != new.cors || old.corsConfiguration != new.corsConfiguration { note("~ CORS") }
        if old.binaryMediaTypes != new.binaryMediaTypes { note("~ binary media types") }
        if old.gatewayResponses != new.gatewayResponses { note("~ gateway responses") }
        if old.limits != new.limits { note("~ limits, for connections that come from now on") }
        if old.servesDemo != new.servesDemo { note(new.servesDemo ? "+ demo" : "- demo") }
        compare(old.authorizers, new.authorizers, name: { $0.name }, text: { "authorizer \($0.name)" })
        compare(
            old.routes,
            new.routes,
            name: { $0.key },
            text: { "\($0.key)  \(Self.access($0))  \($0.target)" }
        )
    }

    private mutating func compare(_ old: Tenant, _ new: Tenant) {
        if old.friendlyName != new.friendlyName || old.defaultAudience != new.defaultAudience
            || old.allowedLogoutURLs != new.allowedLogoutURLs
        {
            note("~ tenant \(new.friendlyName)")
        }
        compare(old.apis, new.apis, name: { $0.identifier }, text: { "API \($0.identifier)" })
        compare(old.applications, new.applications, name: { $0.clientId }, text: { "application \($0.clientId)" })
        compare(old.users, new.users, name: { $0.userId }, text: { "user \($0.email)" })
        // Their order counts, and their names need not differ.
        if old.rules != new.rules { note("~ rules") }
    }

    private static func access(_ route: Route) -> String {
        switch route.access {
        case .public: "public"
        case .private(let authorizer, _): "private (\(authorizer))"
        }
    }

    private mutating func compare<Part: Equatable>(
        _ old: [Part],
        _ new: [Part],
        name: (Part) -> String,
        text: (Part) -> String
    ) {
        let before = Dictionary(old.map { (name($0), $0) }, uniquingKeysWith: { $1 })
        let after = Set(new.map(name))
        for part in new {
            switch before[name(part)] {
            case nil: note("+ \(text(part))")
            case part?: break
            case _?: note("~ \(text(part))")
            }
        }
        for part in old where !after.contains(name(part)) { note("- \(text(part))") }
    }

    /// The names are the user's own, and speak to a terminal.
    private mutating func note(_ line: String) {
        lines.append(oneLine(line))
    }
}
