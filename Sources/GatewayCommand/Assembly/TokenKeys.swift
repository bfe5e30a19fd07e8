// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayEmulator
import GatewayIssuer
import GatewayModel
import GatewayTime
import GatewayTransport
import Synchronization

/// The signing keys that this process knows, one source per place: several authorizers share what was fetched once, and
/// so do the definitions that follow one another.
final class TokenKeys: Sendable {
    private let client: HTTPClient
    private let executor: any TaskExecutor
    private let sources = Mutex<[TokenSettings.KeyLocation: KeySource]>([:])

    init(group: EventLoopGroup, client: HTTPClient) {
        self.client = client
        executor = group.next()
    }

    /// Takes the embedded issuer's keys from itself: asking for them over TLS would only add a certificate to trust.
    ///
    /// - Parameters:
    ///   - issuer: The issuer.
    ///   - tenant: What it is, or is to become.
    /// - Returns: What the issuer's tokens look like.
    func add(_ issuer: Issuer, tenant: Tenant) -> TokenSettings {
        for name in issuer.names.all {
            _ = keep(at: .url(name + ".well-known/jwks.json")) { try await issuer.keys() }
            _ = keep(at: .discovery(issuer: name)) { try await issuer.keys() }
        }
        return TokenSettings(
            issuer: issuer.names.https,
            otherNames: [issuer.names.http],
            audience: tenant.gatewayAudience,
            keys: .url(issuer.names.https + ".well-known/jwks.json")
        )
    }

    /// The keys that are in one place.
    ///
    /// - Throws: ``DeploymentError/unusableKeys(_:)`` for a URL that cannot be fetched.
    func source(at location: TokenSettings.KeyLocation) throws(DeploymentError) -> KeySource {
        if let source = sources.withLock({ $0[location] }) { return source }
        do throws(JWKSFetchError) {
            return keep(at: location, try JWKSFetch.from(location, client: client))
        } catch {
            throw .unusableKeys(error.description)
        }
    }

    /// How many seconds keys are kept: those that a JWT authorizer discovers for two hours, as is reported of AWS.
    private static func lifetime(at location: TokenSettings.KeyLocation) -> UInt64 {
        switch location {
        case .discovery: 7200
        case .url, .file: KeySource.usualLifetime
        }
    }

    /// The source of a place: the one that is there, or else a new one.
    private func keep(at location: TokenSettings.KeyLocation, _ fetch: @escaping KeySource.Fetch) -> KeySource {
        let source = KeySource(executor: executor, lifetime: Self.lifetime(at: location), time: .system, fetch: fetch)
        return sources.withLock { sources in
            if let earlier = sources[location] { return earlier }
            sources[location] = source
            return source
        }
    }
}
