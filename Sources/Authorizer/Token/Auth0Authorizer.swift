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
    private let resource: String
    /// Made once, and not for each token.
    private let allowPolicy: PolicyDocument
    private let denyPolicy: PolicyDocument
    private let scopes: [String]
    private let time: TimeSource

    /// - Parameters:
    ///   - expectations: The issuer, the audiences and the scopes that tokens must have.
    ///   - keys: The issuer's keys.
    ///   - resource: The ARN pattern that answers speak of. It covers the whole stage, because the answer is cached by
    ///     token: one that named a single method would lock the token out of every other route for minutes.
    ///   - leeway: How many seconds the clocks of issuer and gateway may differ.
    ///   - time: The clock by which tokens expire.
    package init(
        _ expectations: TokenExpectations,
        keys: KeySource,
        resource: String,
        leeway: Int64 = 0,
        time: TimeSource
    ) {
        verifier = JWTVerifier(issuers: expectations.issuers, audiences: expectations.audiences, leeway: leeway)
        scopes = expectations.scopes
        self.keys = keys
        self.resource = resource
        allowPolicy = PolicyDocument(.allow, resource: resource)
        denyPolicy = PolicyDocument(.deny, resource: resource)
        self.time = time
    }

    /// Judges one token: at once, unless the issuer's keys have to be fetched.
    ///
    /// - Parameter token: What the identity source that should hold it holds.
    /// - Returns: Allow or Deny, with a note on why.
    func answer(to token: IdentityCheck.Token) -> Eventually<AuthorizerAnswer> {
        let text: ArraySlice<UInt8>
        switch token {
        case .none: return .now(denial("no identity source holds a token"))
        // Which of them would the function behind have looked at?
        case .several(let count): return .now(denial("there are \(count) values where one token belongs"))
        case .query(let value): text = value
        case .header(let value):
            guard let token = Self.bearerToken(in: value) else {
                return .now(denial("the header is not \"Bearer <token>\""))
            }
            text = token
        }
        let unverified: UnverifiedToken
        do throws(TokenError) {
            unverified = try UnverifiedToken(parsing: text)
        } catch {
            return .now(denial(error))
        }
        switch keys.keys(for: unverified.kid) {
        case .now(let found): return .now(judge(unverified, by: found))
        case .later(let wait): return .later { [self] in judge(unverified, by: await wait()) }
        }
    }

    private func judge(_ token: UnverifiedToken, by found: Result<JWKSet, KeySourceError>) -> AuthorizerAnswer {
        let set: JWKSet
        switch found {
        case .success(let keys): set = keys
        case .failure(let error):
            // It will be otherwise in a moment, and a token that is good must not be refused until the cache forgets.
            return denial(error.description, mayBeKept: false)
        }
        do throws(TokenError) {
            let claims = try verifier.verify(token, keys: set, now: time.now())
            if let scope = scopes.first(where: { !claims.grants($0) }) { return denial(missingScope: scope) }
            return approval(claims)
        } catch {
            return denial(error)
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
            .allow,
            principalId: claims.subject,
            resource: resource,
            policy: allowPolicy,
            context: claims.scope.map { [AuthorizerContext.Entry(key: "scope", value: $0)] } ?? [],
            note: AuthorizerNote(
                subject: claims.subject,
                tokenExpiresAt: claims.expiresAt.secondsSince1970
            )
        )
    }

    private func denial(_ error: TokenError) -> AuthorizerAnswer {
        if case .expired(let moment, _) = error { return denial(.tokenExpired(at: moment)) }
        return denial(error.description)
    }

    private func denial(missingScope scope: String) -> AuthorizerAnswer {
        denial("the token has not the scope \"\(scope)\"")
    }

    /// A denial names no principal: nobody has been proved to be there.
    private func denial(_ reason: String, mayBeKept: Bool = true) -> AuthorizerAnswer {
        denial(.text(reason), mayBeKept: mayBeKept)
    }

    private func denial(_ reason: AuthorizerNote.Reason, mayBeKept: Bool = true) -> AuthorizerAnswer {
        AuthorizerAnswer(
            .deny,
            principalId: nil,
            resource: resource,
            policy: denyPolicy,
            note: AuthorizerNote(reason: reason),
            mayBeKept: mayBeKept
        )
    }
}

extension JWTClaims {
    /// Whether the token has a scope, granted by its user (`scope`) or by a role (Auth0's `permissions`).
    ///
    /// Scopes are compared letter by letter (RFC 6749 §3.3).
    fileprivate func grants(_ scope: String) -> Bool {
        (scopes + permissions).contains { $0.utf8.elementsEqual(scope.utf8) }
    }
}
