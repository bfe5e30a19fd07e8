// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
package import GatewayModel
package import GatewayPatterns
package import GatewayTime

/// One authorizer at work: identity sources, cache, the authorizer itself, a check of its answer, the policy.
///
/// - Source: API Gateway developer guide, "API Gateway Lambda authorizer workflow".
package final class Guard: Sendable {
    package let definition: AuthorizerDefinition

    /// How many bytes a method ARN may have.
    ///
    /// - Source: API Gateway developer guide, quotas for Lambda authorizers: a longer one is answered 414.
    package static let methodArnLimit = 1600

    /// How long an HTTP API waits for an authorizer.
    ///
    /// - Source: API Gateway quotas for HTTP APIs: "Authorizer timeout", 10000 ms.
    package static let httpTimeLimit = Duration.seconds(10)

    private let identity: IdentityCheck
    private let authorizer: Authorizer
    private let cache: AnswerCache?
    private let timeLimit: Duration
    private let guardsSeveralArns: Bool
    private let time: TimeSource

    /// What is asked.
    package enum Authorizer: Sendable {
        case auth0(Auth0Authorizer)
        /// The same answer each time.
        case fixed(AuthorizerAnswer)
        case function(AuthorizerFunction)
    }

    /// - Parameters:
    ///   - definition: What the API says about it.
    ///   - authorizer: What is asked when the cache has no answer.
    ///   - guardsSeveralArns: Whether there is more than one method ARN that it decides about, for a warning.
    ///   - timeLimit: How long a function may take; of an HTTP API never more than ``httpTimeLimit``.
    ///   - time: The clock of the cache, of tokens and of the time limit.
    /// - Throws: When the identityValidationExpression is no regular expression.
    package init(
        definition: AuthorizerDefinition,
        authorizer: Authorizer,
        guardsSeveralArns: Bool = true,
        timeLimit: Duration = .seconds(29),
        time: TimeSource
    ) throws(PatternError) {
        self.definition = definition
        self.authorizer = authorizer
        self.guardsSeveralArns = guardsSeveralArns
        self.timeLimit = definition.kind.format == .rest ? timeLimit : min(timeLimit, Self.httpTimeLimit)
        self.time = time
        identity = try IdentityCheck(definition.kind)
        let ttl = definition.resultTtlInSeconds
        cache = ttl > 0 ? AnswerCache(seconds: ttl, time: time) : nil
    }

    /// Decides about one request: at once, unless an authorizer or its keys have to be waited for.
    ///
    /// - Parameter request: The request, of which only what is needed is looked at.
    /// - Returns: The decision, and how it came about.
    package func decide(_ request: some GuardedRequest) -> Eventually<Ruling> {
        let identity: IdentityCheck.Identity
        switch self.identity.check(request) {
        case .present(let found): identity = found
        case .refused(let reason):
            return .now(Ruling(decision: .unauthorized, trace: trace(reason, result: .unauthorized)))
        }
        // The quota is one of REST APIs.
        guard definition.kind.format != .rest || request.methodArn.count <= Self.methodArnLimit else {
            let result = Trace.Result.methodArnTooLong(bytes: request.methodArn.count)
            return .now(Ruling(decision: .methodArnTooLong, trace: trace(result: result)))
        }
        if let hit = cache?.answer(for: identity.key) {
            let remaining = Int((hit.remaining + 999_999_999) / 1_000_000_000)
            return .now(judge(hit.answer, request, cache: .hit(remaining: remaining), invocation: nil))
        }
        let begin = time.uptime()
        switch ask(identity, request) {
        case .now(let outcome): return .now(settle(outcome, identity, request, since: begin))
        case .later(let wait): return .later { [self] in settle(await wait(), identity, request, since: begin) }
        }
    }

    /// Keeps an answer that is new, and judges by it.
    private func settle(
        _ outcome: Result<AuthorizerAnswer, Failure>,
        _ identity: IdentityCheck.Identity,
        _ request: some GuardedRequest,
        since begin: UInt64
    ) -> Ruling {
        let missed: Trace.Cache = cache == nil ? .off : .miss
        var invocation = Trace.Invocation(
            duration: time.uptime() &- begin,
            event: { [definition] in Self.event(for: request, identity, definition.kind).json }
        )
        switch outcome {
        case .success(let answer):
            if answer.mayBeKept { cache?.keep(answer, for: identity.key) }
            invocation.answer = { answer.json }
            return judge(answer, request, cache: missed, invocation: invocation)
        case .failure(.unauthorized):
            return Ruling(
                decision: .unauthorized,
                trace: trace(cache: missed, invocation: invocation, result: .unauthorized)
            )
        case .failure(.fault(let fault, let answer)):
            if let answer { invocation.answer = { answer } }
            return Ruling(
                decision: .fault,
                trace: trace(cache: missed, invocation: invocation, result: .fault(fault))
            )
        }
    }

    // MARK: - Asking

    private enum Failure: Error {
        case unauthorized
        /// - Parameters:
        ///   - fault: What is wrong.
        ///   - answer: With what, if there is an answer.
        case fault(AuthorizerFault, answer: JSONValue? = nil)
    }

    private func ask(
        _ identity: IdentityCheck.Identity,
        _ request: some GuardedRequest
    ) -> Eventually<Result<AuthorizerAnswer, Failure>> {
        switch authorizer {
        case .fixed(let answer): return .now(.success(answer))
        case .auth0(let auth0):
            switch auth0.answer(to: identity.token) {
            case .now(let answer): return .now(.success(answer))
            case .later(let wait): return .later { .success(await wait()) }
            }
        case .function(let function):
            return .later { [self] in await call(function, Self.event(for: request, identity, definition.kind)) }
        }
    }

    private func call(
        _ function: @escaping AuthorizerFunction,
        _ event: AuthorizerEvent
    ) async -> Result<AuthorizerAnswer, Failure> {
        let value: JSONValue
        do {
            value = try await withTimeLimit(timeLimit, time: time) { try await function(event) }
        } catch is TimeLimitExceeded {
            return .failure(.fault(.timedOut(seconds: Int(timeLimit.components.seconds))))
        } catch {
            // The one message that AWS takes for a word: developer guide, "Example authorizer Lambda functions".
            // Open question: whether HTTP APIs do; the only documented meaning is taken for them too.
            let message = String(describing: error)
            let isUnauthorized = message.utf8.elementsEqual("Unauthorized".utf8)
            return .failure(isUnauthorized ? .unauthorized : .fault(.threw(message)))
        }
        do throws(AuthorizerFault) {
            return .success(try AuthorizerAnswer(checking: value, format: definition.kind.format))
        } catch {
            return .failure(.fault(error, answer: value))
        }
    }

    private static func event(
        for request: some GuardedRequest,
        _ identity: IdentityCheck.Identity,
        _ kind: AuthorizerDefinition.Kind
    ) -> AuthorizerEvent {
        let arn = String(decoding: request.methodArn, as: UTF8.self)
        guard case .request(let sources, let format) = kind else {
            return .token(authorizationToken: String(decoding: identity.key, as: UTF8.self), methodArn: arn)
        }
        let members = request.requestEvent(format)
        switch format {
        case .rest: return .request(members, methodArn: arn)
        case .v1: return .requestV1(members, identity: texts(of: sources, in: request), methodArn: arn)
        case .v2: return .requestV2(members, identity: texts(of: sources, in: request), routeArn: arn)
        }
    }

    /// The value of each source; of one that occurs several times, all with commas between them, as HTTP APIs write it.
    private static func texts(of sources: [IdentitySource], in request: some GuardedRequest) -> [String] {
        sources.map { source in
            request.values(of: source).map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",")
        }
    }

    // MARK: - Judging

    /// Holds an answer, new or cached, against this request.
    private func judge(
        _ answer: AuthorizerAnswer,
        _ request: some GuardedRequest,
        cache: Trace.Cache,
        invocation: Trace.Invocation?
    ) -> Ruling {
        switch answer.basis {
        case .policy(let policy): judge(policy, of: answer, request, cache: cache, invocation: invocation)
        case .simple(let isAuthorized):
            Ruling(
                // Nothing of it is a statement: no AWS wording tells the two denials of a simple response apart.
                decision: isAuthorized ? .allow(context(of: answer, invocation)) : .deny(explicit: true),
                trace: trace(
                    cache: cache,
                    invocation: invocation,
                    result: .answered(isAuthorized: isAuthorized),
                    context: answer.context
                )
            )
        }
    }

    private func context(of answer: AuthorizerAnswer, _ invocation: Trace.Invocation?) -> AuthorizerContext {
        AuthorizerContext(
            principalId: answer.principalId,
            entries: answer.context,
            integrationLatency: Int((invocation?.duration ?? 0) / 1_000_000),
            details: definition.kind.format == .rest ? .rest : .lambda(answer.typedContext)
        )
    }

    private func judge(
        _ policy: PolicyDocument,
        of answer: AuthorizerAnswer,
        _ request: some GuardedRequest,
        cache: Trace.Cache,
        invocation: Trace.Invocation?
    ) -> Ruling {
        let verdict = policy.verdict(on: request.methodArn, in: request)
        let decision: Decision
        var result = Trace.Result.judged(verdict, note: answer.note)
        switch verdict {
        case .explicitDeny: decision = .deny(explicit: true)
        case .implicitDeny: decision = .deny(explicit: false)
        // No answer that may allow comes here without a principal; if one did, it must not pass.
        case .allow where answer.principalId == nil:
            decision = .fault
            result = .fault(.principalIdMissing)
        case .allow: decision = .allow(context(of: answer, invocation))
        }
        if case .allow = decision, invocation == nil {
            // The fast path: a cached answer that allows.
            return Ruling(decision: decision, trace: trace(cache: cache, result: result, context: answer.context))
        }
        let trace = Trace.Authorization(
            authorizer: definition.name,
            kind: definition.kind,
            identity: .present,
            cache: cache,
            invocation: invocation,
            result: result,
            context: answer.context,
            findings: { policy.findings(on: request.methodArn, in: request) },
            lockout: lockout(by: policy, verdict, cache)
        )
        return Ruling(decision: decision, trace: trace)
    }

    /// Whether a policy that is kept speaks of one method ARN only: the trap into which authorizers fall that answer for
    /// `event.methodArn` and are cached.
    private func lockout(by policy: PolicyDocument, _ verdict: Verdict, _ cache: Trace.Cache) -> Trace.Lockout? {
        guard guardsSeveralArns, let arn = policy.onlyAllowedArn else { return nil }
        switch (cache, verdict) {
        case (.miss, .allow): return Trace.Lockout(allowedArn: arn, remaining: definition.resultTtlInSeconds)
        case (.hit(let remaining), .implicitDeny): return Trace.Lockout(allowedArn: arn, remaining: remaining)
        default: return nil
        }
    }

    private func trace(
        _ identity: Trace.Identity = .present,
        cache: Trace.Cache? = nil,
        invocation: Trace.Invocation? = nil,
        result: Trace.Result,
        context: [AuthorizerContext.Entry] = []
    ) -> Trace.Authorization {
        Trace.Authorization(
            authorizer: definition.name,
            kind: definition.kind,
            identity: identity,
            cache: cache,
            invocation: invocation,
            result: result,
            context: context
        )
    }
}
