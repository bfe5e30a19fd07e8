// SPDX-License-Identifier: Apache-2.0

import CCrypto

/// The tenant's public keys (RFC 7517), as long as this instance lives.
final class KeySet {
    private var keys: [String: RSAKey] = [:]

    private struct Published: Decodable {
        var keys: [Key]

        struct Key: Decodable {
            var kty: String
            var kid: String?
            var use: String?
            var n: String?
            var e: String?
        }
    }

    /// Finds a key.
    ///
    /// An id that is not known may be that of a new key: tenants change them.
    func key(_ kid: String) throws -> RSAKey? {
        if keys[kid] == nil { try download() }
        return keys[kid]
    }

    private func download() throws {
        let url = variable("JWKS_URI")
        // Over TLS one would take URLSession, of Foundation. The gateway's issuer speaks plain HTTP, too.
        guard url.hasPrefix("http://") else { throw Failure("JWKS_URI must be http://… for this example: \(url)") }
        let rest = url.dropFirst("http://".count)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var connection = try HTTPConnection(to: String(rest[..<slash]))
        let response = try connection.send("GET", slash == rest.endIndex ? "/" : String(rest[slash...]))
        guard response.status == 200 else { throw Failure("\(url) answered \(response.status)") }
        keys = [:]
        for key in try decode(Published.self, response.body).keys where key.kty == "RSA" && key.use != "enc" {
            guard let kid = key.kid, let n = key.n.flatMap({ decodeBase64URL($0) }),
                let e = key.e.flatMap({ decodeBase64URL($0) })
            else { continue }
            keys[kid] = RSAKey(modulus: n, exponent: e)
        }
    }
}

/// A public key of the system's libcrypto.
final class RSAKey {
    private let key: OpaquePointer

    /// - Returns: `nil` for numbers that are no key.
    init?(modulus: [UInt8], exponent: [UInt8]) {
        let builder = OSSL_PARAM_BLD_new()
        let n = BN_bin2bn(modulus, Int32(modulus.count), nil)
        let e = BN_bin2bn(exponent, Int32(exponent.count), nil)
        let context = EVP_PKEY_CTX_new_from_name(nil, "RSA", nil)
        defer {
            OSSL_PARAM_BLD_free(builder)
            BN_free(n)
            BN_free(e)
            EVP_PKEY_CTX_free(context)
        }
        guard OSSL_PARAM_BLD_push_BN(builder, name_of_modulus, n) == 1,
            OSSL_PARAM_BLD_push_BN(builder, name_of_exponent, e) == 1,
            let parameters = OSSL_PARAM_BLD_to_param(builder)
        else { return nil }
        defer { OSSL_PARAM_free(parameters) }
        var key: OpaquePointer?
        guard EVP_PKEY_fromdata_init(context) == 1,
            EVP_PKEY_fromdata(context, &key, selection_of_public_keys, parameters) == 1, let key
        else { return nil }
        self.key = key
    }

    deinit {
        EVP_PKEY_free(key)
    }

    /// Whether a signature is this key's: RSASSA-PKCS1-v1_5 with SHA-256, which JWT calls RS256 (RFC 7518 §3.3).
    func isGenuine(_ signature: [UInt8], of signed: [UInt8]) -> Bool {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        return EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, signed, signed.count) == 1
    }
}
