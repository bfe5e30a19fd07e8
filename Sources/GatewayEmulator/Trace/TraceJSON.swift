// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
package import GatewayModel
import GatewayTime

extension Trace {
    /// The whole trace, for `--log-format json`: one member per step, in the pipeline's order.
    package var json: JSONValue {
        var object = JSONObject()
        object["time"] = .string(startedAt.iso8601)
        object["requestId"] = .string(requestId.uuid)
        if !isMalformed {
            object["method"] = .string(printable(method))
            object["path"] = .string(printable(path, limit: 2000))
        }
        object["status"] = .number(JSONNumber(Int64(status)))
        object["microseconds"] = .number(JSONNumber(Int64(duration / 1000)))
        if let errorType { object["errorType"] = .string(errorType.description) }
        object["routing"] = routing?.json
        object["authorization"] = authorization?.json(at: startedAt)
        object["integration"] = integration?.json
        object["cors"] = cors?.json
        return .object(object)
    }

    /// Whether the bytes were no request, so that there is neither method nor path.
    private var isMalformed: Bool {
        if case .malformed? = routing { true } else { false }
    }
}

extension Trace.Routing {
    fileprivate var json: JSONValue {
        switch self {
        case .malformed(let reason): return ["outcome": "malformed", "reason": .string(reason)]
        case .preflight(let methods):
            return ["outcome": "preflight", "methods": .array(methods.map { .string($0.rawValue) })]
        case .unknownStage(let hint): return outcome("unknownStage", hint)
        case .noRoute(let hint): return outcome("noRoute", hint)
        case .matched(let route):
            var object = JSONObject([
                "outcome": "matched",
                "resource": .string(route.path.description),
                "method": .string(route.method.description),
                "handler": .string(route.target),
            ])
            switch route.access {
            case .public: object["access"] = "public"
            case .private(let authorizer, _):
                object["access"] = "private"
                object["authorizer"] = .string(authorizer)
            }
            return .object(object)
        }
    }

    private func outcome(_ name: String, _ hint: String?) -> JSONValue {
        var object = JSONObject(["outcome": .string(name)])
        if let hint { object["hint"] = .string(hint) }
        return .object(object)
    }
}

extension Trace.Authorization {
    fileprivate func json(at moment: Timestamp) -> JSONValue {
        var object = JSONObject([
            "authorizer": .string(authorizer), "type": .string(kind.name), "identity": identityJSON,
        ])
        switch cache {
        case .off?: object["cache"] = ["outcome": "off"]
        case .miss?: object["cache"] = ["outcome": "miss"]
        case .hit(let remaining)?:
            object["cache"] = ["outcome": "hit", "remainingSeconds": .number(JSONNumber(Int64(remaining)))]
        case nil: break
        }
        if let invocation {
            object["invocation"] = ["microseconds": .number(JSONNumber(Int64(invocation.duration / 1000)))]
        }
        switch result {
        case .unauthorized: object["result"] = ["outcome": "unauthorized"]
        case .fault(let fault): object["result"] = ["outcome": "fault", "reason": .string(fault.description)]
        case .methodArnTooLong(let bytes):
            object["result"] = ["outcome": "methodArnTooLong", "bytes": .number(JSONNumber(Int64(bytes)))]
        case .judged(let verdict, let note): object["result"] = judged(verdict, note, moment)
        case .answered(let isAuthorized): object["result"] = ["outcome": isAuthorized ? "allow" : "deny"]
        case .token(let finding): object["result"] = finding.json(at: moment)
        }
        if let findings { object["statements"] = .array(findings().map(\.json)) }
        // The one is of Lambda authorizers, the other of JWT authorizers.
        if let lockout { object["warning"] = .string(lockout.description) }
        if ignoresSignature { object["warning"] = .string(Self.ignoredSignature) }
        return .object(object)
    }

    private var identityJSON: JSONValue {
        var object = JSONObject(["sources": .array(kind.identitySources.map { .string($0.description) })])
        switch identity {
        case .present: object["outcome"] = "present"
        case .missing(let source):
            object["outcome"] = "missing"
            object["missing"] = .string(source.description)
        case .empty(let source):
            object["outcome"] = "empty"
            object["empty"] = .string(source.description)
        case .differs(let expression):
            object["outcome"] = "differs"
            object["identityValidationExpression"] = .string(expression)
        case .undecided(let expression, let reason):
            object["outcome"] = "undecided"
            object["identityValidationExpression"] = .string(expression)
            object["reason"] = .string(reason)
        }
        return .object(object)
    }

    private func judged(_ verdict: Verdict, _ note: AuthorizerNote?, _ moment: Timestamp) -> JSONValue {
        var object = JSONObject()
        switch verdict {
        case .allow(let statement):
            object["outcome"] = "allow"
            object["statement"] = .number(JSONNumber(Int64(statement)))
        case .explicitDeny(let statement):
            object["outcome"] = "explicitDeny"
            object["statement"] = .number(JSONNumber(Int64(statement)))
        case .implicitDeny: object["outcome"] = "implicitDeny"
        }
        if let reason = note?.reason(at: moment) { object["reason"] = .string(reason) }
        if let subject = note?.subject { object["subject"] = .string(subject) }
        if let expiresAt = note?.tokenExpiresAt {
            object["tokenExpiresAt"] = .string(Timestamp(secondsSince1970: expiresAt).iso8601)
            object["tokenHasExpired"] = .bool(expiresAt <= moment.secondsSince1970)
        }
        return .object(object)
    }
}

extension Trace.TokenFinding {
    fileprivate func json(at moment: Timestamp) -> JSONValue {
        var object = JSONObject()
        switch self {
        case .accepted(let subject):
            object["outcome"] = "allow"
            if let subject { object["subject"] = .string(subject) }
        case .refused: object["outcome"] = "unauthorized"
        case .insufficientScope: object["outcome"] = "insufficientScope"
        }
        if let reason = refusal(at: moment) { object["reason"] = .string(reason) }
        return .object(object)
    }
}

extension StatementFinding {
    fileprivate var json: JSONValue {
        var object = JSONObject(["index": .number(JSONNumber(Int64(index)))])
        if let sid { object["sid"] = .string(sid) }
        object["effect"] = .string(effect.rawValue)
        object["matched"] = .bool(matched)
        object["reason"] = .string(reason)
        return .object(object)
    }
}

extension Trace.CrossOrigin {
    fileprivate var json: JSONValue {
        switch self {
        case .readable: ["outcome": "readable"]
        case .hidden(let origin, let reason):
            ["outcome": "hidden", "origin": .string(origin), "reason": .string(reason.description)]
        }
    }
}

extension Trace.Integration {
    fileprivate var json: JSONValue {
        var object = JSONObject(["microseconds": .number(JSONNumber(Int64(duration / 1000)))])
        switch outcome {
        case .answered: object["outcome"] = "answered"
        case .threw(let message):
            object["outcome"] = "threw"
            object["reason"] = .string(message)
        case .malformed(let reason):
            object["outcome"] = "malformed"
            object["reason"] = .string(reason)
        case .timedOut(let limit):
            object["outcome"] = "timedOut"
            object["milliseconds"] = .number(JSONNumber(wholeMilliseconds(limit)))
        case .failed(let reason):
            object["outcome"] = "failed"
            object["reason"] = .string(reason)
        }
        return .object(object)
    }
}
