// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayTime
import Testing

/// `exp`, `nbf` and `iat`: NumericDate of RFC 7519 §2, judged as §4.1.4 to §4.1.6 say.
@Suite struct ClaimsTimeTests {
    private static let now = Tenant.now.secondsSince1970

    /// Verifies a token whose claims are JSON text, at a moment that differs from the usual one.
    private func verified(
        _ name: String,
        _ number: String,
        after nanoseconds: Int64 = 0,
        leeway: Int64 = 0
    ) throws -> JWTClaims {
        var token = Token()
        token.claims[name] = try parsed(number)
        let now = Timestamp(nanosecondsSince1970: Tenant.now.nanosecondsSince1970 + nanoseconds)
        return try JWTVerifier(issuer: Tenant.issuer, audiences: [Tenant.audience], leeway: leeway)
            .verify(token.signed(), keys: Tenant.keys, now: now)
    }

    private func seconds(_ difference: Int64) -> String {
        String(Self.now + difference)
    }

    @Test func `a token ends at exp, not after it`() {
        #expect(throws: Never.self) { try verified("exp", seconds(1)) }
        #expect(throws: TokenError.expired(at: Tenant.now, now: Tenant.now)) { try verified("exp", seconds(0)) }
        #expect(throws: Never.self) { try verified("exp", seconds(1), after: 999_999_999) }
        #expect(throws: TokenError.self) { try verified("exp", seconds(1), after: 1_000_000_000) }
    }

    @Test func `the leeway prolongs a token by so many seconds and no nanosecond more`() {
        #expect(throws: Never.self) { try verified("exp", seconds(0), after: 9_999_999_999, leeway: 10) }
        let end = Timestamp(nanosecondsSince1970: Tenant.now.nanosecondsSince1970 + 10_000_000_000)
        #expect(throws: TokenError.expired(at: Tenant.now, now: end)) {
            try verified("exp", seconds(0), after: 10_000_000_000, leeway: 10)
        }
    }

    @Test func `a fraction of a second counts`() {
        #expect(throws: Never.self) { try verified("exp", seconds(0) + ".5", after: 499_999_999) }
        #expect(throws: TokenError.self) { try verified("exp", seconds(0) + ".5", after: 500_000_000) }
        #expect(throws: Never.self) { try verified("exp", seconds(0) + ".000000001") }
        #expect(throws: TokenError.self) { try verified("exp", seconds(0) + ".0000000009") }
        #expect(throws: TokenError.self) { try verified("exp", seconds(0) + ".0") }
    }

    @Test(arguments: ["1.795356132e9", "1.795356132E+9", "17953561320e-1", "1795356132.000", "0.1795356132e10"])
    func `a number in another notation is the same moment`(number: String) throws {
        let claims = try verified("exp", number)
        #expect(claims.expiresAt == Timestamp(secondsSince1970: 1_795_356_132))
    }

    @Test(arguments: [
        "0", "-0", "-1", "1", "0e99999999999", "1e-99999999999", "0.0", "1795356130.999999999", "-1795356132",
        "-9.9e10", "-253402300799",
    ])
    func `a moment in the past has passed`(number: String) {
        let error = #expect(throws: TokenError.self) { try verified("exp", number) }
        guard case .expired = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["253402300799", "9999999999", "253402300799.999999999", "2.5e11"])
    func `a moment up to the year 9999 is in the future`(number: String) throws {
        let claims = try verified("exp", number)
        #expect(claims.expiresAt > Tenant.now)
    }

    @Test(arguments: [
        "253402300800", "1e12", "1e400", "1e9999", "1e30", "1000000000000000000000000000000", "-1e9999",
        "1e99999999999999999999", "-253402300800", "-1e400", "9223372036854775807",
        "9223372036854775808", "170141183460469231731687303715884105728", "1795356132000",
    ])
    func `a number that is no moment of this calendar is refused`(number: String) {
        for name in ["exp", "nbf"] {
            let error = TokenError.claimMalformed(
                name,
                expected: "a number of seconds",
                found: "a number beyond the year 9999"
            )
            #expect(throws: error) { try verified(name, number) }
        }
    }

    @Test(arguments: [
        ("\"9999999999\"", "a string"), ("null", "null"), ("true", "a boolean"), ("[9999999999]", "a list"),
        ("{}", "an object"), ("\"\"", "a string"),
    ])
    func `a moment that is not a number is refused`(json: String, found: String) {
        for name in ["exp", "nbf"] {
            #expect(throws: TokenError.claimMalformed(name, expected: "a number of seconds", found: found)) {
                try verified(name, json)
            }
        }
        #expect(throws: TokenError.claimMalformed("iat", expected: "a number", found: found)) {
            try verified("iat", json)
        }
    }

    @Test func `a token begins at nbf, not before it`() {
        #expect(throws: Never.self) { try verified("nbf", seconds(0)) }
        #expect(throws: TokenError.notYetValid(from: Timestamp(secondsSince1970: Self.now + 1), now: Tenant.now)) {
            try verified("nbf", seconds(1))
        }
        #expect(throws: Never.self) { try verified("nbf", seconds(10), leeway: 10) }
        #expect(throws: TokenError.self) { try verified("nbf", seconds(11), leeway: 10) }
    }

    @Test(arguments: ["0", "-5", "9999999999", "1e400", "1.5"]) func `what iat says is not judged`(number: String) {
        #expect(throws: Never.self) { try verified("iat", number) }
    }

    @Test func `the largest leeway is no trap`() {
        #expect(throws: Never.self) { try verified("exp", "-253402300799", leeway: .max) }
        #expect(throws: Never.self) { try verified("nbf", "253402300799", leeway: .max) }
    }
}
