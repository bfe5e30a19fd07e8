// SPDX-License-Identifier: Apache-2.0

// Each case names its own source: what somebody recorded of AWS, a page of AWS, or who observed it.

import Testing

/// Each case of Cases/, over a real socket.
///
/// A case that names a `knownFailure` has to fail, and counts as failed.
struct ConformanceTests {
    @Test(arguments: try CaseFiles.cases(of: "routing"))
    func routing(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "lambda-authorizer"))
    func `lambda authorizers`(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "jwt-authorizer"))
    func `jwt authorizers`(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "lambda-event"))
    func `proxy events`(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "lambda-proxy-response"))
    func `proxy responses`(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "binary"))
    func `binary bodies`(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "response-headers"))
    func `response headers`(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "header-mapping"))
    func `header mapping`(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "non-proxy-lambda"))
    func `functions behind templates`(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "passthrough"))
    func passthrough(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "mock"))
    func `mock integrations`(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "vtl"))
    func `mapping templates`(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "gateway-response"))
    func `gateway responses`(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "cors"))
    func cors(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "stage-variables"))
    func `stage variables`(_ given: ConformanceCase) async throws { try await check(given) }

    @Test(arguments: try CaseFiles.cases(of: "size"))
    func sizes(_ given: ConformanceCase) async throws { try await check(given) }

    /// Areas of which nothing is run yet.
    static let laterAreas = [
        "http-integration", "validation", "api-key", "throttling", "resource-policy", "waf", "compression", "canary",
        "websocket",
    ]

    @Test(arguments: try laterAreas.flatMap { try CaseFiles.cases(of: $0) })
    func `areas to come`(_ given: ConformanceCase) async throws { try await check(given) }

    private func check(_ given: ConformanceCase) async throws {
        switch try #require(await ConformanceRun.outcome(of: given.id)) {
        case .passed:
            if let reason = given.knownFailure { withKnownIssue("\(given.id): \(reason)") {} }
        case .failed(let differences):
            let message = Comment(rawValue: ([given.id] + differences).joined(separator: "\n  "))
            guard let reason = given.knownFailure else {
                Issue.record(message)
                return
            }
            withKnownIssue("\(given.id): \(reason)") { Issue.record(message) }
        case .notRun(let reason):
            #expect(!reason.isEmpty)
        }
    }
}
