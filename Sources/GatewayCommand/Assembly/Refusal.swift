// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Why something cannot be had that the definition or the command line asks for.
///
/// At start the process ends with its code; later, what was there before goes on.
struct Refusal: Error {
    let code: ExitCode
    let reason: String

    init(_ code: ExitCode, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
