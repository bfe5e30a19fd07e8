// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// An authorizer that `resources` declares, for routes to name by its logical id.
package struct ResourceAuthorizer: Sendable, Hashable {
    package let logicalId: String
    /// `Name`, or its logical id.
    package let name: String
    package let position: SourcePosition
    /// How a request shows who it is from; `nil` for what cannot be asked here.
    package let kind: AuthorizerDefinition.Kind?
    package let resultTtlInSeconds: Int
    package let target: Target

    package enum Target: Sendable, Hashable {
        /// A function of the service, by its key.
        case function(String)
        /// The JWT authorizer of an HTTP API.
        case jwt(JWTConfiguration)
        /// Something that is not here; what it is begins a sentence.
        case elsewhere(String)
    }
}
