// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// What the guard of a private route decided.
package enum Decision: Sendable {
    case allow(AuthorizerContext)
    /// - Parameters:
    ///   - explicit: Whether a statement denies it, or merely none allows it: AWS words the two differently.
    case deny(explicit: Bool)
    /// 401.
    case unauthorized
    /// 500.
    case fault
    /// 414.
    case methodArnTooLong
    /// 401 with `www-authenticate`: a JWT authorizer's.
    case tokenRefused(challenge: [UInt8])
    /// 403 with `www-authenticate`: a JWT authorizer's.
    case insufficientScope(challenge: [UInt8])
}

/// What a guard decided, and how it came about.
package struct Ruling: Sendable {
    package let decision: Decision
    package let trace: Trace.Authorization
}
