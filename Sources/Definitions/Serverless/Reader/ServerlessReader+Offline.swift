// SPDX-License-Identifier: Apache-2.0

import GatewayModel

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

    /// JWT authorizers take what nobody signed, where the user wants that; said loudly, each time.
    mutating func ignoreSignatures() {
        guard offline.ignoreJWTSignature, !isOpen else { return }
        var names: [String] = []
        for index in http.authorizers.indices {
            guard case .jwt(let configured) = http.authorizers[index].definition.function else { continue }
            var configuration = configured
            configuration.ignoresSignature = true
            http.authorizers[index].definition.function = .jwt(configuration)
            names.append(quoted(http.authorizers[index].definition.name))
        }
        if names.isEmpty {
            warnings.note(
                "ignoreJWTSignature has no effect: there is no JWT authorizer",
                at: nil,
                suggestion: "leave it out"
            )
        } else {
            warnings.note(
                "ignoreJWTSignature: SIGNATURES ARE NOT CHECKED by \(names.joined(separator: ", ")): anybody can write a token",
                at: nil,
                suggestion: "leave it out; \"gateway token\" makes signed ones"
            )
        }
    }
}
