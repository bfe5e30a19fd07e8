// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTime

/// The APIs as they are served: a deployment for each of their stages, each below the path that its URLs begin with.
///
/// A REST API has one stage here, an HTTP API as many as it says. The first segment of a path names the stage; an HTTP API
/// may have a `$default` one beside, which takes what names none. Several APIs share one port, where AWS gives each a host.
///
/// - Source: API Gateway developer guide, "Stages for HTTP APIs in API Gateway".
final class Stages: Sendable {
    /// The stage that the definition names first.
    let main: Deployment
    /// Those whose URLs say more come first.
    private let mounts: [Mount]

    /// A deployment and what its URLs begin with.
    private struct Mount {
        let deployment: Deployment
        /// Empty, or `/api`.
        let prefix: [UInt8]
        let hasStage: Bool
        /// Whether another API takes what is no path of this one.
        var isShared = false

        init(_ deployment: Deployment, of api: API) {
            self.deployment = deployment
            prefix = Array(api.pathPrefix.utf8)
            hasStage = !deployment.hasNoStageInPath
        }

        func path(_ target: ArraySlice<UInt8>) -> RequestPath? {
            let collapses = deployment.kind == .rest
            guard let path = RequestPath(target: target, below: prefix, hasStage: hasStage, collapses: collapses),
                !hasStage || path.stage.isSame(as: deployment.stage[...])
            else { return nil }
            return isShared && !deployment.declares(path) ? nil : path
        }

        /// How many segments its URLs begin with.
        var depth: Int { prefix.count { $0 == UInt8(ascii: "/") } + (hasStage ? 1 : 0) }
    }

    convenience init(_ api: API, parts: GatewayParts, time: TimeSource) throws(DeploymentError) {
        try self.init([api], parts: parts, time: time)
    }

    /// - Throws: ``DeploymentError`` when one of the APIs cannot be served, or there is none.
    init(_ apis: [API], parts: GatewayParts, time: TimeSource) throws(DeploymentError) {
        var mounts: [Mount] = []
        for api in apis {
            for stage in [api.stage] + api.otherStages {
                mounts.append(Mount(try Deployment(api, stage: stage, parts: parts, time: time), of: api))
            }
        }
        guard let first = mounts.first else { throw .noAPI }
        main = first.deployment
        mounts = mounts.enumerated().sorted { ($1.element.depth, $0.offset) < ($0.element.depth, $1.offset) }
            .map(\.element)
        for index in mounts.indices {
            mounts[index].isShared =
                mounts[(index + 1)...].contains { $0.prefix == mounts[index].prefix }
                && !mounts[index].hasStage
        }
        self.mounts = mounts
    }

    /// The deployment that a request is for, and its path there; `nil` for a stage that there is not.
    func find(_ target: ArraySlice<UInt8>) -> (deployment: Deployment, path: RequestPath)? {
        for mount in mounts {
            if let path = mount.path(target) { return (mount.deployment, path) }
        }
        return nil
    }
}
