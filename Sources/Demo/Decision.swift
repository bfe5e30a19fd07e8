// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
package import GatewayModel

/// What the page tells of one request: the steps that it went, and why it ended so.
///
/// A copy of what its trace says, which itself would hold on to the bytes of the request.
package struct Decision: Sendable {
    package let requestId: RequestID
    package let status: UInt16
    /// In nanoseconds.
    package let duration: UInt64
    package let verdict: Verdict?
    package let authorizer: Authorizer?
    package let handler: HandlerReference?
    package let handlerDuration: UInt64?
    /// As it stands in the log.
    package let reason: [UInt8]

    /// What the authorizer's policy, or its silence, came to.
    package enum Verdict: String, Sendable {
        case allow, deny, unauthorized, fault
    }

    /// The authorizer of the route, and whether it was asked.
    package struct Authorizer: Sendable {
        package let name: String
        package let isFromCache: Bool
        /// In nanoseconds; `nil` when nobody was asked.
        package let duration: UInt64?
    }

    package init(_ trace: borrowing Trace, reason: [UInt8]) {
        requestId = trace.requestId
        status = trace.status
        duration = trace.duration
        verdict = trace.authorization.map { Verdict($0.result) }
        authorizer = trace.authorization.map(Authorizer.init)
        if case .matched(let route)? = trace.routing {
            handler = route.handler
        } else {
            handler = nil
        }
        handlerDuration = trace.integration?.duration
        self.reason = reason
    }

    var json: JSONValue {
        var object = JSONObject([
            "requestId": .string(requestId.uuid),
            "status": .number(JSONNumber(Int64(status))),
            "microseconds": .number(JSONNumber(Int64(duration / 1000))),
            "verdict": verdict.map { .string($0.rawValue) } ?? .null,
            "reason": .string(String(decoding: reason, as: UTF8.self)),
        ])
        if let authorizer { object["authorizer"] = authorizer.json }
        if let handler {
            object["handler"] = .string(handler.description)
        }
        if let handlerDuration {
            object["handlerMicroseconds"] = .number(JSONNumber(Int64(handlerDuration / 1000)))
        }
        return .object(object)
    }
}

extension Decision.Verdict {
    fileprivate init(_ result: Trace.Result) {
        switch result {
        case .unauthorized: self = .unauthorized
        // Of a method ARN that is too long nobody is asked, and nobody passes.
        case .fault, .methodArnTooLong: self = .fault
        case .judged(.allow, _), .answered(isAuthorized: true), .token(.accepted): self = .allow
        case .judged(.explicitDeny, _), .judged(.implicitDeny, _), .answered(isAuthorized: false),
            .token(.insufficientScope):
            self = .deny
        case .token(.refused): self = .unauthorized
        }
    }
}

extension Decision.Authorizer {
    fileprivate init(_ authorization: Trace.Authorization) {
        name = authorization.authorizer
        if case .hit? = authorization.cache { isFromCache = true } else { isFromCache = false }
        duration = authorization.invocation?.duration
    }

    fileprivate var json: JSONValue {
        [
            "name": .string(name),
            "isFromCache": .bool(isFromCache),
            "microseconds": duration.map { .number(JSONNumber(Int64($0 / 1000))) } ?? .null,
        ]
    }
}
