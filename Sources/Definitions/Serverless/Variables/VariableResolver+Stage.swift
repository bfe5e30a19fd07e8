// SPDX-License-Identifier: Apache-2.0

/// What the framework finds out before everything else.
extension VariableResolver {
    /// - Source: Serverless Framework documentation, "Serverless.yml Reference".
    static let defaultStage = "dev"
    static let defaultRegion = "us-east-1"

    /// What `${sls:instanceId}` is: another one for each run of the program.
    static let instanceId = String(UInt64.random(in: .min ... .max), radix: 36)

    /// The stage: of the command line, or `provider.stage`, or `dev`; `nil` after a problem.
    mutating func currentStage() -> String? {
        if let stage { return stage }
        if let given = options.stage ?? options.options["stage"] { stage = given }
        if stage == nil { stage = settledText("provider.stage", usually: Self.defaultStage) }
        return stage
    }

    /// The region, in the same order.
    mutating func currentRegion() -> String {
        if let region { return region }
        let given = options.region ?? options.options["region"]
        let found = given ?? settledText("provider.region", usually: Self.defaultRegion) ?? Self.defaultRegion
        region = found
        return found
    }

    private mutating func settledText(_ path: String, usually text: String) -> String? {
        // `provider: aws` has neither.
        switch walk(path, from: root) {
        case .missing: return text
        case .failed: return nil
        case .unresolved(let address):
            return notKnown(UnresolvedVariable(address: address), at: arena[root].node.position)
        case .value(let id, _):
            let node = arena[id].node
            if let variable = node.unresolved { return notKnown(variable, at: node.position) }
            if node.isNull { return text }
            // A map or a list is for the reader to complain of.
            return node.scalar?.text ?? text
        }
    }

    private mutating func notKnown(_ variable: UnresolvedVariable, at position: SourcePosition) -> String? {
        problems.note(variable.description, at: position, suggestion: variable.suggestion)
        return nil
    }
}
