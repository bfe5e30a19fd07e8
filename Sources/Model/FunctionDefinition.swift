// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// A Lambda function as the definition declares it: routes and authorizers name it as `function:NAME`.
package struct FunctionDefinition: Sendable, Hashable {
    package var name: String
    package var behaviour: Behaviour
    /// How long it takes before it does so.
    package var delay: Duration

    /// What it does when it is invoked: it runs code, or is a stand-in whose answer is written in the definition.
    package enum Behaviour: Sendable, Hashable {
        /// It runs code on this machine.
        case runs(FunctionConfiguration)
        /// It returns this.
        case returns(JSONValue)
        /// It returns the event that it was given, as the body of a proxy response.
        case echoes
        /// It throws.
        case `throws`(errorType: String, errorMessage: String)
        /// Lambda does not run it: `TooManyRequestsException` or `AccessDeniedException`, for example.
        case invokeError(String)
    }

    package init(name: String, behaviour: Behaviour, delay: Duration = .zero) {
        self.name = name
        self.behaviour = behaviour
        self.delay = delay
    }
}
