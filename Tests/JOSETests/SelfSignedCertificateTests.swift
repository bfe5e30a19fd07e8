// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import GatewayJOSE
import GatewayJSON
import Testing

/// The certificate that a JWKS publishes beside a key.
///
/// Sources: RFC 7517 §4.7 (`x5c`: base64 with padding, the first certificate is that of the key) and §4.8 (`x5t`:
/// base64url of SHA-1 of the DER), RFC 5280 §4.1 (serial number, dates).
struct SelfSignedCertificateTests {
    /// A certificate as OpenSSL reads it, freed after the test.
    private func withCertificate<Value>(_ der: [UInt8], _ body: (OpaquePointer) throws -> Value) throws -> Value {
        let certificate = try der.withUnsafeBufferPointer { bytes in
            var position = bytes.baseAddress
            let read = try #require(d2i_X509(nil, &position, bytes.count))
            #expect(position == bytes.baseAddress?.advanced(by: bytes.count))
            return read
        }
        defer { X509_free(certificate) }
        return try body(certificate)
    }

    @Test func `it is the same each time, and another one for another key or name`() throws {
        let certificate = try Keys.rsa.selfSignedCertificate(commonName: "tenant.example")
        #expect(try PrivateKey(pem: Keys.rsa.pem()).selfSignedCertificate(commonName: "tenant.example") == certificate)
        #expect(try Keys.stranger.selfSignedCertificate(commonName: "tenant.example") != certificate)
        #expect(try Keys.rsa.selfSignedCertificate(commonName: "other.example") != certificate)
    }

    @Test func `it names its key and itself, and OpenSSL finds its signature good`() throws {
        let der = try Keys.rsa.selfSignedCertificate(commonName: "tenant.example")
        try withCertificate(der) { certificate in
            let key = try #require(X509_get0_pubkey(certificate))
            #expect(X509_verify(certificate, key) == 1)
            #expect(X509_self_signed(certificate, 1) == 1)
            #expect(X509_get_version(certificate) == 2)
            #expect(ASN1_STRING_length(X509_get0_serialNumber(certificate)) == 16)
            var name = [CChar](repeating: 0, count: 100)
            X509_NAME_oneline(X509_get_subject_name(certificate), &name, Int32(name.count))
            #expect(name.starts(with: "/CN=tenant.example\0".utf8.map(CChar.init(bitPattern:))))
        }
    }

    @Test func `the key in it is the one that signs`() throws {
        let signer = try TokenSigner(key: Keys.rsa)
        let der = try #require(try signer.certifiedJWK(commonName: "tenant.example").certificate)
        guard case .rsa(let modulus, _) = signer.jwk.publicKey.parameters else {
            Issue.record("not an RSA key")
            return
        }
        try withCertificate(der) { certificate in
            var number: OpaquePointer?
            #expect(EVP_PKEY_get_bn_param(X509_get0_pubkey(certificate), OSSL_PKEY_PARAM_RSA_N, &number) == 1)
            defer { BN_free(number) }
            var bytes = [UInt8](repeating: 0, count: 256)
            #expect(BN_bn2bin(number, &bytes) == 256)
            #expect(bytes == modulus)
        }
    }

    @Test func `its dates are fixed: years from 2050 on are in the longer form`() throws {
        let der = try Keys.rsa.selfSignedCertificate(commonName: "tenant.example")
        // UTCTime is tag 17 with 13 bytes, GeneralizedTime tag 18 with 15 (RFC 5280 §4.1.2.5).
        let dates = [0x17, 13] + Array("200101000000Z".utf8) + [0x18, 15] + Array("20500101000000Z".utf8)
        #expect(der.firstRange(of: dates) != nil)
    }

    @Test func `a name that is too long is cut, and none is refused`() throws {
        let long = String(repeating: "a", count: 80)
        let certificate = try Keys.rsa.selfSignedCertificate(commonName: long)
        #expect(try Keys.rsa.selfSignedCertificate(commonName: String(long.prefix(64))) == certificate)
        #expect(throws: KeyError.self) { try Keys.rsa.selfSignedCertificate(commonName: "") }
        // The failure leaves nothing behind for the next call on this thread.
        #expect(ERR_peek_error() == 0)
    }

    @Test func `a key whose signatures differ each time has none`() throws {
        #expect(throws: KeyError.self) { try Keys.p256.selfSignedCertificate(commonName: "tenant.example") }
        #expect(throws: KeyError.self) { try TokenSigner(key: Keys.p256).certifiedJWK(commonName: "tenant.example") }
    }

    @Test func `the set publishes it, and the name of the key stays`() throws {
        let signer = try TokenSigner(key: Keys.rsa)
        let jwk = try signer.certifiedJWK(commonName: "tenant.example")
        let object = jwk.object
        #expect(object["kid"] == signer.jwk.object["kid"] && object["n"] == signer.jwk.object["n"])
        #expect(object.members.map(\.name) == ["kty", "use", "e", "n", "kid", "x5t", "x5c", "alg"])

        let x5c = try #require(object["x5c"]?.array)
        let text = try #require(x5c.first?.string)
        #expect(x5c.count == 1 && text.utf8.count % 4 == 0)
        #expect(try Base64.decode(text) == jwk.certificate)

        let der = try #require(jwk.certificate)
        var digest = [UInt8](repeating: 0, count: 20)
        try withCertificate(der) { #expect(X509_digest($0, EVP_sha1(), &digest, nil) == 1) }
        #expect(object["x5t"]?.string == Base64URL.encode(digest))

        let read = try JWKSet(parsing: JSONValue.object(JWKSet([jwk]).object).compactBytes)
        #expect(read[signer.jwk.publicKey.thumbprint]?.publicKey.parameters == signer.jwk.publicKey.parameters)
        #expect(signer.jwk.object["x5c"] == nil && signer.jwk.object["x5t"] == nil)
    }
}
