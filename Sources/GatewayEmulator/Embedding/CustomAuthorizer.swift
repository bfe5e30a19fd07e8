// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// A Lambda authorizer that is a Swift closure.
///
/// It is asked only when its identity sources are there; otherwise the request is a 401. What it answers is kept for
/// ``resultTtlInSeconds`` per identity and held against each request anew, as API Gateway does. Its caches live as long
/// as the gateway, so one authorizer may serve in many gateways.
///
/// - Source: API Gateway developer guide, "API Gateway Lambda authorizer workflow".
public final class CustomAuthorizer: Sendable {
    /// Decides about a request.
    ///
    /// It runs on no event loop, so it may block. Throwing ``Unauthorized``, or any error whose description is exactly
    /// `Unauthorized`, makes a 401; any other error, more than 29 seconds, or an answer that is malformed makes a 500.
    public typealias Function = @Sendable (Event) async throws -> Answer

    /// What a request must have before the authorizer is asked.
    public enum Kind: Sendable, Hashable {
        /// TOKEN: one header, which becomes the event's `authorizationToken`.
        ///
        /// - Parameters:
        ///   - header: Its name.
        ///   - identityValidationExpression: A regular expression that the whole value must match, or the request is a
        ///     401 and nobody is asked; `nil` when any value will do.
        case token(header: String = "Authorization", identityValidationExpression: String? = nil)
        /// REQUEST: the whole request; each source must be there, and together they tell callers apart.
        case request(identitySources: [IdentitySource])
    }

    /// One value of a request.
    public enum IdentitySource: Sendable, Hashable {
        /// `method.request.header.NAME`; the letter case of the name does not matter.
        case header(String)
        /// `method.request.querystring.NAME`
        case queryString(String)
    }

    /// The name that logs and traces use.
    public let name: String
    /// What it looks at.
    public let kind: Kind
    /// How long an answer is kept for the same identity, in seconds: 0 (never) to 3600.
    public let resultTtlInSeconds: Int
    let function: Function

    /// Makes an authorizer of a closure.
    ///
    /// - Parameters:
    ///   - name: The name that logs and traces use.
    ///   - kind: What it looks at; unless you say otherwise, the `Authorization` header.
    ///   - resultTtlInSeconds: How long an answer is kept for the same identity: 0 (never) to 3600 seconds. 300 is AWS's
    ///     own (API Gateway API reference, `CreateAuthorizer`).
    ///   - function: Decides about a request.
    public init(
        _ name: String,
        kind: Kind = .token(),
        resultTtlInSeconds: Int = 300,
        function: @escaping Function
    ) {
        self.name = name
        self.kind = kind
        self.resultTtlInSeconds = resultTtlInSeconds
        self.function = function
    }
}

/// What an authorizer throws when the caller is to get a 401.
///
/// - Source: API Gateway developer guide, "Example authorizer Lambda functions": the one error message that API Gateway
///   takes for a word.
public struct Unauthorized: Error, CustomStringConvertible {
    /// There is nothing more to say about it.
    public init() {}

    /// The word.
    public var description: String { "Unauthorized" }
}
