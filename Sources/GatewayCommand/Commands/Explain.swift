// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayEmulator
import GatewayJSON
import GatewayLambda
import GatewayModel
import GatewayTime
import GatewayTransport
import Logging

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what would become of a request, step by step, and why.",
        discussion: """
            EXAMPLES:
              gateway explain GET /dev/public
              gateway explain GET /dev/private --token "$(gateway token)"
              gateway explain PUT /dev/users/1 -H 'Origin: https://app.example.com' -H 'X-Tenant: a'
              gateway explain POST /dev/orders -d '{"item": "apples"}'
              gateway explain GET /dev/private --format json | jq .authorization.result

            No server is needed, and nothing is kept: the authorizer is asked each time. Secrets are shortened.
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case text
        case json
    }

    @Argument(help: "The method, in capitals.")
    var method: String

    @Argument(help: "The path with its stage, and its query; or a whole URL.")
    var path: String

    @OptionGroup var definition: DefinitionOptions

    @Option(
        name: [.customShort("H"), .long],
        help: "A header of the request, \"Name: value\". May be repeated.",
        transform: Header.init
    )
    var header: [Header] = []

    @Option(
        name: [.customShort("d"), .long],
        help: "The body of the request. (sent as JSON, unless a header says otherwise)"
    )
    var data: String?

    @Option(help: "An access token: short for -H 'Authorization: Bearer TOKEN'.")
    var token: String?

    @Flag(help: "Take the request for one that came over TLS. (a URL says so itself)")
    var https = false

    @Option(help: "The form of the explanation: a tree, or JSON.")
    var format = Format.text

    @Option(help: "PEM certificates to trust, beside the system's, when keys are fetched.", completion: .file())
    var caFile: String?

    @OptionGroup var functions: FunctionOptions

    /// One `-H 'Name: value'`.
    struct Header {
        let name: String
        let value: String

        init(_ text: String) throws {
            guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else {
                throw ValidationError("write a header as \"Name: value\", not \"\(text)\"")
            }
            name = String(text[..<colon])
            value = String(text[colon...].dropFirst().drop { $0 == " " })
        }
    }

    func validate() throws {
        if token != nil, header.contains(where: { $0.name.lowercased() == "authorization" }) {
            throw ValidationError("give either --token or an Authorization header")
        }
    }

    func run() async throws {
        let project = try Project(definition.files)
        project.printWarnings()
        let group = try EventLoopGroup(count: 1, time: .system)
        defer { group.stop() }
        var parts = GatewayParts()
        let tokens = try project.tokenParts(group, caFile: caFile)
        parts.tokens = tokens
        let functions = FunctionHost(
            project,
            passedNames: functions.passEnv,
            watchesCode: false,
            loop: group.loops[0],
            logger: Logger(label: "gateway") { _ in StandardErrorLogHandler(output: LogOutput(format: .text)) },
            log: nil
        )
        try functions.check(project)
        parts.remoteFunctions = await functions.deploy(project)
        let rehearsal: Rehearsal
        do throws(DeploymentError) {
            rehearsal = try Rehearsal(project.apis, parts: parts)
        } catch {
            throw failure(Exit.badDefinition, "\(project.files.definition): \(error)")
        }
        let url = RequestURL(path)
        let explanation = await Explanation(
            request(url),
            of: project,
            in: rehearsal,
            embeddedIssuer: project.tokenSettings == nil ? tokens.settings.issuer : nil,
            isSecure: https || url.isSecure
        )
        await functions.fleet.stop()
        switch format {
        case .text: Terminal.printOut(explanation.lines(.ofStandardOutput).joined(separator: "\n"))
        case .json: Terminal.printOut(explanation.json.visibleText)
        }
    }

    private func request(_ url: RequestURL) -> ExplainedRequest {
        var headers = header.map { (name: $0.name, value: $0.value) }
        if let host = url.host, !headers.contains(where: { $0.name.lowercased() == "host" }) {
            headers.insert(("Host", host), at: 0)
        }
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        if data != nil, !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            headers.append(("Content-Type", "application/json"))
        }
        return ExplainedRequest(method: method, target: url.target, headers: headers, body: data ?? "")
    }
}

/// What somebody wants explained: a path, or a URL out of a browser's address bar.
private struct RequestURL {
    let host: String?
    let isSecure: Bool
    /// Path and query, without a fragment, which is never sent.
    let target: String

    init(_ text: String) {
        let sent = text.prefix { $0 != "#" }
        for scheme in ["http://", "https://"] where sent.lowercased().hasPrefix(scheme) {
            let rest = sent.dropFirst(scheme.count)
            let host = rest.prefix { $0 != "/" && $0 != "?" }
            let path = rest.dropFirst(host.count)
            self.host = String(host)
            isSecure = scheme == "https://"
            target = path.first == "/" ? String(path) : "/\(path)"
            return
        }
        host = nil
        isSecure = false
        // Without its slash it would be no request, and nobody who types it means that.
        target = sent.first == "/" || sent == "*" ? String(sent) : "/\(sent)"
    }
}
