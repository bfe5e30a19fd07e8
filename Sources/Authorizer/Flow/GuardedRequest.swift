// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON
package import GatewayModel

/// What a guard may ask of a request; texts and events are made when they are asked for.
package protocol GuardedRequest: PolicyContext, Sendable {
    /// The request's own ARN.
    var methodArn: [UInt8] { get }

    /// The first value of a header.
    ///
    /// - Parameter name: Its name in small letters.
    /// - Returns: The value without white space around it; `nil` when there is no such header.
    func header(_ name: [UInt8]) -> ArraySlice<UInt8>?

    /// Every value of an identity source, in the order of the request; empty when there is none.
    func values(of source: IdentitySource) -> [ArraySlice<UInt8>]

    /// Of which a JWT must have one; empty where none are asked for.
    var authorizationScopes: [String] { get }

    /// What a REQUEST authorizer is told about the request.
    ///
    /// Beside it stands what the authorizer knows: `version`, `type`, `methodArn` or `routeArn`, and for HTTP APIs
    /// `identitySource` and `authorizationToken`.
    func requestEvent(_ format: AuthorizerDefinition.RequestFormat) -> JSONObject
}
