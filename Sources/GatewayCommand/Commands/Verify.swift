// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAuthorizer
import GatewayDefinitions
import GatewayFiles
import GatewayJOSE
import GatewayModel
import GatewayTime
import GatewayTransport
import Glibc

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say whether tokens are accepted, and if not, why.",
        discussion: """
            Without options, tokens are held against what `gateway serve` accepts here:
            the tenant of config.yml or of the environment, or else the embedded issuer.
            --jwks, --issuer and --audience each replace their own part of that.

            EXAMPLES:
              gateway verify "$(gateway token)"
              gateway verify --format json < tokens.txt
              gateway verify --jwks https://tenant.eu.auth0.com/.well-known/jwks.json \\
                --issuer https://tenant.eu.auth0.com/ --audience https://api.example.com/ eyJhbGciOi…
              gateway verify --signature-only --jwks keys.json eyJhbGciOi…

            Each token is answered with one line. The exit code is 0 when all are valid, 1 when one is not, 65 when the
            file of the keys is bad, and 69 when their server cannot be reached.
            """
    )

    @Argument(help: "Tokens, with or without \"Bearer\". (default, and for -: standard input, one on each line)")
    var tokens: [String] = []

    @Option(
        help: "The keys: a file, or an https or http URL.",
        completion: .file(extensions: ["json"]),
        transform: keyLocation
    )
    var jwks: TokenSettings.KeyLocation?

    @Option(help: "Who must have issued the tokens: their iss, letter for letter.")
    var issuer: String?

    @Option(name: .customLong("audience"), help: "Whom the tokens must be for: one of their aud. May be repeated.")
    var audiences: [String] = []

    @Option(help: "By how many seconds the issuer's clock may differ.")
    var leeway: Int64 = 0

    @Flag(help: "Look at the signature and at nothing that the text says; it may be any JWS.")
    var signatureOnly = false

    @Option(help: "The form of the answer: a line of text, or an object of JSON, for each token.")
    var format = ReportFormat.text

    @Option(help: "PEM certificates to trust, beside the system's, when keys are fetched.", completion: .file())
    var caFile: String?

    @Option(
        help: "The definition whose tenant is asked about. (default: routes.yml)",
        completion: .file(extensions: ["yml", "yaml"])
    )
    var definition: String?

    @Option(
        help: "The file that names the tenant whose tokens are accepted. (default: config.yml beside the definition)",
        completion: .file(extensions: ["yml", "yaml"])
    )
    var config: String?

    private static func keyLocation(_ text: String) throws -> TokenSettings.KeyLocation {
        do throws(KeyLocationError) {
            return try ConfigFile.keyLocation(text)
        } catch {
            throw ValidationError("--jwks: \(error)")
        }
    }

    func validate() throws {
        guard leeway >= 0 else { throw ValidationError("--leeway is a number of seconds, 0 or more") }
        if signatureOnly, issuer != nil || !audiences.isEmpty || leeway > 0 {
            throw ValidationError("--signature-only judges no claims; leave out --issuer, --audience and --leeway")
        }
    }

    func run() async throws {
        let group = try EventLoopGroup(count: 1, time: .system)
        let (rule, keys) = try measure()
        let source = KeySource(
            executor: group.next(),
            time: .system,
            fetch: try keys.fetch(client: .forKeys(group, caFile: caFile))
        )
        // Better to say now that there are no keys than for each token.
        do throws(KeySourceError) {
            _ = try await source.keys()
        } catch {
            throw failure(keys.missing, "\(error)")
        }
        let judge = TokenJudge(rule: rule, keys: source, time: .system)
        var verification = Verification(judge: judge, report: TokenReport(format: format))
        try await verification.run(tokens)
        if let code = verification.exitCode(keysMissing: keys.missing) { throw code }
    }

    /// What tokens are held against: what the options say, and for the rest what is accepted here.
    private func measure() throws -> (rule: TokenJudge.Rule, keys: TokensAcceptedHere.Keys) {
        let named = jwks.map { TokensAcceptedHere.Keys.at($0) }
        if signatureOnly { return (.signature, try named ?? here().keys) }
        if let named, let issuer, !audiences.isEmpty { return (rule([issuer], audiences), named) }
        let here = try here()
        let issuers = issuer.map { [$0] } ?? [here.issuer] + here.otherNames
        return (rule(issuers, audiences.isEmpty ? [here.audience] : audiences), named ?? here.keys)
    }

    private func rule(_ issuers: [String], _ audiences: [String]) -> TokenJudge.Rule {
        .accessToken(JWTVerifier(issuers: issuers, audiences: audiences, leeway: leeway))
    }

    private func here() throws -> TokensAcceptedHere {
        if let definition, !File.exists(definition) {
            throw failure(Exit.badDefinition, "\(definition): no such file")
        }
        return try TokensAcceptedHere(ProjectFiles(definition: definition, config: config, tenant: nil))
    }
}
