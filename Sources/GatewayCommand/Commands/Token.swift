// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayDefinitions
import GatewayFiles
import GatewayIssuer
import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime

struct Token: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print an access token that the embedded issuer has signed.",
        discussion: """
            EXAMPLES:
              curl -H "Authorization: Bearer $(gateway token)" http://localhost:3000/dev/private
              gateway token --user mary@example.com --scope 'openid read:messages'
              gateway token --role admin             a user who has that role
              gateway token --subject 'auth0|mary' --claim role=admin
              gateway token --expired                each kind of bad token: also --wrong-key, --wrong-audience, --no-kid
            """
    )

    @OptionGroup var definition: DefinitionOptions

    @Option(help: "The API that the token is for: its aud. (default: the gateway's own)")
    var audience: String?

    @Option(help: "Whom the token stands for, by email, user name or id. (default: the application itself)")
    var user: String?

    @Option(help: "The client id of the application that has the token. (default: local-client, or the first)")
    var application: String?

    @Option(name: .customLong("role"), help: "A role that the user has, beside his own. May be repeated.")
    var roles: [String] = []

    @Option(help: "Its sub, whether there is such a user or not.")
    var subject: String?

    @Option(help: "What the token allows, separated by spaces; a user gets of it what his roles let him.")
    var scope: String?

    @Option(parsing: .unconditional, help: "In how many seconds it expires; negative for one that has expired.")
    var expiresIn: Int64?

    @Flag(help: "One that expired an hour ago.")
    var expired = false

    @Flag(help: "One that another key has signed, under the name of the right one.")
    var wrongKey = false

    @Flag(help: "One for an API that nobody has.")
    var wrongAudience = false

    @Flag(help: "One that does not say which key signed it.")
    var noKid = false

    @Option(
        name: .customLong("claim"),
        help: "A further claim; the value is JSON, or else a text. May be repeated, and wins over the other options.",
        transform: Claim.init
    )
    var claims: [Claim] = []

    /// One `--claim name=value`.
    struct Claim {
        let name: String
        let value: JSONValue

        init(_ text: String) throws {
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                throw ValidationError("write a claim as name=value, not \"\(text)\"")
            }
            name = String(text[..<equals])
            let value = String(text[equals...].dropFirst())
            do throws(JSONError) {
                self.value = try JSONValue(parsing: value)
            } catch {
                self.value = .string(value)
            }
        }
    }

    func validate() throws {
        guard (expiresIn ?? 0).magnitude <= 100 * 365 * 86_400 else {
            throw ValidationError("--expires-in takes at most a hundred years")
        }
        if expired, expiresIn != nil { throw ValidationError("give either --expired or --expires-in") }
        if wrongAudience, audience != nil { throw ValidationError("give either --wrong-audience or --audience") }
    }

    func run() throws {
        let files = definition.files
        if let file = definition.file, !File.exists(file) {
            throw failure(Exit.badDefinition, "\(file): no such file")
        }
        // The routes are not read: somebody may be in the middle of changing them.
        if let settings = try tenant(files) {
            throw refusal("\(files.tokenSettingsSource) says", settings.issuer)
        }
        let servers = RunningServer.all(in: files.stateDirectory)
        let running = servers.first
        if let running, !running.isEmbedded {
            throw refusal("the running gateway was told", running.issuer)
        }
        let issuer = (running?.names ?? IssuerNames()).https
        switch servers.count {
        case 0: Terminal.printError("gateway: no gateway runs here; signed for \(issuer)")
        case 1: break
        case let count: Terminal.printError("gateway: \(count) run here; signed for the newest, \(issuer)")
        }
        let token = try requested(files, issuer: issuer, running?.audience)
        do {
            var signer = try SigningKey(in: files.stateDirectory).load() as TokenSigner
            if wrongKey { signer = try TokenSigner(key: .generateRSA(), kid: signer.jwk.kid) }
            Terminal.printOut(try token.signed(by: signer, now: TimeSource.system.now(), namesKey: !noKid))
        } catch let error as OAuthError {
            throw failure(Exit.badDefinition, "\(files.tenantPlace): \(error.description)")
        } catch {
            throw failure(Exit.systemRefused, "\(error)")
        }
    }

    private func requested(_ files: ProjectFiles, issuer: String, _ gatewayAudience: String?) throws -> RequestedToken {
        let tenant: Tenant
        do throws(DefinitionProblems) {
            tenant = try files.tenant().tenant
        } catch {
            throw Project.refusal(error.problems)
        }
        var token = RequestedToken(tenant: tenant, issuer: issuer)
        do throws(RequestedToken.Unknown) {
            if let application { try token.use(application: application) }
            if user != nil || !roles.isEmpty { try token.use(user: user, roles: roles) }
        } catch {
            throw failure(Exit.usage, "\(error)")
        }
        token.audience = wrongAudience ? RequestedToken.wrongAudience : audience ?? gatewayAudience
        token.subject = subject
        token.scopes = scope.map { $0.split(separator: " ").map(String.init) } ?? []
        token.lifetime = expired ? -3600 : expiresIn
        for claim in claims { token.claims[claim.name] = claim.value }
        if let audience, tenant.api(identifier: audience) == nil {
            let known = tenant.apis.map(\.identifier).joined(separator: ", ")
            Terminal.printError("gateway: the tenant has no API \(audience); there are \(known)")
        }
        for scope in token.scopesNotGranted {
            Terminal.printError(
                "gateway: the scope \(scope) is not granted: no role or permission of the user's has it"
            )
        }
        return token
    }

    private func refusal(_ source: String, _ issuer: String) -> ExitCode {
        failure(
            Exit.unavailable,
            "\(source) that tokens come from \(issuer), and only that tenant can sign them; ask it for one "
                + "(Auth0 dashboard > APIs > your API > Test), or remove the setting to use the embedded issuer"
        )
    }

    private func tenant(_ files: ProjectFiles) throws -> TokenSettings? {
        do throws(DefinitionProblems) {
            return try files.tokenSettings()
        } catch {
            throw Project.refusal(error.problems)
        }
    }
}
