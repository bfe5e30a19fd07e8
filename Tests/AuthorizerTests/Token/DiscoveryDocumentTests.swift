// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import Testing

/// Where an issuer says that its keys are.
///
/// Source: OpenID Connect Discovery 1.0 §3 and §4.
struct DiscoveryDocumentTests {
    private static let issuer = "https://tenant.example/"

    @Test(arguments: [
        ("https://tenant.example/", "https://tenant.example/.well-known/openid-configuration"),
        ("https://tenant.example", "https://tenant.example/.well-known/openid-configuration"),
        ("https://a.example/pool", "https://a.example/pool/.well-known/openid-configuration"),
    ])
    func `the document is below the issuer's name`(_ issuer: String, _ url: String) {
        #expect(DiscoveryDocument.url(of: issuer) == url)
    }

    @Test func `it says where the keys are`() throws {
        let text = #"{"issuer":"https://tenant.example/","jwks_uri":"https://keys.example/jwks"}"#
        let document = try DiscoveryDocument(parsing: Array(text.utf8), of: Self.issuer)
        #expect(document.jwksURI == "https://keys.example/jwks")
    }

    @Test(arguments: [
        ("", "it is not JSON"), ("<html>", "it is not JSON"), ("[]", "not an object"), ("{}", #"no "issuer""#),
        (#"{"issuer":7}"#, #"no "issuer""#),
        (#"{"issuer":"https://tenant.example","jwks_uri":"https://keys.example/"}"#, "not of"),
        (#"{"issuer":"https://evil.example/","jwks_uri":"https://evil.example/"}"#, "evil.example"),
        (#"{"issuer":"https://tenant.example/"}"#, #"no "jwks_uri""#),
        (#"{"issuer":"https://tenant.example/","jwks_uri":null}"#, #"no "jwks_uri""#),
        (#"{"issuer":"https://tenant.example/","jwks_uri":"a","jwks_uri":"b"}"#, "twice"),
    ])
    func `what is no document of the issuer has a reason`(_ text: String, _ reason: String) {
        let error = #expect(throws: DiscoveryError.self) {
            try DiscoveryDocument(parsing: Array(text.utf8), of: Self.issuer)
        }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }
}
