// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import TestSupport
import Testing

/// A tenant.yml that a slipping hand or a broken disk has changed.
struct DamagedTenantTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `a damaged tenant file is read in full or refused with a reason`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let text = Damage.done(to: wholeTenant, &random)
            do throws(DefinitionProblems) {
                expectSound(try TenantFile.read(text: text, file: "t.yml").tenant)
            } catch {
                Damage.expectReasons(error, in: text)
            }
        }
    }

    /// What the issuer relies on.
    private func expectSound(_ tenant: Tenant) {
        let audiences = Set(tenant.apis.map(\.identifier))
        let emails = Set(tenant.users.map { $0.email.lowercased() })
        #expect(audiences.count == tenant.apis.count)
        #expect(Set(tenant.applications.map(\.clientId)).count == tenant.applications.count)
        #expect(emails.count == tenant.users.count)
        #expect(Set(tenant.users.map(\.userId)).count == tenant.users.count)
        #expect(tenant.defaultAudience.map(audiences.contains) ?? true)
        for api in tenant.apis {
            #expect(1...api.tokenLifetime ~= api.tokenLifetimeForWeb)
        }
        for application in tenant.applications {
            #expect(application.clientSecret != nil || !application.grantTypes.contains(.clientCredentials))
            #expect(application.clientGrants.allSatisfy { audiences.contains($0.audience) })
            for url in application.callbacks.exact + application.allowedLogoutURLs.exact + application.webOrigins.exact
            {
                #expect(url.contains(":/") && !url.contains("*") && !url.contains("#") && !url.hasPrefix("javascript:"))
            }
        }
        for rule in tenant.rules {
            #expect(!rule.accessToken.isEmpty || !rule.idToken.isEmpty || rule.denial != nil)
        }
    }
}
