// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTime

/// One API as it is served: a deployment for each of its stages.
///
/// A REST API has one stage here, an HTTP API as many as it says. The first segment of a path names the stage; an HTTP API
/// may have a `$default` one beside, which takes what names none.
///
/// - Source: API Gateway developer guide, "Stages for HTTP APIs in API Gateway".
final class Stages: Sendable {
    /// The stage that the definition names first.
    let main: Deployment
    /// The others that have a name.
    private let named: [Deployment]
    private let `default`: Deployment?

    init(_ api: API, parts: GatewayParts, time: TimeSource) throws(DeploymentError) {
        main = try Deployment(api, stage: api.stage, parts: parts, time: time)
        var all = [main]
        for stage in api.otherStages { all.append(try Deployment(api, stage: stage, parts: parts, time: time)) }
        named = all.dropFirst().filter { !$0.isDefaultStage }
        `default` = all.first { $0.isDefaultStage }
    }

    /// The deployment that a request is for, and its path there; `nil` for a stage that there is not.
    func find(_ target: ArraySlice<UInt8>) -> (deployment: Deployment, path: RequestPath)? {
        let path = RequestPath(target: target)
        // The only one of most APIs.
        if !main.isDefaultStage, path.stage.isSame(as: main.stage[...]) { return (main, path) }
        for deployment in named where path.stage.isSame(as: deployment.stage[...]) { return (deployment, path) }
        return `default`.map { ($0, .withoutStage(target)) }
    }
}
