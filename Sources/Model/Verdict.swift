// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// What a policy says about one request.
package enum Verdict: Sendable, Hashable {
    /// A statement allows it and none denies it.
    /// - Parameter statement: Its position in the document, from 0.
    case allow(statement: Int)
    /// A statement denies it, whatever others allow.
    case explicitDeny(statement: Int)
    /// No statement speaks of it.
    case implicitDeny
}

/// An authorizer that did not do its part.
///
/// Each is a 500 for the client, as on AWS; the reason is for the developer.
package enum AuthorizerFault: Error, Sendable, Hashable, CustomStringConvertible {
    case threw(String)
    case timedOut(seconds: Int)
    /// The answer is not an authorizer's answer.
    case notAnAnswer(String)
    /// The policy document is malformed.
    case malformedPolicy(String)
    /// A context value is an object or a list.
    case contextNotFlat(key: String, kind: String)
    /// The answer is not the simple response of an HTTP API that was asked for.
    case notASimpleResponse(String)
    /// It allows, but for whom?
    case principalIdMissing

    package var description: String {
        switch self {
        case .threw(let message): "the authorizer threw: \(message)"
        case .timedOut(let seconds): "the authorizer did not answer within \(seconds) s"
        case .notAnAnswer(let reason): "the authorizer's answer is no policy: \(reason)"
        case .malformedPolicy(let reason): "the authorizer's policy is malformed: \(reason)"
        case .contextNotFlat(let key, let kind):
            "the authorizer's context has \(quotedExcerpt(key)), which is \(kind); only texts, numbers and booleans are "
                + "allowed"
        case .notASimpleResponse(let reason):
            "the authorizer's answer is no simple response (enableSimpleResponses: true): \(reason)"
        case .principalIdMissing: "the authorizer allows but gives no principalId"
        }
    }
}
