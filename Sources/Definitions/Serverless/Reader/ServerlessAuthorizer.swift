// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// An authorizer that a route asks for.
struct ServerlessAuthorizer {
    var definition: AuthorizerDefinition
    let position: SourcePosition

    var ignoresSignature: Bool {
        if case .jwt(let configuration) = definition.function { configuration.ignoresSignature } else { false }
    }
}

/// An authorizer as it stands in the file, on its way to something that can be asked here.
struct WrittenAuthorizer {
    /// By which `--authorizer-override` names it.
    let name: String
    /// By which the framework deploys it, where that is another one.
    var deployedName: String?
    let position: SourcePosition
    var origin = Origin.event
    /// How a request shows who it is from, if the file says so in a way that can be followed.
    var kind: AuthorizerDefinition.Kind?
    /// `nil` where that is left to what says it earlier, or to API Gateway.
    var resultTtlInSeconds: Int?
    /// What is asked.
    let target: Target

    /// What makes it one authorizer: two of one name are one only if they are of one origin.
    enum Origin {
        /// The framework makes it of what events, or the settings of the HTTP API, say.
        case event
        /// `resources` declares it.
        case resources
    }

    enum Target {
        /// A function of this file, by its key.
        case function(String)
        /// The JWT authorizer of an HTTP API.
        case jwt(AuthorizerDefinition)
        /// Something that is not here; what it is begins a sentence.
        case elsewhere(String)
    }
}
