// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayPatterns

/// Looks for the identity of a request before anybody is asked about it.
///
/// - Source: API Gateway developer guide, "Configure a Lambda authorizer": all identity sources must be there and not be
///   empty, and a token must match the validation expression; otherwise 401 without an invocation.
enum IdentityCheck: Sendable {
    /// One header.
    ///
    /// - Parameters:
    ///   - name: In small letters.
    ///   - source: As it is defined.
    ///   - expression: What the value must match.
    case token(name: [UInt8], IdentitySource, expression: Pattern?)
    /// All of these.
    ///
    /// - Parameters:
    ///   - sources: None at all, where nothing is cached, means that the function is always asked.
    ///   - tokenIndex: Which of them holds the token, if `builtin:auth0` is asked.
    case request([IdentitySource], tokenIndex: Int?)

    enum Outcome {
        case present(Identity)
        /// 401: the authorizer is not asked.
        case refused(Trace.Identity)
    }

    struct Identity {
        /// What the cache keeps answers by.
        let key: ArraySlice<UInt8>
        let token: Token
    }

    /// What the source holds in which `builtin:auth0` looks for a token.
    enum Token {
        case none
        /// With `Bearer` before the token.
        case header(ArraySlice<UInt8>)
        /// The token alone.
        case query(ArraySlice<UInt8>)
        case several(count: Int)
    }

    /// - Throws: When the validation expression is no regular expression.
    init(_ kind: AuthorizerDefinition.Kind) throws(PatternError) {
        switch kind {
        case .token(let header, let expression):
            let name = header.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
            var pattern: Pattern?
            if let expression { pattern = try Pattern(expression) }
            self = .token(name: name, .header(header), expression: pattern)
        case .request(let sources, _):
            self = .request(sources, tokenIndex: kind.tokenSourceIndex)
        case .jwt(let source):
            self = .request([source], tokenIndex: 0)
        }
    }

    func check(_ request: some GuardedRequest) -> Outcome {
        switch self {
        case .token(let name, let source, let expression):
            guard let value = request.header(name) else { return .refused(.missing(source)) }
            guard !value.isEmpty else { return .refused(.empty(source)) }
            if let refusal = expression.flatMap({ Self.refusal(of: value, by: $0) }) { return .refused(refusal) }
            return .present(Identity(key: value, token: .header(value)))
        case .request(let sources, let tokenIndex):
            return Self.check(request, sources, tokenIndex)
        }
    }

    private static func refusal(of value: ArraySlice<UInt8>, by expression: Pattern) -> Trace.Identity? {
        switch expression.matchesWhole(value) {
        case .matches: nil
        case .differs: .differs(expression: expression.text)
        // What cannot be decided in bounded time is not taken for a match.
        case .stopped(let reason): .undecided(expression: expression.text, reason: reason)
        }
    }

    /// The key is each value with its length before it, so that no two identities share one.
    ///
    /// Of a source that occurs several times all values count, because the function sees them all.
    private static func check(
        _ request: some GuardedRequest,
        _ sources: [IdentitySource],
        _ tokenIndex: Int?
    ) -> Outcome {
        var key: [UInt8] = []
        var token = Token.none
        for (index, source) in sources.enumerated() {
            let values = request.values(of: source)
            guard let first = values.first else { return .refused(.missing(source)) }
            guard !values.contains(where: \.isEmpty) else { return .refused(.empty(source)) }
            if index == tokenIndex {
                if values.count > 1 {
                    token = .several(count: values.count)
                } else if case .queryString = source {
                    token = .query(first)
                } else {
                    token = .header(first)
                }
            }
            append(values.count, to: &key)
            for value in values {
                append(value.count, to: &key)
                key += value
            }
        }
        return .present(Identity(key: key[...], token: token))
    }

    private static func append(_ count: Int, to key: inout [UInt8]) {
        withUnsafeBytes(of: UInt64(count).bigEndian) { key += $0 }
    }
}
