// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayDemo
import GatewayEmulator
import GatewayFiles
import GatewayIssuer
import GatewayJSON
import GatewayModel
import Glibc

/// What is said once everything is ready: to a person on standard output, to a script in `--ready-file`.
struct ReadyReport {
    private let project: Project
    private let tokens: AcceptedTokens
    private let gateway: Gateway
    private let authority: LocalAuthority
    private let options: Serve
    /// `nil` when no demo is served.
    private let demo: DemoSettings?
    /// Where functions can be invoked directly; `nil` where they cannot.
    private let lambdaPort: UInt16?

    /// - Parameters:
    ///   - served: What is served now.
    ///   - service: Who serves it.
    ///   - options: Of the command.
    init(_ served: Served, of service: RunningService, options: Serve) {
        project = served.project
        tokens = served.tokens
        gateway = service.gateway
        demo = service.demo?.current
        lambdaPort = service.invokePort.number
        authority = service.authority
        self.options = options
    }

    private var url: String { "http://\(host):\(gateway.port)" }

    private var host: String { Ports.nameToCall(options.host ?? project.offline.host ?? "localhost") }

    /// Tells scripts.
    func writeFile() throws(FileError) {
        guard let path = options.readyFile else { return }
        try File.replace(path, with: json.compactBytes + [0x0A], mode: 0o644)
    }

    /// Tells a person.
    func print() {
        Terminal.printOut(lines.joined(separator: "\n"))
    }

    private var json: JSONValue {
        var object = JSONObject([
            "pid": .number(JSONNumber(Int64(getpid()))),
            "gateway": ["port": .number(JSONNumber(Int64(gateway.port))), "url": .string(url)],
        ])
        if let issuer = tokens.issuer {
            let port = URLPort.of(issuer.names.https).map(Int64.init) ?? 0
            object["issuer"] = [
                "port": .number(JSONNumber(port)),
                "url": .string(issuer.names.https),
                "httpUrl": .string(issuer.names.http),
                "audience": .string(tokens.settings.audience),
                "applications": .array(project.tenant.applications.map { .string($0.clientId) }),
            ]
        }
        if let demo {
            var urls = JSONObject(["url": .string(demo.url())])
            if let other = demo.otherURL() { urls["otherOrigin"] = .string(other) }
            object["demo"] = .object(urls)
        }
        if let lambdaPort {
            object["lambda"] = [
                "port": .number(JSONNumber(Int64(lambdaPort))), "url": .string(lambdaURL(lambdaPort)),
                "functions": .array(project.codeFunctions.map { .string($0.functionName) }),
            ]
        }
        // Made now, if it is not there: whoever reads this must find it.
        if let path = authority.certificatePath() { object["certificateAuthority"] = .string(path) }
        let listing = RouteListing(apis: project.apis, base: url)
        object["routes"] = .array(
            routes.map { api, route in
                ["method": .string(route.method.description), "url": .string(listing.url(of: route, in: api))]
            }
        )
        return .object(object)
    }

    private var lines: [String] {
        let listing = RouteListing(apis: project.apis, base: url)
        return ["Server ready: \(url)"] + listing.lines + [issuerLine] + demoLines + lambdaLines
            + trials(listing)
    }

    private func lambdaURL(_ port: UInt16) -> String { "http://localhost:\(port)" }

    private var lambdaLines: [String] {
        guard let lambdaPort else { return [] }
        let names = project.codeFunctions.map(\.functionName)
        return ["  lambda \(lambdaURL(lambdaPort)) (\(names.joined(separator: ", ")))"]
    }

    private var issuerLine: String {
        "  issuer \(tokens.settings.issuer) (\(tokens.issuer == nil ? project.files.tokenSettingsSource : "embedded"))"
    }

    private var demoLines: [String] {
        if let demo {
            return ["  demo   \(demo.url())" + (demo.otherURL().map { " and, from another origin, \($0)" } ?? "")]
        }
        guard project.api.servesDemo, options.demo, tokens.issuer == nil else { return [] }
        return [
            "  demo   not served: it logs in at the embedded issuer, and \(project.files.tokenSettingsSource) names a tenant"
        ]
    }

    /// Commands to try: one for an open URL, one for a guarded one.
    private func trials(_ listing: RouteListing) -> [String] {
        var commands: [String] = []
        if let (api, route) = first(where: { $0 == .public }) {
            commands.append("curl \(listing.url(of: route, in: api))")
        }
        if let (api, route) = first(where: { $0 != .public }), case .private(let name, let scopes) = route.access,
            let authorizer = api.authorizer(named: name)
        {
            let trial = TrialRequest(
                authorizer: authorizer,
                scopes: scopes,
                embeddedIssuer: tokens.issuer?.names.https,
                tokenCommand: tokenCommand,
                runsCode: project.runsCode(authorizer)
            )
            commands.append(trial.curl(listing.url(of: route, in: api)))
        }
        return commands.enumerated().map { index, command in (index == 0 ? "  try  " : "       ") + command }
    }

    private func first(where matches: (Route.Access) -> Bool) -> (API, Route)? {
        routes.first { $1.method == .exactly(.get) && $1.path.isFixed && matches($1.access) }
    }

    private var routes: [(api: API, route: Route)] {
        project.apis.flatMap { api in api.routes.map { (api, $0) } }
    }

    private var tokenCommand: String {
        let program = Shell.quoted(CommandLine.arguments.first ?? "gateway")
        let file = options.definition.file.map { " " + Shell.quoted($0) } ?? ""
        return "\(program) token\(file)"
    }
}
