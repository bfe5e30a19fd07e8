// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAuthorizer
import GatewayDefinitions
import GatewayFiles
import GatewayIssuer
import GatewayJOSE
import GatewayModel
import GatewayTransport

/// Which tokens `gateway serve` accepts here: those of the configured tenant or, without one, of the embedded issuer.
struct TokensAcceptedHere {
    let issuer: String
    /// Other names of it.
    let otherNames: [String]
    let audience: String
    let keys: Keys

    /// Where the keys are that verify them.
    enum Keys {
        /// Where a configuration or an option says.
        case at(TokenSettings.KeyLocation)
        /// In the state directory.
        case embedded(SigningKey)
        /// Somewhere that a running server knows, because its environment says it and ours does not.
        case unknown
    }

    /// - Throws: The code to leave with; what is wrong was printed.
    init(_ files: ProjectFiles) throws {
        if let settings = try Self.tenant(files) {
            issuer = settings.issuer
            otherNames = settings.otherNames
            audience = settings.audience
            keys = .at(settings.keys)
            return
        }
        let servers = RunningServer.all(in: files.stateDirectory)
        let names = IssuerNames()
        issuer = servers.first?.issuer ?? names.https
        otherNames = servers.first.map { $0.names.map { [$0.http] } ?? [] } ?? [names.http]
        audience = try servers.first?.audience ?? Self.embeddedAudience(files)
        let isEmbedded = servers.first?.isEmbedded ?? true
        keys = isEmbedded ? .embedded(SigningKey(in: files.stateDirectory)) : .unknown
        if servers.count > 1 {
            Terminal.printError("gateway: \(servers.count) run here; held against the newest, \(issuer)")
        }
    }

    private static func embeddedAudience(_ files: ProjectFiles) throws -> String {
        do throws(DefinitionProblems) {
            return try files.tenant().tenant.gatewayAudience
        } catch {
            throw Project.refusal(error.problems)
        }
    }

    private static func tenant(_ files: ProjectFiles) throws -> TokenSettings? {
        do throws(DefinitionProblems) {
            return try files.tokenSettings()
        } catch {
            throw Project.refusal(error.problems)
        }
    }
}

extension TokensAcceptedHere.Keys {
    /// How these keys are fetched.
    ///
    /// - Throws: The code to leave with; what is wrong was printed.
    func fetch(client: HTTPClient) throws -> KeySource.Fetch {
        switch self {
        case .at(let location):
            do throws(JWKSFetchError) {
                return try JWKSFetch.from(location, client: client)
            } catch {
                throw failure(Exit.badDefinition, "\(error)")
            }
        case .embedded(let key):
            // To verify must not make a key: nobody can have signed with it.
            guard File.exists(key.path) else {
                let advice = "`gateway token` makes one, `--jwks` names another"
                throw failure(Exit.unavailable, "the embedded issuer has no key yet (\(key.path)); \(advice)")
            }
            return { JWKSet(try await key.published().map(\.jwk)) }
        case .unknown:
            let advice = "name its keys with --jwks"
            throw failure(
                Exit.unavailable,
                "the running gateway was told by its environment whom to believe; \(advice)"
            )
        }
    }

    /// The code to leave with when they cannot be had.
    var missing: ExitCode {
        switch self {
        case .at(.file): Exit.badDefinition
        case .at(.url), .at(.discovery), .unknown: Exit.unavailable
        case .embedded: Exit.systemRefused
        }
    }
}
