// SPDX-License-Identifier: Apache-2.0

import GatewayTransport

/// What a fleet may do.
package struct FleetSettings: Sendable {
    package var region = "us-east-1"
    package var accountId = "123456789012"
    /// How long an instance stays that nobody needs.
    package var idleEnd = Duration.seconds(60)
    /// How long an instance may take before it asks for its first event, beside the function's time-out.
    /// - Source: Lambda developer guide, "Understanding the Lambda execution environment lifecycle".
    package var initLimit = Duration.seconds(10)
    /// How many calls a function may have at once that has no `reservedConcurrency`; AWS's 1,000 are for more than one machine.
    package var concurrency = 100
    /// How many instances of a function start at a time: more would only make each other wait.
    package var startsAtOnce: Int

    package init() {
        startsAtOnce = EventLoopGroup.coreCount
    }
}
