// SPDX-License-Identifier: Apache-2.0

/// What `custom.serverless-offline` says, of that which makes sense here; `nil` where it says nothing.
///
/// - Source: serverless-offline, "Usage and command line options": the same names on its command line.
package struct OfflineSettings: Sendable, Hashable {
    package var host: String?
    package var httpPort: Int?
    package var lambdaPort: Int?
    package var websocketPort: Int?
    /// What stands before the stage in URLs, as it is written.
    package var prefix: String?
    package var noPrependStageInUrl = false
    /// Whether every route is open.
    package var noAuth = false
    /// Whether JWT authorizers believe a token whoever signed it; its claims are checked all the same.
    package var ignoreJWTSignature = false
    /// Whether functions may take as long as they like.
    package var noTimeout = false
    /// Whether functions are given all of the host's environment.
    package var localEnvironment = false
    /// When an instance without work is ended.
    package var terminateIdleLambdaTime: Duration?

    package init() {}
}
