// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayTime

/// Keys that are made once for all tests of this process: making one takes a tenth of a second.
enum TestKeys {
    static let first = signer(kid: "first")
    static let second = signer(kid: "second")

    private static func signer(kid: String) -> TokenSigner {
        do {
            return try TokenSigner(key: PrivateKey.generateRSA(), kid: kid)
        } catch {
            fatalError("no key for the tests: \(error)")
        }
    }
}

/// A good token's claims, for a test to spoil.
func goodClaims(now: Timestamp, lifetime: Int64 = 60) -> JSONObject {
    JSONObject([
        "iss": "https://tenant.example/",
        "sub": "auth0|1234",
        "aud": "https://api.example/",
        "iat": .number(JSONNumber(now.secondsSince1970)),
        "exp": .number(JSONNumber(now.secondsSince1970 + lifetime)),
        "scope": "read:things write:things",
    ])
}
