// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
package import GatewayModel
package import GatewayTime

/// What the guard of a private route decided.
package enum Decision: Sendable {
    case allow(AuthorizerContext)
    /// - Parameter explicit: Whether a statement denies it, or merely none allows it: AWS words the two differently.
    case deny(explicit: Bool)
    /// 401.
    case unauthorized
    /// 500.
    case fault
    /// 414.
    case methodArnTooLong
}

/// One authorizer at work: identity source, cache, the authorizer itself, a check of its answer, the policy.
///
/// - Source: API Gateway developer guide, "API Gateway Lambda authorizer workflow".
package final class Guard: Sendable {
    package let definition: AuthorizerDefinition
    /// The identity header's name in small letters, for looking it up.
    package let identityHeader: [UInt8]

    /// How many bytes a method ARN may have.
    ///
    /// - Source: API Gateway developer guide, quotas for Lambda authorizers: a longer one is answered 414.
    package static let methodArnLimit = 1600

    private let authorizer: Authorizer
    private let cache: AnswerCache?
    private let timeLimit: Duration
    private let time: TimeSource

    /// What is asked.
    package enum Authorizer: Sendable {
        case auth0(Auth0Authorizer)
        case function(AuthorizerFunction)
    }

    /// - Parameters:
    ///   - definition: What the API says about it.
    ///   - authorizer: What is asked when the cache has no answer.
    ///   - timeLimit: How long a function may take.
    ///   - time: The clock of the cache, of tokens and of the time limit.
    package init(
        definition: AuthorizerDefinition,
        authorizer: Authorizer,
        timeLimit: Duration = .seconds(29),
        time: TimeSource
    ) {
        self.definition = definition
        self.authorizer = authorizer
        self.timeLimit = timeLimit
        self.time = time
        switch definition.kind {
        case .token(let header): identityHeader = header.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        }
        let ttl = definition.resultTtlInSeconds
        cache = ttl > 0 ? AnswerCache(seconds: ttl, time: time) : nil
    }

    /// Decides about one request.
    ///
    /// - Parameters:
    ///   - identity: The value of the identity header, if the request has one.
    ///   - methodArn: The request's own ARN.
    /// - Returns: The decision, and how it came about.
    package func decide(
        identity: ArraySlice<UInt8>?,
        methodArn: [UInt8]
    ) async -> (decision: Decision, trace: Trace.Authorization) {
        guard let identity, !identity.isEmpty else {
            // The authorizer is not asked: there is nothing to ask about.
            return (.unauthorized, trace(.missing(header: headerName), result: .unauthorized))
        }
        guard methodArn.count <= Self.methodArnLimit else {
            let result = Trace.Result.methodArnTooLong(bytes: methodArn.count)
            return (.methodArnTooLong, trace(.present(header: headerName), result: result))
        }
        if let hit = cache?.answer(for: identity) {
            let remaining = Int((hit.remaining + 999_999_999) / 1_000_000_000)
            return judge(hit.answer, methodArn, cache: .hit(remaining: remaining), invocation: nil)
        }
        let missed: Trace.Cache = cache == nil ? .off : .miss
        let begin = time.uptime()
        let outcome = await ask(identity, methodArn)
        let invocation = Trace.Invocation(duration: time.uptime() &- begin)
        switch outcome {
        case .success(let answer):
            cache?.keep(answer, for: identity)
            return judge(answer, methodArn, cache: missed, invocation: invocation)
        case .failure(.unauthorized):
            return (
                .unauthorized,
                trace(.present(header: headerName), cache: missed, invocation: invocation, result: .unauthorized)
            )
        case .failure(.fault(let fault)):
            return (
                .fault,
                trace(.present(header: headerName), cache: missed, invocation: invocation, result: .fault(fault))
            )
        }
    }

    private enum Failure: Error {
        case unauthorized
        case fault(AuthorizerFault)
    }

    private func ask(_ identity: ArraySlice<UInt8>, _ methodArn: [UInt8]) async -> Result<AuthorizerAnswer, Failure> {
        switch authorizer {
        case .auth0(let auth0):
            return .success(await auth0.answer(to: identity))
        case .function(let function):
            let event = TokenEvent(
                authorizationToken: String(decoding: identity, as: UTF8.self),
                methodArn: String(decoding: methodArn, as: UTF8.self)
            )
            do {
                let value = try await withTimeLimit(timeLimit, time: time) { try await function(event) }
                return .success(try AuthorizerAnswer(checking: value))
            } catch let fault as AuthorizerFault {
                return .failure(.fault(fault))
            } catch is TimeLimitExceeded {
                return .failure(.fault(.timedOut(seconds: Int(timeLimit.components.seconds))))
            } catch {
                // The one message that AWS takes for a word: developer guide, "Example authorizer Lambda functions".
                let message = String(describing: error)
                let isUnauthorized = message.utf8.elementsEqual("Unauthorized".utf8)
                return .failure(isUnauthorized ? .unauthorized : .fault(.threw(message)))
            }
        }
    }

    /// Holds an answer, new or cached, against this request.
    private func judge(
        _ answer: AuthorizerAnswer,
        _ methodArn: [UInt8],
        cache: Trace.Cache,
        invocation: Trace.Invocation?
    ) -> (Decision, Trace.Authorization) {
        let verdict = answer.policy.verdict(on: methodArn, in: NoPolicyContext())
        let decision: Decision
        var result = Trace.Result.judged(verdict, note: answer.note)
        switch verdict {
        case .explicitDeny: decision = .deny(explicit: true)
        case .implicitDeny: decision = .deny(explicit: false)
        case .allow:
            if let principalId = answer.principalId {
                decision = .allow(AuthorizerContext(principalId: principalId, entries: answer.context))
            } else {
                decision = .fault
                result = .fault(.principalIdMissing)
            }
        }
        return (
            decision,
            trace(.present(header: headerName), cache: cache, invocation: invocation, result: result)
        )
    }

    private var headerName: String {
        switch definition.kind {
        case .token(let header): header
        }
    }

    private func trace(
        _ identity: Trace.Identity,
        cache: Trace.Cache? = nil,
        invocation: Trace.Invocation? = nil,
        result: Trace.Result
    ) -> Trace.Authorization {
        Trace.Authorization(
            authorizer: definition.name,
            identity: identity,
            cache: cache,
            invocation: invocation,
            result: result
        )
    }
}
