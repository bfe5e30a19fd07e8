// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport
import TestSupport
import Testing

@testable import GatewayCommand

/// An issuer's keys by way of its discovery document, over real sockets.
///
/// Source: OpenID Connect Discovery 1.0 §4; API Gateway quotas for HTTP APIs: 1500 ms and 150000 bytes for each answer.
@Suite struct DiscoveryTests {
    private let clock = ManualTime()

    private static func issuer(_ server: KeyServer) -> String { "http://127.0.0.1:\(server.port)/" }

    private static func document(_ server: KeyServer, issuer: String? = nil, keysAt uri: String) -> KeyServer.Behaviour
    {
        let document: JSONValue = ["issuer": .string(issuer ?? self.issuer(server)), "jwks_uri": .string(uri)]
        return .answers("200 OK", document.compactBytes)
    }

    private func keys(
        _ server: KeyServer,
        _ meanwhile: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> Result<JWKSet, KeySourceError> {
        let group = try EventLoopGroup(count: 1, time: clock.source)
        defer { group.stop() }
        let location = TokenSettings.KeyLocation.discovery(issuer: Self.issuer(server))
        let fetch = try JWKSFetch.from(location, client: HTTPClient(group: group))
        let source = KeySource(executor: globalConcurrentExecutor, time: clock.source, fetch: fetch)
        async let found = source.keys(for: "first").value
        try await meanwhile()
        return await found
    }

    @Test func `keys are where the document says`() async throws {
        try await KeyServer.run(.publishes([TenantKeys.first])) { keyServer in
            try await KeyServer.run(.resets) { server in
                server.behave(Self.document(server, keysAt: keyServer.url))
                let found = try await keys(server).get()
                #expect(found["first"] != nil)
                #expect(server.requestCount == 1 && keyServer.requestCount == 1)
            }
        }
    }

    private static let failures: [(behaviour: @Sendable (KeyServer) -> KeyServer.Behaviour, reason: String)] = [
        ({ _ in .resets }, "Connection reset by peer"),
        ({ _ in .answers("404 Not Found", []) }, "answered 404"),
        (
            { _ in .answers("302 Found", [], fields: ["Location: https://evil.example/"]) },
            "answered 302, and redirects are not followed"
        ),
        ({ _ in .answers("200 OK", Array("<html>".utf8)) }, "it is not JSON"),
        ({ _ in .answers("200 OK", [UInt8](repeating: 0x20, count: 150_001)) }, "larger than 150000 bytes"),
        ({ document($0, issuer: "https://evil.example/", keysAt: "https://evil.example/") }, "not of"),
        ({ document($0, keysAt: "http://keys.example/jwks.json") }, "its jwks_uri is no https: URL"),
        ({ document($0, keysAt: "file:///etc/passwd") }, "its jwks_uri is no https: URL"),
    ]

    @Test(arguments: failures.indices)
    func `a document that cannot be had is a reason of its own`(index: Int) async throws {
        let (behaviour, reason) = Self.failures[index]
        try await KeyServer.run(.resets) { server in
            server.behave(behaviour(server))
            guard case .failure(.discoveryFailed(let words)) = try await keys(server) else {
                Issue.record("it did not fail as discovery")
                return
            }
            #expect(words.contains(reason), "\(words)")
        }
    }

    @Test(
        arguments: [
            (.answers("500 Internal Server Error", []), "answered 500"),
            (.answers("200 OK", [UInt8](repeating: 0x20, count: 150_001)), "larger than 150000 bytes"),
            (.resets, "Connection reset by peer"),
        ] as [(KeyServer.Behaviour, String)]
    )
    func `keys that cannot be had are no fault of discovery`(
        _ behaviour: KeyServer.Behaviour,
        _ reason: String
    ) async throws {
        try await KeyServer.run(behaviour) { keyServer in
            try await KeyServer.run(.resets) { server in
                server.behave(Self.document(server, keysAt: keyServer.url))
                guard case .failure(.fetchFailed(let words)) = try await keys(server) else {
                    Issue.record("it did not fail as a JWKS")
                    return
                }
                #expect(words.contains(reason), "\(words)")
            }
        }
    }

    @Test(arguments: ["http://tenant.example/", "ftp://tenant.example/", "tenant", ""])
    func `an issuer elsewhere has to be https`(_ issuer: String) throws {
        let group = try EventLoopGroup(count: 1, time: clock.source)
        defer { group.stop() }
        #expect(throws: JWKSFetchError.self) {
            try JWKSFetch.from(.discovery(issuer: issuer), client: HTTPClient(group: group))
        }
    }
}
