// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// A function as it is declared: its name is known even when its definition is wrong, so that nobody who names it is
/// blamed.
struct ServerlessFunction {
    /// Its name in this file, by which routes and authorizers name it.
    let key: String
    let position: SourcePosition
    /// What the Invoke API and ARNs call it.
    let deployedName: String
    /// How it is run; `nil` when it is wrong, or cannot be run here.
    var configuration: FunctionConfiguration?
    /// Why it cannot be run here, if so.
    var refusal: (message: String, position: SourcePosition)?
    /// What `httpApi.payload` says.
    var payload: PayloadFormatVersion?
    let events: YAMLNode?

    var definition: FunctionDefinition? {
        configuration.map { FunctionDefinition(name: key, behaviour: .runs($0)) }
    }
}
