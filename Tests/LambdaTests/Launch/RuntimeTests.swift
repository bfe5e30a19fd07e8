// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import Testing

struct RuntimeTests {
    @Test(arguments: [
        ("nodejs22.x", Runtime.Family.nodejs), ("python3.13", .python), ("provided.al2023", .provided),
        ("provided", .provided),
    ])
    func `a runtime is run by the programs of its family`(identifier: String, family: Runtime.Family) {
        #expect(Runtime(identifier)?.family == family)
    }

    @Test(arguments: ["java21", "ruby3.3", "dotnet8", "go1.x", "python2.7", "providedx", ""])
    func `a runtime that is not run here is none`(identifier: String) {
        #expect(Runtime(identifier) == nil)
    }
}
