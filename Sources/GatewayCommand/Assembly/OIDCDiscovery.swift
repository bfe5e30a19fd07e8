// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJOSE
import GatewayTransport

/// Fetches an issuer's keys from where its discovery document says they are, as the JWT authorizer of an HTTP API does.
struct OIDCDiscovery: Sendable {
    private let issuer: String
    private let documentURL: HTTPURL
    private let client: HTTPClient

    /// How long each of the two answers may take.
    ///
    /// - Source: API Gateway quotas for HTTP APIs: 1500 ms for the discovery endpoint and for the JWKS endpoint.
    static let timeLimit = Duration.milliseconds(1500)

    /// How many bytes each of the two answers may have.
    ///
    /// - Source: API Gateway quotas for HTTP APIs: "JSON Web Key Set (JWKS) size", 150000 bytes.
    static let byteLimit = 150_000

    /// - Parameters:
    ///   - issuer: Its name: a URL with https or, on this machine, with http.
    ///   - client: What fetches.
    /// - Throws: ``JWKSFetchError`` when the name is no such URL.
    init(of issuer: String, client: HTTPClient) throws(JWKSFetchError) {
        let text = DiscoveryDocument.url(of: issuer)
        guard let url = HTTPURL(text) else {
            throw JWKSFetchError(description: "\(issuer) is no URL that can be fetched")
        }
        guard Self.isTrustworthy(url) else {
            throw JWKSFetchError(description: "the issuer \(issuer) has to be https, unless it is on this machine")
        }
        self.issuer = issuer
        documentURL = url
        self.client = client
    }

    /// Whoever sits on the way could put keys of his own into an answer over plain http.
    private static func isTrustworthy(_ url: HTTPURL) -> Bool {
        url.isSecure || url.isLoopback
    }

    /// - Throws: ``DiscoveryError`` when it cannot be found out where the keys are, and other errors when they are not there.
    func keys() async throws -> JWKSet {
        let url = try await keysURL()
        let response = try await client.get(url, timeout: Self.timeLimit, bodyLimit: Self.byteLimit)
        let place = url.description
        return try JWKSFetch.parse(JWKSFetch.body(of: response, from: place), from: place)
    }

    private func keysURL() async throws(DiscoveryError) -> HTTPURL {
        let document: DiscoveryDocument
        do {
            let response = try await client.get(documentURL, timeout: Self.timeLimit, bodyLimit: Self.byteLimit)
            let body = try JWKSFetch.body(of: response, from: documentURL.description)
            document = try DiscoveryDocument(parsing: body, of: issuer)
        } catch {
            throw DiscoveryError("\(documentURL): \(error)")
        }
        guard let url = HTTPURL(document.jwksURI), Self.isTrustworthy(url) else {
            throw DiscoveryError("\(documentURL): its jwks_uri is no https: URL")
        }
        return url
    }
}
