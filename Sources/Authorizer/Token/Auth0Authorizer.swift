// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
package import GatewayModel
package import GatewayTime

/// `builtin:auth0`: takes the access token out of `Bearer <token>`, verifies it against the issuer's keys, and answers
/// Allow or Deny.
///
/// It never throws: whatever goes wrong is a Deny, because an authorizer that breaks becomes a 500, which only confuses
/// people.
package struct Auth0Authorizer: Sendable {
    private let verifier: JWTVerifier
    private let keys: KeySource
    private let allow: PolicyDocument
    private let deny: PolicyDocument
    private let time: TimeSource

    /// - Parameters:
    ///   - settings: The issuer and the audience that tokens must have.
    ///   - keys: The issuer's keys.
    ///   - resource: The ARN pattern that answers speak of. It covers the whole stage, because the answer is cached by
    ///     token: one that named a single method would lock the token out of every other route for minutes.
    ///   - leeway: How many seconds the clocks of issuer and gateway may differ.
    ///   - time: The clock by which tokens expire.
    package init(
        settings: TokenSettings,
        keys: KeySource,
        resource: String,
        leeway: Int64 = 0,
        time: TimeSource
    ) {
        verifier = JWTVerifier(issuer: settings.issuer, audiences: [settings.audience], leeway: leeway)
        self.keys = keys
        allow = PolicyDocument(.allow, resource: resource)
        deny = PolicyDocument(.deny, resource: resource)
        self.time = time
    }

    /// Judges one token.
    ///
    /// - Parameter identity: The value of the identity header.
    /// - Returns: Allow or Deny, with a note on why.
    func answer(to identity: ArraySlice<UInt8>) async -> AuthorizerAnswer {
        guard let text = Self.bearerToken(in: identity) else {
            return denial("the header is not \"Bearer <token>\"")
        }
        do throws(TokenError) {
            let token = try UnverifiedToken(parsing: text)
            let set: JWKSet
            do throws(KeySourceError) {
                set = try await keys.keys(for: token.kid)
            } catch {
                return denial(error.description)
            }
            let claims = try verifier.verify(token, keys: set, now: time.now())
            return approval(claims)
        } catch {
            return denial(error.description)
        }
    }

    /// RFC 6750 §2.1; the scheme's letter case does not matter (RFC 9110 §11.1).
    private static func bearerToken(in value: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let scheme = Array("bearer ".utf8)
        guard value.count > scheme.count,
            zip(value, scheme).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 && $0 >= 0x41 && $0 <= 0x5A })
        else { return nil }
        let token = value.dropFirst(scheme.count).drop { $0 == 0x20 }
        return token.isEmpty ? nil : token
    }

    private func approval(_ claims: JWTClaims) -> AuthorizerAnswer {
        AuthorizerAnswer(
            principalId: claims.subject,
            policy: allow,
            context: claims.scope.map { [AuthorizerContext.Entry(key: "scope", value: $0)] } ?? [],
            note: AuthorizerNote(
                subject: claims.subject,
                tokenExpiresAt: claims.expiresAt.secondsSince1970
            )
        )
    }

    /// A denial names no principal: nobody has been proved to be there.
    private func denial(_ reason: String) -> AuthorizerAnswer {
        AuthorizerAnswer(principalId: nil, policy: deny, note: AuthorizerNote(reason: reason))
    }
}
