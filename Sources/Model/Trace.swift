// SPDX-License-Identifier: Apache-2.0

package import GatewayTime

/// How one request was decided: each step of the pipeline notes what it looked at and what it found.
///
/// The log line, `--log-format json` and most tests read it. It is made of references to what is there anyway, and
/// becomes text only when somebody wants text, so that recording costs next to nothing.
package struct Trace: Sendable {
    package var startedAt: Timestamp
    /// Nanoseconds from the request's arrival to its answer.
    package var duration: UInt64 = 0
    package var requestId: RequestID
    /// As sent.
    package var method: ArraySlice<UInt8>
    /// As sent, without the query, which may hold secrets.
    package var path: ArraySlice<UInt8>

    package var routing: Routing?
    package var authorization: Authorization?
    package var integration: Integration?
    package var status: UInt16 = 0
    /// The value of `x-amzn-ErrorType`, if the gateway itself answered.
    package var errorType: StaticString?

    package init(startedAt: Timestamp, requestId: RequestID, method: ArraySlice<UInt8>, path: ArraySlice<UInt8>) {
        self.startedAt = startedAt
        self.requestId = requestId
        self.method = method
        self.path = path
    }

    /// Which route it was, and if none, why.
    package enum Routing: Sendable {
        case matched(Route)
        /// The first segment is not the stage.
        case unknownStage(suggestion: String?)
        /// No resource with this path declares the method.
        case noRoute(suggestion: String?)
        /// The bytes were no request.
        case malformed(reason: String)
    }

    /// What the guard of a private route did.
    package struct Authorization: Sendable {
        package var authorizer: String
        package var identity: Identity
        package var cache: Cache?
        package var invocation: Invocation?
        package var result: Result

        package init(
            authorizer: String,
            identity: Identity,
            cache: Cache? = nil,
            invocation: Invocation? = nil,
            result: Result
        ) {
            self.authorizer = authorizer
            self.identity = identity
            self.cache = cache
            self.invocation = invocation
            self.result = result
        }
    }

    package enum Identity: Sendable, Hashable {
        case present(header: String)
        case missing(header: String)
    }

    package enum Cache: Sendable, Hashable {
        /// `resultTtlInSeconds` is 0.
        case off
        case miss
        /// - Parameter remaining: How long the result is kept yet, in seconds.
        case hit(remaining: Int)
    }

    /// That the authorizer was asked, and what it said in its own words.
    package struct Invocation: Sendable {
        /// In nanoseconds.
        package var duration: UInt64

        package init(duration: UInt64) {
            self.duration = duration
        }
    }

    package enum Result: Sendable {
        /// 401: identity missing, or the authorizer threw `Unauthorized`.
        case unauthorized
        case fault(AuthorizerFault)
        /// 414: nobody was asked.
        case methodArnTooLong(bytes: Int)
        /// The policy was evaluated.
        case judged(Verdict, note: AuthorizerNote?)
    }

    package struct Integration: Sendable {
        package var outcome: Outcome
        /// In nanoseconds.
        package var duration: UInt64

        package enum Outcome: Sendable, Hashable {
            case answered
            case threw(String)
            /// It answered what cannot be sent.
            case malformed(String)
            case timedOut(seconds: Int)
        }

        package init(outcome: Outcome, duration: UInt64) {
            self.outcome = outcome
            self.duration = duration
        }
    }
}

/// What an authorizer of ours adds to its answer for the developer's eyes; AWS knows no such thing.
package struct AuthorizerNote: Sendable, Hashable {
    /// Why it denies; `nil` when it allows.
    package var reason: String?
    /// The principal, when it allows.
    package var subject: String?
    /// When the token that it judged expires, in seconds since 1970: a cached result may outlive it.
    package var tokenExpiresAt: Int64?

    package init(reason: String? = nil, subject: String? = nil, tokenExpiresAt: Int64? = nil) {
        self.reason = reason
        self.subject = subject
        self.tokenExpiresAt = tokenExpiresAt
    }
}
