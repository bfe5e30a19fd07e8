// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import Testing

struct EventuallyTests {
    @Test func `what is there is there, and what is not is waited for`() async {
        #expect(await Eventually.now(7).value == 7)
        #expect(
            await Eventually<Int>.later {
                await Task.yield()
                return 8
            }.value == 8
        )
    }
}
