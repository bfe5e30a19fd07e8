// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import GatewayJOSE
import GatewayJSON
import Testing

/// `x5c` and `x5t` (RFC 7517 §4.7, §4.8), as jwks-rsa reads them.
struct KeyCertificateTests {
    @Test func `the certificate holds the key, is signed by it, and is the same each time`() throws {
        let key = try PrivateKey.generateRSA()
        let certificate = try key.selfSignedCertificate(commonName: "tenant")
        #expect(try key.selfSignedCertificate(commonName: "tenant") == certificate)
        #expect(try PrivateKey(pem: key.pem()).selfSignedCertificate(commonName: "tenant") == certificate)
        #expect(try PrivateKey.generateRSA().selfSignedCertificate(commonName: "tenant") != certificate)

        let isSigned = certificate.withUnsafeBufferPointer { bytes -> Int32 in
            var position = bytes.baseAddress
            guard let x509 = d2i_X509(nil, &position, bytes.count) else { return -1 }
            defer { X509_free(x509) }
            return X509_verify(x509, X509_get0_pubkey(x509))
        }
        #expect(isSigned == 1)
    }

    @Test func `the published object has it in Base64 with padding, beside the numbers`() throws {
        let signer = try TokenSigner(key: .generateRSA())
        let object = try signer.publishedObject(commonName: "tenant")
        let text = try #require(object["x5c"]?.array?.first?.string)
        #expect(text.utf8.count % 4 == 0)
        #expect(!text.contains("\n") && !text.contains("-") && !text.contains("_"))
        #expect(try Base64.decode(text).starts(with: [0x30, 0x82]))
        #expect(try Base64URL.decode(object["x5t"]?.string ?? "").count == 20)
        for member in signer.jwk.object.members { #expect(object[member.name] == member.value) }
    }

    @Test func `a token can be made that does not name its key`() throws {
        let signer = try TokenSigner(key: .generateRSA())
        let token = try signer.sign(JSONObject(["sub": "x"]), namesKey: false)
        let header = try JSONValue(parsing: try Base64URL.decode(String(token.prefix { $0 != "." }))).object
        #expect(header == JSONObject(["alg": "RS256", "typ": "JWT"]))
    }
}
