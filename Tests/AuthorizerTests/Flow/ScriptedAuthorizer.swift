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
        var events: [AuthorizerEvent] = []
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

    var events: [AuthorizerEvent] { state.withLock { $0.events } }
    var invocations: Int { events.count }

    /// The guard of a route that asks this authorizer.
    func makeGuard(
        ttl: Int = 300,
        kind: AuthorizerDefinition.Kind = .token(identityHeader: "Authorization"),
        guardsSeveralArns: Bool = true,
        time: TimeSource = .system
    ) throws -> Guard {
        try Guard(
            definition: AuthorizerDefinition(
                name: "scripted",
                kind: kind,
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
            guardsSeveralArns: guardsSeveralArns,
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
        var request = StubRequest(methodArn: arn)
        if let identity { request.headers = [("Authorization", identity)] }
        return try await decide(request)
    }

    func decide(_ request: StubRequest) async throws -> Decided {
        let eventually: Eventually<Ruling> = decide(request)
        let ruling = await eventually.value
        let (decision, trace) = (ruling.decision, ruling.trace)
        let outcome: Outcome
        switch (decision, trace.result) {
        case (.allow(let context), .judged(.allow, _)):
            outcome = .allow(principalId: context.principalId ?? "", context.entries.map { "\($0.key)=\($0.value)" })
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

/// A request that has what a test gives it.
struct StubRequest: GuardedRequest {
    var methodArn: [UInt8]
    var authorizationScopes: [String] = []
    var headers: [(name: String, value: String)] = []
    var query: [(name: String, value: String)] = []
    var stageVariables: [String: String] = [:]
    var context: [ContextVariable: String] = [:]
    var conditionKeys: [String: String] = [:]

    init(methodArn arn: String = AuthorizerTests.methodArn) {
        methodArn = Array(arn.utf8)
    }

    func header(_ name: [UInt8]) -> ArraySlice<UInt8>? {
        values(of: .header(String(decoding: name, as: UTF8.self))).first
    }

    func values(of source: IdentitySource) -> [ArraySlice<UInt8>] {
        let texts: [String]
        switch source {
        case .header(let name): texts = headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        case .queryString(let name): texts = query.filter { $0.name == name }.map(\.value)
        case .stageVariable(let name): texts = stageVariables[name].map { [$0] } ?? []
        case .context(let variable): texts = context[variable].map { [$0] } ?? []
        }
        return texts.map { Array($0.utf8)[...] }
    }

    func requestEvent(_ format: AuthorizerDefinition.RequestFormat) -> JSONObject {
        JSONObject(distinct: headers.map { (name: $0.name, value: JSONValue.string($0.value)) })
    }

    func values(ofConditionKey key: String) -> [String]? {
        conditionKeys[key].map { [$0] }
    }
}

struct Contradiction: Error, CustomStringConvertible {
    let description: String
}
