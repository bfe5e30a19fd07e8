// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import TestSupport

/// `gateway verify`, run to its end.
enum VerifyRun {
    /// Runs the command in a folder with a tenant's configuration and the file of its keys.
    static func verify(
        _ arguments: [String],
        input: String = "",
        files: [String: String]? = nil
    ) async throws -> (code: Int32, output: String, errors: String) {
        let tenant = [
            "config.yml": TenantTokens.config(keys: "keys.json"), "keys.json": keys([TenantKeys.first]),
        ]
        return try await withFolder(files ?? tenant) { folder in
            try await run(Tool.gateway, ["verify"] + arguments, in: folder, input: input)
        }
    }

    static func keys(_ signers: [TokenSigner]) -> String {
        String(decoding: JSONValue.object(JWKSet(signers.map(\.jwk)).object).compactBytes, as: UTF8.self)
    }

    static let strange = #"no key "second" in the JWKS (1 key there)"#
}
