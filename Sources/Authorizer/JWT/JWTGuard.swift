// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
package import GatewayModel
package import GatewayTime

/// The JWT authorizer of an HTTP API: judges the token of each request anew.
///
/// The first check that fails is the answer, in this order: token, segments, algorithm, key, signature, `iss`, `aud`, times,
/// scope. Where signatures are ignored, those of header and signature are left out.
///
/// - Source: API Gateway developer guide, "Control access to HTTP APIs with JWT authorizers in API Gateway".
package final class JWTGuard: Sendable {
    package let definition: AuthorizerDefinition
    private let source: IdentitySource
    private let expectations: JWTExpectations
    private let verification: TokenVerification<KeySource>
    private let time: TimeSource

    /// - Parameters:
    ///   - definition: What the API says about it.
    ///   - source: Where the token is.
    ///   - expectations: The issuer and the audiences that tokens must have.
    ///   - verification: By which keys a signature is verified, if it is.
    ///   - time: The clock by which tokens expire.
    package init(
        definition: AuthorizerDefinition,
        source: IdentitySource,
        expectations: JWTExpectations,
        verification: TokenVerification<KeySource>,
        time: TimeSource
    ) {
        self.definition = definition
        self.source = source
        self.expectations = expectations
        self.verification = verification
        self.time = time
    }

    /// Decides about one request: at once, unless the issuer's keys have to be fetched.
    ///
    /// - Parameter request: The request, of which only what is needed is looked at.
    /// - Returns: The decision, and how it came about.
    package func decide(_ request: some GuardedRequest) -> Eventually<Ruling> {
        let values = request.values(of: source)
        guard let first = values.first else { return .now(noToken(.missing(source))) }
        guard values.contains(where: { !$0.isEmpty }) else { return .now(noToken(.empty(source))) }
        let scopes = request.authorizationScopes
        // Several are one text with commas, as HTTP APIs read them, and no token has a comma.
        guard values.count == 1 else {
            let reason = AuthorizerNote.Reason.text("there are \(values.count) values where one token belongs")
            return .now(refusal(Challenge.description(of: .partCount(values.count)), scopes, because: reason))
        }
        let text = Self.token(in: first)
        switch verification {
        case .signed(let keys): return decide(text, by: keys, scopes)
        case .unchecked:
            return .now(judge(scopes) { () throws(TokenError) in try UncheckedClaims(readingUnverified: text) })
        }
    }

    private func decide(_ text: ArraySlice<UInt8>, by keys: KeySource, _ scopes: [String]) -> Eventually<Ruling> {
        let token: (jws: JWS, kid: String)
        do throws(TokenError) {
            token = try Self.parse(text)
        } catch {
            return .now(refusal(error, scopes))
        }
        switch keys.keys(for: token.kid) {
        case .now(let found): return .now(judge(token.jws, token.kid, by: found, scopes))
        case .later(let wait): return .later { [self] in judge(token.jws, token.kid, by: await wait(), scopes) }
        }
    }

    /// What stands behind `Bearer `, which may be left out; the scheme's letter case does not matter (RFC 9110 §11.1).
    private static func token(in value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let scheme = Array("bearer ".utf8)
        let hasScheme =
            value.count > scheme.count
            && zip(value, scheme).allSatisfy { $0 == $1 || $0 | 0x20 == $1 && $0 >= 0x41 && $0 <= 0x5A }
        return hasScheme ? value.dropFirst(scheme.count).drop { $0 == 0x20 } : value
    }

    /// Open question: whether PS256, which is RSA too, is one of "only RSA-based algorithms"; it is refused.
    private static func parse(_ text: ArraySlice<UInt8>) throws(TokenError) -> (jws: JWS, kid: String) {
        let jws = try JWS(parsing: text)
        switch jws.algorithm {
        case .rs256, .rs384, .rs512: break
        case .ps256, .es256, .es384: throw .algorithmNotAccepted(jws.algorithm.name)
        }
        guard let kid = jws.kid else { throw .kidMissing }
        return (jws, kid)
    }

    private func judge(
        _ jws: JWS,
        _ kid: String,
        by found: Result<JWKSet, KeySourceError>,
        _ scopes: [String]
    ) -> Ruling {
        switch found {
        case .success(let keys):
            return judge(scopes) { () throws(TokenError) in
                try SignedClaims(verifying: jws, signedWith: kid, of: keys)
            }
        case .failure(let error): return refusal(error, scopes)
        }
    }

    private func judge(_ scopes: [String], _ read: () throws(TokenError) -> some TokenClaims) -> Ruling {
        do throws(TokenError) {
            let claims = try read()
            try claims.requireIssuer(oneOf: expectations.issuers)
            try requireAudience(claims)
            try claims.requireValidity(at: time.now())
            return judge(claims.object, scopes)
        } catch {
            return refusal(error, scopes)
        }
    }

    /// - Source: API Gateway developer guide, "Troubleshooting issues with HTTP API JWT authorizers": "API Gateway validates
    ///   client_id only if aud is not present."
    private func requireAudience(_ claims: some TokenClaims) throws(TokenError) {
        guard claims.object["aud"] == nil, let client = claims.object["client_id"] else {
            return try claims.requireAudience(oneOf: expectations.audiences)
        }
        guard let name = client.string, expectations.audiences.contains(where: { $0.utf8.elementsEqual(name.utf8) })
        else { throw .audienceMismatch(found: client.string.map { [$0] } ?? [], expected: expectations.audiences) }
    }

    /// Holds the claims of a token that is good against the scopes of the route.
    private func judge(_ claims: JSONObject, _ wanted: [String]) -> Ruling {
        let found = TokenScopes.all(in: claims)
        let isGranted = found.contains { scope in wanted.contains { $0.utf8.elementsEqual(scope.utf8) } }
        guard wanted.isEmpty || isGranted else {
            return Ruling(
                decision: .insufficientScope(challenge: Challenge.insufficientScope(wanted)),
                trace: trace(.token(.insufficientScope(wanted: wanted, found: found)))
            )
        }
        let texts = ClaimText.texts(of: claims)
        let context = AuthorizerContext(
            principalId: nil,
            entries: texts.map { AuthorizerContext.Entry(key: "claims.\($0.name)", value: $0.value) },
            details: .jwt(
                claims: JSONObject(distinct: texts.map { (name: $0.name, value: JSONValue.string($0.value)) }),
                scopes: wanted.isEmpty ? nil : found
            )
        )
        let subject = claims["sub"]?.string
        return Ruling(
            decision: .allow(context),
            trace: trace(.token(.accepted(subject: subject)), context: context.entries)
        )
    }

    // MARK: - Refusing

    private func noToken(_ identity: Trace.Identity) -> Ruling {
        Ruling(decision: .tokenRefused(challenge: Challenge.noToken), trace: trace(.unauthorized, identity))
    }

    private func refusal(_ error: TokenError, _ scopes: [String]) -> Ruling {
        let reason: AuthorizerNote.Reason
        if case .expired(let moment, _) = error {
            reason = .tokenExpired(at: moment)
        } else {
            reason = .text(Self.words(error))
        }
        return refusal(Challenge.description(of: error), scopes, because: reason)
    }

    /// Of algorithms those that are accepted here, and not those that others accept.
    private static func words(_ error: TokenError) -> String {
        guard case .algorithmNotAccepted(let name) = error else { return error.description }
        let isKnown = ["none", "HS256", "HS384", "HS512"].contains(name) || SignatureAlgorithm(name: name) != nil
        let shown = isKnown ? name : quotedExcerpt(name)
        return "algorithm \(shown) is not accepted; HTTP APIs accept RS256, RS384, RS512"
    }

    private func refusal(_ error: KeySourceError, _ scopes: [String]) -> Ruling {
        let description: String
        switch error {
        case .discoveryFailed: description = Challenge.discoveryFailed
        case .fetchFailed, .fetchedTooOften: description = Challenge.keysNotThere
        }
        return refusal(description, scopes, because: .text(error.description))
    }

    private func refusal(
        _ description: String,
        _ scopes: [String],
        because reason: AuthorizerNote.Reason
    ) -> Ruling {
        Ruling(
            decision: .tokenRefused(challenge: Challenge.invalidToken(description, scopes: scopes)),
            trace: trace(.token(.refused(reason)))
        )
    }

    private func trace(
        _ result: Trace.Result,
        _ identity: Trace.Identity = .present,
        context: [AuthorizerContext.Entry] = []
    ) -> Trace.Authorization {
        var ignoresSignature = false
        if case .token = result, case .unchecked = verification { ignoresSignature = true }
        return Trace.Authorization(
            authorizer: definition.name,
            kind: definition.kind,
            identity: identity,
            result: result,
            context: context,
            ignoresSignature: ignoresSignature
        )
    }
}
