// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayIssuer
import GatewayModel
import GatewayTime
import GatewayTransport
import Logging

extension Project {
    /// What `builtin:auth0` accepts here and the keys it verifies with, for a command that serves nothing.
    ///
    /// - Parameters:
    ///   - group: The loops on which keys are fetched.
    ///   - caFile: Certificates to trust beside the system's.
    /// - Returns: The parts that a gateway takes.
    /// - Throws: ``Refusal``.
    func tokenParts(_ group: EventLoopGroup, caFile: String?) throws -> TokenParts {
        let keys = TokenKeys(group: group, client: try .forKeys(group, caFile: caFile))
        let settings = tokenSettings ?? keys.add(embeddedIssuer, tenant: tenant)
        return TokenParts(settings: settings) { location throws(DeploymentError) in try keys.source(at: location) }
    }

    /// The issuer as it runs here, or else as it would run: with its own key, and without a server.
    private var embeddedIssuer: Issuer {
        let running = RunningServer.all(in: files.stateDirectory).first { $0.isEmbedded }
        return Issuer(
            names: running?.names ?? IssuerNames(),
            tenant: tenant,
            key: SigningKey(in: files.stateDirectory),
            time: .system,
            logger: Logger(label: "issuer")
        )
    }
}
