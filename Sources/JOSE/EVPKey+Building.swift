// SPDX-License-Identifier: Apache-2.0

import COpenSSL

extension EVPKey {
    static func rsaPublicKey(modulus: [UInt8], exponent: [UInt8]) throws(KeyError) -> EVPKey {
        let n = BN_bin2bn(modulus, Int32(modulus.count), nil)
        defer { BN_free(n) }
        let e = BN_bin2bn(exponent, Int32(exponent.count), nil)
        defer { BN_free(e) }
        return try publicKey(type: "RSA") { gateway_OSSL_PARAM_BLD_push_RSA($0, n, e) == 1 }
    }

    static func ecPublicKey(curve: EllipticCurve, x: [UInt8], y: [UInt8]) throws(KeyError) -> EVPKey {
        // An uncompressed point (SEC 1 §2.3.3). The builder keeps its address until the key is made.
        let point = [0x04] + x + y
        let result = point.withUnsafeBytes { point in
            Result { () throws(KeyError) in
                try publicKey(type: "EC") { builder in
                    gateway_OSSL_PARAM_BLD_push_EC(builder, curve.identifier, point.baseAddress, point.count) == 1
                }
            }
        }
        return try result.get()
    }

    static func generateRSA(bits: Int) throws(KeyError) -> EVPKey {
        try generate(type: "RSA") { EVP_PKEY_CTX_set_rsa_keygen_bits($0, Int32(bits)) == 1 }
    }

    static func generateEC(curve: EllipticCurve) throws(KeyError) -> EVPKey {
        try generate(type: "EC") { EVP_PKEY_CTX_set_group_name($0, curve.name) == 1 }
    }

    /// Makes a key of the parameters that a closure pushes.
    ///
    /// OpenSSL refuses a point that is not on its curve (RFC 8725 §3.4). It is not asked to search an RSA modulus for
    /// factors as well: that takes milliseconds and finds only what the owner of the key has done to himself.
    private static func publicKey(type: String, push: (OpaquePointer) -> Bool) throws(KeyError) -> EVPKey {
        let builder = OSSL_PARAM_BLD_new()
        defer { OSSL_PARAM_BLD_free(builder) }
        guard let builder, push(builder), let parameters = OSSL_PARAM_BLD_to_param(builder) else {
            throw .openSSL(takeOpenSSLReason())
        }
        defer { OSSL_PARAM_free(parameters) }
        let context = EVP_PKEY_CTX_new_from_name(nil, type, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var pointer: OpaquePointer?
        guard EVP_PKEY_fromdata_init(context) == 1,
            EVP_PKEY_fromdata(context, &pointer, gateway_EVP_PKEY_PUBLIC_KEY, parameters) == 1, let pointer
        else {
            throw .notAKey(takeOpenSSLReason())
        }
        return EVPKey(owning: pointer)
    }

    private static func generate(type: String, configure: (OpaquePointer) -> Bool) throws(KeyError) -> EVPKey {
        let context = EVP_PKEY_CTX_new_from_name(nil, type, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var pointer: OpaquePointer?
        guard let context, EVP_PKEY_keygen_init(context) == 1, configure(context),
            EVP_PKEY_generate(context, &pointer) == 1, let pointer
        else {
            throw .openSSL(takeOpenSSLReason())
        }
        return EVPKey(owning: pointer)
    }
}

extension EllipticCurve {
    /// OpenSSL's number of the curve.
    fileprivate var identifier: Int32 {
        switch self {
        case .p256: NID_X9_62_prime256v1
        case .p384: NID_secp384r1
        }
    }
}
