// SPDX-License-Identifier: Apache-2.0

/// Which pages of other origins may read answers: what one builds on AWS out of OPTIONS methods and gateway responses.
///
/// - Source: API Gateway developer guide, "CORS for REST APIs in API Gateway"; the Fetch standard, "CORS protocol".
package struct CORS: Sendable, Hashable {
    package var origins: Origins
    /// The request headers that a page may set.
    package var headers: [String]
    /// The response headers that a page may read, beside those that the Fetch standard lets everybody read.
    package var exposedHeaders: [String]
    /// The methods that a page may use; `nil` for those that a resource has.
    package var methods: [HTTPMethod]?
    /// Whether cookies and the like may ride along; never together with every origin.
    package var allowsCredentials: Bool
    /// For how many seconds a browser may remember a preflight.
    package var maxAge: Int?

    package enum Origins: Sendable, Hashable {
        /// `*`
        case every
        /// Each as a browser sends it: `https://app.example.com`.
        case these([String])
    }

    /// What the console of API Gateway and the Serverless Framework allow, and what an API with bearer tokens needs.
    package static let usualHeaders = [
        "Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "X-Amz-User-Agent",
    ]

    package init(
        origins: Origins = .every,
        headers: [String] = Self.usualHeaders,
        exposedHeaders: [String] = [],
        methods: [HTTPMethod]? = nil,
        allowsCredentials: Bool = false,
        maxAge: Int? = nil
    ) {
        self.origins = origins
        self.headers = headers
        self.exposedHeaders = exposedHeaders
        self.methods = methods
        self.allowsCredentials = allowsCredentials
        self.maxAge = maxAge
    }
}
