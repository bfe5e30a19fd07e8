// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `demo:`, whether a front end to try the API with is served beside it.
extension RoutesReader {
    /// Where the front end has its files, and what it shows: a stage of this name would hide that.
    private static let places = ["demo", "callback", "profile", "ping"]

    mutating func readDemo(_ node: YAMLNode?, stages: [String]) -> Bool {
        guard let node, problems.boolean(node, for: "demo") == true else { return false }
        for stage in stages where Self.places.contains(stage) {
            problems.note(
                "with \"demo: true\", the stage cannot be \(quoted(stage)): the demo is at /\(stage) itself",
                at: node.position,
                suggestion: "call the stage \"dev\", or remove \"demo\""
            )
        }
        if stages.contains(API.defaultStage) {
            problems.note(
                "with \"demo: true\", the stage cannot be \"$default\", which has every URL, those of the demo too",
                at: node.position,
                suggestion: "write \"stage: dev\", or remove \"demo\""
            )
        }
        return true
    }
}
