// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// One reading of a tenant.yml, which goes on after a problem, so that one run shows all of them.
///
/// A value that is wrong is noted and stands for its default from then on: nobody sees it, because `result` throws.
struct TenantReader {
    var problems: ProblemCollector
    /// What is allowed but hardly meant.
    var warnings = ProblemCollector()
    var apis: [Tenant.API] = []
    var applications: [Tenant.Application] = []
    var users: [Tenant.User] = []
    var rules: [Tenant.Rule] = []

    var audiences = DeclaredNames()
    var clientIds = DeclaredNames()
    var userIds = DeclaredNames()
    var emails = DeclaredNames(ignoresCase: true)
    var usernames = DeclaredNames()
    var roles = DeclaredNames()

    private static let keys = [
        "friendly_name", "default_audience", "allowed_logout_urls", "apis", "applications", "users", "rules",
    ]

    init(problems: ProblemCollector) {
        self.problems = problems
    }

    mutating func result(from root: YAMLNode?) throws(DefinitionProblems) -> TenantFile.Result {
        let top = topLevel(root)
        // What is referred to comes before what refers to it, however the file is ordered.
        readAPIs(top["apis"]?.value)
        readApplications(top["applications"]?.value)
        readUsers(top["users"]?.value)
        readRules(top["rules"]?.value)
        var tenant = Tenant(
            defaultAudience: defaultAudience(in: top),
            allowedLogoutURLs: tenantLogoutURLs(in: top),
            apis: apis,
            applications: applications,
            users: users,
            rules: rules
        )
        if let name = text("friendly_name", in: top) {
            tenant.friendlyName = name
        }
        try problems.throwIfAny()
        return TenantFile.Result(tenant: tenant, warnings: DefinitionProblems.ordered(warnings.problems))
    }

    private mutating func topLevel(_ root: YAMLNode?) -> YAMLMapping {
        let nothing = YAMLMapping(entries: [])
        guard let root, !root.isNull else { return nothing }
        problems.refuseTagsAndMergeKeys(in: root)
        guard let top = root.mapping else {
            problems.note(
                "a tenant file is a map of keys, this is \(root.kind)",
                at: root.position,
                suggestion: "begin with \"users:\""
            )
            return nothing
        }
        _ = problems.unknownKeys(in: top, known: Self.keys)
        return top
    }

    /// Auth0's tenants have none until somebody sets it; the usual one has that of the usual API.
    private mutating func defaultAudience(in top: YAMLMapping) -> String? {
        guard let node = top["default_audience"]?.value else {
            return top["apis"] == nil ? Tenant.usual.defaultAudience : nil
        }
        return problems.text(node, for: "default_audience").map { audience($0, at: node.position) }
    }

    /// Those of the usual tenant go with the usual applications.
    private mutating func tenantLogoutURLs(in top: YAMLMapping) -> AllowedURLs {
        guard top["allowed_logout_urls"] == nil, top["applications"] == nil else {
            return urls("allowed_logout_urls", in: top, ofNativeApplication: false)
        }
        return Tenant.usual.allowedLogoutURLs
    }
}
