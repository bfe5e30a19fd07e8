// SPDX-License-Identifier: Apache-2.0

/// What the command line and the environment say about a serverless.yml.
package struct ServerlessOptions: Sendable {
    package var stage: String?
    package var region: String?
    /// `--param NAME=VALUE`.
    package var params: [String: String] = [:]
    /// Every option that was given, for `${opt:NAME}`.
    package var options: [String: String] = [:]
    /// This process's environment, for `${env:NAME}`.
    package var environment: [String: String] = [:]
    /// `--variable ADDRESS=VALUE`: what stands in for that which only the cloud knows, by its address (`ssm:/db/password`).
    package var variables: [String: String] = [:]
    /// `--authorizer-override NAME=VALUE`, by the authorizer's name.
    package var authorizerOverrides: [String: String] = [:]
    /// Whether what is not supported is left out, with a warning, instead of refused.
    package var skipsUnsupported = false
    /// Whether every route is open.
    package var noAuth = false
    /// Whether JWT authorizers believe a token whoever signed it; the file may say so, too.
    package var ignoresJWTSignature = false
    /// What stands before the stage in URLs; `nil` for what the file says.
    package var prefix: String?
    /// Whether REST APIs are reached without their stage in the URL; `nil` for what the file says.
    package var noPrependStageInUrl: Bool?

    package init() {}

    /// Those that were given and mean nothing to another format, as they are written.
    package var ownOptions: [String] {
        let given: [(String, Bool)] = [
            ("--stage", stage != nil), ("--region", region != nil), ("--param", !params.isEmpty),
            ("--variable", !variables.isEmpty), ("--authorizer-override", !authorizerOverrides.isEmpty),
            ("--skip-unsupported", skipsUnsupported), ("--ignore-jwt-signature", ignoresJWTSignature),
            ("--prefix", prefix != nil), ("--no-prepend-stage-in-url", noPrependStageInUrl != nil),
        ]
        return given.filter(\.1).map(\.0)
    }
}
