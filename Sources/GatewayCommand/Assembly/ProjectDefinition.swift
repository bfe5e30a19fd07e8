// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel

/// What a definition says, whatever its format.
struct ProjectDefinition {
    var apis: [API]
    var functions: [FunctionDefinition]
    var warnings: [DefinitionProblem]
    /// What does not concern an offline gateway.
    var notices: [String] = []
    /// What `custom.serverless-offline` says.
    var offline = OfflineSettings()
    /// What it was read from.
    var files: [String]

    init(_ routes: RoutesFile.Result, file: String) {
        apis = [routes.api]
        functions = routes.api.functions
        warnings = routes.warnings
        files = [file]
    }

    init(_ service: ServerlessFile.Result) {
        // Functions alone can be invoked, and every URL answers that there is no route.
        let none = API(stage: "dev", routes: [], authorizers: [], functions: service.functions)
        apis = service.apis.isEmpty ? [none] : service.apis
        functions = service.functions
        warnings = service.warnings
        notices = service.notices
        offline = service.offline
        files = service.files
    }

    /// The same with every route open.
    func withoutAuthorizers() -> ProjectDefinition {
        var open = self
        var opened = 0
        for index in open.apis.indices {
            for route in open.apis[index].routes.indices where open.apis[index].routes[route].access != .public {
                open.apis[index].routes[route].access = .public
                opened += 1
            }
            open.apis[index].authorizers = []
        }
        if opened > 0 {
            open.warnings.append(
                DefinitionProblem(
                    at: nil,
                    "NO AUTHORIZATION: --no-auth has opened \(opened) private route\(opened == 1 ? "" : "s") to everybody"
                )
            )
        }
        return open
    }
}
