// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJOSE
import GatewayJSON
import GatewayTime

/// Holds one token after the other against one rule.
struct TokenJudge {
    let rule: Rule
    let keys: KeySource
    let time: TimeSource

    /// What a token must be.
    enum Rule {
        /// An access token, as `builtin:auth0` takes it.
        case accessToken(JWTVerifier)
        /// Any text that one of the keys has signed, whatever it says.
        case signature
    }

    func judge(_ text: ArraySlice<UInt8>) async -> TokenFinding {
        switch rule {
        case .accessToken(let verifier): await judge(text, verifier)
        case .signature: await judgeSignature(text)
        }
    }

    private func judge(_ text: ArraySlice<UInt8>, _ verifier: JWTVerifier) async -> TokenFinding {
        var header: JSONObject?
        do {
            let token = try UnverifiedToken(parsing: text)
            header = token.jws.header
            let set = try await set(for: token.kid)
            let now = time.now()
            return TokenFinding(
                header: header,
                outcome: .valid(try verifier.verify(token, keys: set, now: now), at: now)
            )
        } catch {
            return TokenFinding(header: header, outcome: .failed(error))
        }
    }

    private func judgeSignature(_ text: ArraySlice<UInt8>) async -> TokenFinding {
        var header: JSONObject?
        do {
            let jws = try JWS(parsing: text)
            header = jws.header
            try jws.verifySignature(by: try await set(for: jws.kid).key(for: jws))
            return TokenFinding(header: header, outcome: .signed(jws))
        } catch {
            return TokenFinding(header: header, outcome: .failed(error))
        }
    }

    /// The set to look for a key in.
    ///
    /// When it was fetched often enough for keys that were not there, the one at hand has to do: that is how a list of
    /// forged tokens is judged to its end.
    private func set(for kid: String?) async throws(KeySourceError) -> JWKSet {
        guard let kid else { return try await keys.keys() }
        do throws(KeySourceError) {
            return try await keys.keys(for: kid).value.get()
        } catch .fetchedTooOften {
            return try await keys.keys()
        }
    }
}

/// What became of a token.
struct TokenFinding {
    /// Its header, whoever wrote that; nil when there was none to be read.
    let header: JSONObject?
    let outcome: Outcome

    enum Outcome {
        case valid(JWTClaims, at: Timestamp)
        case signed(JWS)
        case invalid(String)
        /// There were no keys to judge it with.
        case unjudged(String)

        fileprivate static func failed(_ error: any Error) -> Outcome {
            error is KeySourceError ? .unjudged("\(error)") : .invalid("\(error)")
        }
    }
}
