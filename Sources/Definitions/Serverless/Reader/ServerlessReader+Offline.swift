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

    /// What a JWT authorizer of the file is here: as it stands there, unless signatures are to be ignored.
    ///
    /// One that is overridden stays out of this: who names `builtin:auth0` wants tokens checked.
    func ignoringSignatureIfAsked(_ written: AuthorizerDefinition) -> AuthorizerDefinition {
        guard offline.ignoreJWTSignature, case .jwt(let configuration) = written.function else { return written }
        var definition = written
        definition.function = .jwt(configuration.ignoringSignature())
        return definition
    }

    /// Who wrote a token is not asked: that is said loudly, each time, and who asked for it in vain is told, too.
    ///
    /// - Source: serverless-offline, "Usage and command line options", `ignoreJWTSignature`.
    mutating func warnOfIgnoredSignatures() {
        guard offline.ignoreJWTSignature else { return }
        let names = http.authorizers.filter(\.ignoresSignature).map { quoted($0.definition.name) }
        guard !names.isEmpty else {
            notices.append("ignoreJWTSignature has no effect: no route asks a JWT authorizer of this file")
            return
        }
        warnings.note(
            "ignoreJWTSignature: SIGNATURES ARE NOT CHECKED by the JWT authorizer\(names.count == 1 ? "" : "s") "
                + "\(names.joined(separator: " and ")): whoever writes a token is believed",
            at: nil,
            suggestion: "leave it out, and let the embedded issuer sign: --authorizer-override NAME=builtin:auth0"
        )
    }
}
