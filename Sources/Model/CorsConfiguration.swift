// SPDX-License-Identifier: Apache-2.0

/// The CORS configuration of an HTTP API, in AWS's own words: the gateway answers preflights itself and discards the CORS
/// headers of what stands behind it.
///
/// - Source: API Gateway API reference (v2), `Cors`; developer guide, "Configure CORS for HTTP APIs in API Gateway".
package struct CorsConfiguration: Sendable, Hashable {
    /// `*`, `http://*`, `https://*`, or origins as browsers send them.
    package var allowOrigins: [String]
    /// Names of methods, or `*`.
    package var allowMethods: [String]
    package var allowHeaders: [String]
    package var exposeHeaders: [String]
    /// In seconds.
    package var maxAge: Int?
    package var allowCredentials: Bool

    package init(
        allowOrigins: [String] = [],
        allowMethods: [String] = [],
        allowHeaders: [String] = [],
        exposeHeaders: [String] = [],
        maxAge: Int? = nil,
        allowCredentials: Bool = false
    ) {
        self.allowOrigins = allowOrigins
        self.allowMethods = allowMethods
        self.allowHeaders = allowHeaders
        self.exposeHeaders = exposeHeaders
        self.maxAge = maxAge
        self.allowCredentials = allowCredentials
    }
}
