// SPDX-License-Identifier: Apache-2.0

/// What a template may be, and what rendering it may cost.
///
/// The first two are API Gateway's own ("Quotas for configuring and running a REST API", "Mapping template size" and
/// "#foreach loop iterations"). The others are ours: on AWS a request ends with its time-out, here with a fault that
/// says why.
package enum TemplateLimits {
    package static let templateBytes = 300 * 1024
    /// How often one `#foreach` goes round.
    package static let loopRounds = 1000

    /// What a payload may hold, and so what is rendered.
    package static let outputBytes = 10 * 1024 * 1024
    /// How many nodes are rendered and expressions evaluated.
    package static let steps = 2_000_000
    /// How long its regular expressions may take, all together: a request waits for them, and others do.
    package static let searchTime = Duration.milliseconds(500)
    /// How many bytes of text are made on the way, all together.
    package static let textBytes = 64 * 1024 * 1024
    /// How many values lists and maps may get, all together.
    package static let elements = 500_000
    /// Velocity's own limit (velocimacro.max.depth).
    package static let macroDepth = 20
    /// How deep the JSON of a payload may be nested, and values when they are printed.
    package static let valueDepth = 64

    static let syntaxDepth = 100
    static let chainedOperators = 100
    static let evaluationDepth = 200
}
