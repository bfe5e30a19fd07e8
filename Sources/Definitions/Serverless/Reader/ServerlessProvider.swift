// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// What `provider` says for all functions and for both APIs.
struct ServerlessProvider {
    var region = "us-east-1"
    /// - Source: Serverless Framework documentation, "Serverless.yml Reference": `runtime` of new functions.
    var runtime: ServerlessRuntime?
    /// - Source: Serverless Framework documentation, "Serverless.yml Reference": 6 seconds and 1024 MB.
    var timeout = 6
    var memorySize = 1024
    var environment = ServerlessEnvironment()
    var binaryMediaTypes: [String] = []
    /// What the REST API's stage is called when it is not the service's.
    var restStage: String?
    /// `timeoutInMillis` of the REST API.
    var timeoutInMillis: Int?
    var httpAPI = HTTPAPISettings()
    /// Why a REST API of this file cannot be run as it is, if so.
    var refusal: (message: String, position: SourcePosition)?

    /// Where events belong to an API that the framework does not make, each kind's: another stack's, or one of `resources`.
    var importedAPIs: [API.Kind: SourcePosition] = [:]

    func isAPIImported(_ kind: API.Kind) -> Bool { importedAPIs[kind] != nil }

    /// `httpApi`.
    struct HTTPAPISettings {
        var cors: YAMLMapping.Entry?
        var payload: PayloadFormatVersion?
        var authorizers: YAMLMapping.Entry?
    }
}

/// A runtime, and where it is written.
struct ServerlessRuntime {
    let identifier: String
    let position: SourcePosition
}
