// SPDX-License-Identifier: Apache-2.0

/// `demo:`, whether a front end to try the API with is served beside it.
extension RoutesReader {
    /// Where the front end has its files, and what it shows: a stage of this name would hide that.
    private static let places = ["demo", "callback", "profile", "ping"]

    mutating func readDemo(_ node: YAMLNode?, stage: String?) -> Bool {
        guard let node, problems.boolean(node, for: "demo") == true else { return false }
        if let stage, Self.places.contains(stage) {
            problems.note(
                "with \"demo: true\", the stage cannot be \(quoted(stage)): the demo is at /\(stage) itself",
                at: node.position,
                suggestion: "call the stage \"dev\", or remove \"demo\""
            )
        }
        return true
    }
}
