// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// What one run of a scenario has brought.
struct Observation: Sendable {
    /// One for each request.
    let answers: [RawResponse]
    /// Calls of functions that routes run.
    let calls: [Calls.Call]
    /// Calls of functions that authorizers run.
    let authorizerCalls: [Calls.Call]
}
