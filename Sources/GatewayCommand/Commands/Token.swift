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
              gateway token --subject 'auth0|mary' --scope 'read:messages' --claim role=admin
              gateway token --expires-in -60         one that expired a minute ago
            """
    )

    @OptionGroup var definition: DefinitionOptions

    @Option(help: "The API that the token is for: its aud. (default: the gateway's own)")
    var audience: String?

    @Option(help: "Whom the token stands for: its sub. (default: the application local-client)")
    var subject: String?

    @Option(help: "What the token allows, separated by spaces.")
    var scope: String?

    @Option(parsing: .unconditional, help: "In how many seconds it expires; negative for one that has expired.")
    var expiresIn: Int64 = AccessToken.defaultLifetimeSeconds

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
        guard abs(expiresIn) <= 100 * 365 * 86_400 else {
            throw ValidationError("--expires-in takes at most a hundred years")
        }
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
        let issuer = IssuerSettings(issuer: running?.issuer ?? IssuerSettings.defaultIssuer)
        switch servers.count {
        case 0: Terminal.printError("gateway: no gateway runs here; signed for \(issuer.issuer)")
        case 1: break
        case let count: Terminal.printError("gateway: \(count) run here; signed for the newest, \(issuer.issuer)")
        }
        var token = AccessToken(
            issuer: issuer.issuer,
            audience: audience ?? running?.audience ?? issuer.audience,
            subject: subject ?? "\(issuer.clientId)@clients",
            clientId: issuer.clientId,
            scope: scope,
            grantType: subject == nil ? "client-credentials" : nil,
            lifetimeSeconds: expiresIn
        )
        for claim in claims { token.claims[claim.name] = claim.value }

        do {
            let signer = try SigningKey(in: files.stateDirectory).load() as TokenSigner
            Terminal.printOut(try signer.sign(token.claims(now: TimeSource.system.now())))
        } catch {
            throw failure(Exit.systemRefused, "\(error)")
        }
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
