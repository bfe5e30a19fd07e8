// SPDX-License-Identifier: Apache-2.0

/// `custom.serverless-offline`: what people have set for another tool, of that which makes sense here.
extension ServerlessReader {
    mutating func readOffline(_ node: YAMLNode?) {
        guard let node, !node.isNull,
            let mapping = problems.mapping(node, for: "serverless-offline", of: "options")
        else { return }
        for entry in mapping.entries where !entry.key.isMerge && !ServerlessKeys.offline.read.contains(entry.key.text) {
            let isKnown = ServerlessKeys.offline.ignored.contains(entry.key.text)
            let near = isKnown ? nil : nearest(to: entry.key.text, among: ServerlessKeys.offline.read)
            notices.append(
                "\(entry.key.position): the option \(quoted(entry.key.text)) of serverless-offline has no effect here"
                    + (near.map { "; did you mean \(quoted($0))?" } ?? "")
            )
        }
        offline.host = optionalText("host", in: mapping)
        offline.prefix = optionalText("prefix", in: mapping)
        offline.httpPort = port("httpPort", in: mapping)
        offline.lambdaPort = port("lambdaPort", in: mapping)
        offline.websocketPort = port("websocketPort", in: mapping)
        offline.noPrependStageInUrl = flag("noPrependStageInUrl", in: mapping) ?? false
        offline.noAuth = flag("noAuth", in: mapping) ?? false
        offline.ignoreJWTSignature = flag("ignoreJWTSignature", in: mapping) ?? false
        offline.noTimeout = flag("noTimeout", in: mapping) ?? false
        offline.localEnvironment = flag("localEnvironment", in: mapping) ?? false
        if let node = mapping["terminateIdleLambdaTime"]?.value, !node.isNull {
            let seconds = number(node, for: "terminateIdleLambdaTime", in: 0...86_400)
            offline.terminateIdleLambdaTime = seconds.map { .seconds($0) }
        }
    }

    private mutating func port(_ key: String, in mapping: YAMLMapping) -> Int? {
        guard let node = mapping[key]?.value, !node.isNull else { return nil }
        return number(node, for: key, in: 0...65_535)
    }

    /// Whether every route is open, by the command line or by the file.
    var isOpen: Bool { offline.noAuth }

    /// What opens doors is said loudly, each time.
    mutating func warnOfOpenings() {
        if isOpen, hasOpenedRoutes {
            warnings.note("noAuth: EVERY ROUTE IS OPEN, no authorizer is asked", at: nil, suggestion: "leave it out")
        }
    }

    /// Signatures are always checked here: somebody who relies on the contrary is to know it at once.
    mutating func refuseToIgnoreSignatures() {
        guard offline.ignoreJWTSignature, http.authorizers.contains(where: \.isJWT) else { return }
        problems.note(
            "ignoreJWTSignature is not supported: signatures of JWT authorizers are checked",
            at: nil,
            suggestion: "leave it out, and let the embedded issuer sign: --authorizer-override NAME=builtin:auth0"
        )
    }
}
