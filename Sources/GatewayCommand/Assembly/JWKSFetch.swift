// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GatewayAuthorizer
import GatewayFiles
import GatewayJOSE
import GatewayModel
import GatewayTransport

/// Why a JWKS was not usable.
struct JWKSFetchError: Error, CustomStringConvertible {
    let description: String
}

/// Fetches signing keys from where the configuration says they are.
enum JWKSFetch {
    static func from(
        _ location: TokenSettings.KeyLocation,
        client: HTTPClient
    ) throws(JWKSFetchError) -> KeySource.Fetch {
        switch location {
        case .file(let path):
            return { try await read(path) }
        case .url(let text):
            guard let url = HTTPURL(text) else {
                throw JWKSFetchError(description: "\(text) is no URL that can be fetched")
            }
            return {
                let response = try await client.get(url, bodyLimit: JWKSet.byteLimit)
                return try parse(body(of: response, from: text), from: text)
            }
        case .discovery(let issuer):
            let discovery = try OIDCDiscovery(of: issuer, client: client)
            return { try await discovery.keys() }
        }
    }

    /// The body of an answer that is one.
    static func body(of response: ClientResponse, from place: String) throws(JWKSFetchError) -> [UInt8] {
        guard response.status == 200 else {
            let advice = 300..<400 ~= response.status ? ", and redirects are not followed" : ""
            throw JWKSFetchError(description: "\(place) answered \(response.status)\(advice)")
        }
        return response.body
    }

    private static func read(_ path: String) async throws -> JWKSet {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        // A pipe would hold this thread for ever, and the next fetch another one.
                        try parse(File.read(path, limit: JWKSet.byteLimit, mustBeRegular: true), from: path)
                    }
                )
            }
        }
    }

    static func parse(_ bytes: [UInt8], from place: String) throws -> JWKSet {
        do throws(JWKSetError) {
            return try JWKSet(parsing: bytes)
        } catch {
            throw JWKSFetchError(description: "\(place): \(error)")
        }
    }
}
