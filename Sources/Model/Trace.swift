// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
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
    /// What a browser makes of the answer; `nil` when no page of another origin asks.
    package var cors: CrossOrigin?
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
        /// A browser's question before the real request, answered by the API's CORS settings.
        case preflight(methods: [HTTPMethod])
        /// The first segment is not the stage.
        case unknownStage(suggestion: String?)
        /// No resource with this path declares the method.
        case noRoute(suggestion: String?)
        /// The bytes were no request.
        case malformed(reason: String)
    }

    /// What the guard of a private route did.
    ///
    /// An object, because it is handed on several times and never changes.
    package final class Authorization: Sendable {
        package let authorizer: String
        package let kind: AuthorizerDefinition.Kind
        package let identity: Identity
        package let cache: Cache?
        package let invocation: Invocation?
        package let result: Result
        /// What the answer says beside its policy, whatever the verdict: an ACCESS_DENIED response may use it.
        package let context: [AuthorizerContext.Entry]
        /// Each statement of the policy and what became of it, when somebody wants to read it.
        ///
        /// `nil` for a cached answer that allows: that has been told when it was new.
        package let findings: (@Sendable () -> [StatementFinding])?
        package let lockout: Lockout?
        /// Whether a token was looked at, and its signature was not.
        package let ignoresSignature: Bool

        package init(
            authorizer: String,
            kind: AuthorizerDefinition.Kind,
            identity: Identity,
            cache: Cache? = nil,
            invocation: Invocation? = nil,
            result: Result,
            context: [AuthorizerContext.Entry] = [],
            findings: (@Sendable () -> [StatementFinding])? = nil,
            lockout: Lockout? = nil,
            ignoresSignature: Bool = false
        ) {
            self.authorizer = authorizer
            self.kind = kind
            self.identity = identity
            self.cache = cache
            self.invocation = invocation
            self.result = result
            self.context = context
            self.findings = findings
            self.lockout = lockout
            self.ignoresSignature = ignoresSignature
        }
    }

    package enum Identity: Sendable, Hashable {
        case present
        /// The first source that is missing.
        case missing(IdentitySource)
        /// The first source that is there and has nothing in it, which counts as missing.
        case empty(IdentitySource)
        /// The token does not match the `identityValidationExpression`.
        case differs(expression: String)
        /// Whether it matches could not be found out in bounded time, which counts as no.
        case undecided(expression: String, reason: String)
    }

    package enum Cache: Sendable, Hashable {
        /// `resultTtlInSeconds` is 0.
        case off
        case miss
        /// - Parameter remaining: How long the result is kept yet, in seconds.
        case hit(remaining: Int)
    }

    /// That a policy which is cached allows a single method ARN, so that it denies the authorizer's other routes.
    package struct Lockout: Sendable, Hashable {
        package let allowedArn: String
        /// For how long, in seconds.
        package let remaining: Int

        package init(allowedArn: String, remaining: Int) {
            self.allowedArn = allowedArn
            self.remaining = remaining
        }
    }

    /// That the authorizer was asked, and what it said in its own words.
    package struct Invocation: Sendable {
        /// In nanoseconds.
        package var duration: UInt64
        /// What it was told; holds secrets.
        package var event: @Sendable () -> JSONValue
        /// What it answered; `nil` when it threw, or hung.
        package var answer: (@Sendable () -> JSONValue)?

        package init(
            duration: UInt64,
            event: @escaping @Sendable () -> JSONValue,
            answer: (@Sendable () -> JSONValue)? = nil
        ) {
            self.duration = duration
            self.event = event
            self.answer = answer
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
        /// The simple response of an HTTP API's authorizer was taken at its word.
        case answered(isAuthorized: Bool)
        /// A JWT authorizer looked at the token.
        case token(TokenFinding)
    }

    /// What a JWT authorizer found.
    package enum TokenFinding: Sendable, Hashable {
        /// With the token's `sub`, if it has one.
        case accepted(subject: String?)
        /// 401.
        case refused(AuthorizerNote.Reason)
        /// 403: the route asks for one of some scopes, and the token has none of them.
        case insufficientScope(wanted: [String], found: [String])
    }

    /// What a browser does with an answer to a page of another origin.
    ///
    /// - Source: the Fetch standard, "CORS check".
    package enum CrossOrigin: Sendable, Hashable {
        /// The page may read it.
        case readable
        /// The page is told of a network error.
        case hidden(origin: String, reason: Reason)

        package enum Reason: Sendable, Hashable {
            /// The API has no CORS settings.
            case off
            case originNotAllowed
            /// The answer itself names another origin.
            case otherOriginNamed(String)
            /// It is an HTTP API's own answer, which has no CORS headers.
            case ownAnswer
        }
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
            case timedOut(Duration)
            /// It was not asked, or what it answered was not used: the definition does not work for this request.
            case failed(String)
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
    package var reason: Reason?
    /// The principal, when it allows.
    package var subject: String?
    /// When the token that it judged expires, in seconds since 1970: a cached result may outlive it.
    package var tokenExpiresAt: Int64?

    package enum Reason: Sendable, Hashable {
        case text(String)
        /// How long ago that is depends on when it is told: a cached denial is told again and again.
        case tokenExpired(at: Timestamp)
    }

    package init(reason: Reason? = nil, subject: String? = nil, tokenExpiresAt: Int64? = nil) {
        self.reason = reason
        self.subject = subject
        self.tokenExpiresAt = tokenExpiresAt
    }
}
