// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJSON
import GatewayModel
import GatewayTime
import Synchronization

/// An authorizer that does what a test says, and counts.
final class ScriptedAuthorizer: Sendable {
    private let state: Mutex<State>

    private struct State {
        var events: [TokenEvent] = []
        var behaviour: AuthorizerFunction
    }

    init(_ behaviour: @escaping AuthorizerFunction) {
        state = Mutex(State(behaviour: behaviour))
    }

    /// It allows a resource, for a principal `user`.
    convenience init(allowing resource: String) {
        self.init { _ in ScriptedAuthorizer.answer("Allow", resource) }
    }

    static func answer(_ effect: String, _ resource: String, principalId: JSONValue = "user") -> JSONValue {
        [
            "principalId": principalId,
            "policyDocument": [
                "Version": "2012-10-17",
                "Statement": [
                    ["Effect": .string(effect), "Action": "execute-api:Invoke", "Resource": .string(resource)]
                ],
            ],
        ]
    }

    func behave(_ behaviour: @escaping AuthorizerFunction) {
        state.withLock { $0.behaviour = behaviour }
    }

    var events: [TokenEvent] { state.withLock { $0.events } }
    var invocations: Int { events.count }

    /// The guard of a route that asks this authorizer.
    func makeGuard(ttl: Int = 300, header: String = "Authorization", time: TimeSource = .system) -> Guard {
        Guard(
            definition: AuthorizerDefinition(
                name: "scripted",
                kind: .token(identityHeader: header),
                function: .function("scripted"),
                resultTtlInSeconds: ttl
            ),
            authorizer: .function { event in
                let behaviour = self.state.withLock { state in
                    state.events.append(event)
                    return state.behaviour
                }
                return try await behaviour(event)
            },
            timeLimit: .seconds(29),
            time: time
        )
    }
}

/// What a guard decided, in a form that tests can compare.
enum Outcome: Equatable {
    case allow(principalId: String, [String])
    case deny(explicit: Bool)
    case unauthorized
    case fault(AuthorizerFault)
    case methodArnTooLong(bytes: Int)
}

struct Decided {
    let outcome: Outcome
    let trace: Trace.Authorization
}

extension Guard {
    func decide(_ identity: String?, _ arn: String = methodArn) async throws -> Decided {
        let (decision, trace) = await decide(identity: identity.map { Array($0.utf8)[...] }, methodArn: Array(arn.utf8))
        let outcome: Outcome
        switch (decision, trace.result) {
        case (.allow(let context), .judged(.allow, _)):
            outcome = .allow(principalId: context.principalId, context.entries.map { "\($0.key)=\($0.value)" })
        case (.deny(explicit: true), .judged(.explicitDeny, _)): outcome = .deny(explicit: true)
        case (.deny(explicit: false), .judged(.implicitDeny, _)): outcome = .deny(explicit: false)
        case (.unauthorized, .unauthorized): outcome = .unauthorized
        case (.fault, .fault(let fault)): outcome = .fault(fault)
        case (.methodArnTooLong, .methodArnTooLong(let bytes)): outcome = .methodArnTooLong(bytes: bytes)
        default: throw Contradiction(description: "decided \(decision), and the trace says \(trace.result)")
        }
        return Decided(outcome: outcome, trace: trace)
    }

    func outcome(_ identity: String?, _ arn: String = methodArn) async throws -> Outcome {
        try await decide(identity, arn).outcome
    }
}

struct Contradiction: Error, CustomStringConvertible {
    let description: String
}
