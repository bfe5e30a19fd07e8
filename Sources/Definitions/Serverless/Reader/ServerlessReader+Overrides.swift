// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayModel

/// `--authorizer-override NAME=VALUE`: what is asked instead of an authorizer.
extension ServerlessReader {
    /// What stands in for an authorizer.
    ///
    /// - Returns: `nil` after a problem was noted.
    mutating func overridden(
        _ written: WrittenAuthorizer,
        by value: String,
        in api: API.Kind
    ) -> AuthorizerDefinition? {
        if case .jwt? = written.kind, let kind = written.kind, value == "builtin:auth0" {
            // It stays what it is, scopes included, and takes tokens of the project.
            let function = AuthorizerReference.jwt(JWTConfiguration())
            return AuthorizerDefinition(name: written.name, kind: kind, function: function, resultTtlInSeconds: 0)
        }
        let function: AuthorizerReference
        switch value {
        case "builtin:auth0": function = .auth0(TokenRequirements())
        case "builtin:deny": function = .deny
        case "builtin:allow":
            function = .allow
            warnings.note(
                "--authorizer-override \(written.name)=builtin:allow: EVERYBODY PASSES the authorizer \(quoted(written.name))",
                at: written.position
            )
        default:
            guard let key = standIn(for: written.name, file: value) else { return nil }
            function = .function(key)
        }
        var kind = written.kind ?? Self.usualKind(in: api)
        if case .jwt = kind { kind = Self.usualKind(in: api) }
        if case .auth0 = function, kind.tokenSourceIndex == nil { kind = Self.usualKind(in: api) }
        return AuthorizerDefinition(
            name: written.name,
            kind: kind,
            function: function,
            resultTtlInSeconds: written.resultTtlInSeconds ?? RoutesReader.usualResultTtl(of: api)
        )
    }

    /// How one is asked of which nothing is known: by the `Authorization` header, and an HTTP API's may answer in short.
    private static func usualKind(in api: API.Kind) -> AuthorizerDefinition.Kind {
        switch api {
        case .rest: .token(identityHeader: "Authorization")
        case .http:
            .request(identitySources: [.header("Authorization")], format: .v2(enableSimpleResponses: true))
        }
    }

    /// A function made of one file, `FILE` or `FILE:EXPORT`.
    private mutating func standIn(for name: String, file value: String) -> String? {
        let key = "authorizer-override:\(name)"
        if standIns.contains(where: { $0.name == key }) { return key }
        let option = "--authorizer-override \(name)=\(value)"
        guard let file = OverrideFile(value) else {
            problems.note(
                "\(option): \(quoted(value)) is nothing that can be asked",
                at: nil,
                suggestion:
                    "write builtin:auth0, builtin:allow, builtin:deny, or a file that ends in .js, .mjs, .cjs, .ts "
                    + "or .py, perhaps with :EXPORT"
            )
            return nil
        }
        guard File.exists(file.path) else {
            problems.note("\(option): there is no file \(quoted(file.path))", at: nil)
            return nil
        }
        guard !file.module.contains(".") else {
            problems.note(
                "\(option): Lambda cannot name a file with two dots",
                at: nil,
                suggestion: "rename it, such as \(file.module.split(separator: ".").joined(separator: "-"))"
            )
            return nil
        }
        let usual = provider.runtime.flatMap { Runtime($0.identifier) }.flatMap { $0.family == file.family ? $0 : nil }
        guard let runtime = usual ?? Runtime(file.family == .python ? "python3.12" : Self.usualRuntime) else {
            return nil
        }
        let deployedName = "\(service)-\(stage)-\(name)-override"
        let configuration = FunctionConfiguration(
            functionName: String(deployedName.map { $0.isLetter || $0.isNumber ? $0 : "-" }.suffix(64)),
            runtime: runtime,
            handler: "\(file.module).\(file.export)",
            code: .folder(SourceFile.absoluteFolder(of: file.path)),
            timeout: .seconds(provider.timeout),
            memorySize: provider.memorySize,
            environment: provider.environment.overridden(by: ServerlessEnvironment())
        )
        standIns.append(FunctionDefinition(name: key, behaviour: .runs(configuration)))
        return key
    }

    /// An override that names nobody is a slip that would leave the authorizer as it is.
    mutating func checkOverrides() {
        guard !isOpen else { return }
        for name in options.authorizerOverrides.keys.sorted() where !usedOverrides.contains(name) {
            problems.note(
                "--authorizer-override \(name): no route asks for an authorizer of this name",
                at: nil,
                suggestion: didYouMean(name, among: authorizerNames.sorted(), plural: "authorizers")
            )
        }
    }
}

/// `auth.js`, or `tools/auth.py:check`.
private struct OverrideFile {
    let path: String
    /// Its name without the ending.
    let module: String
    let export: String
    let family: Runtime.Family

    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let path = parts.first, let name = path.split(separator: "/").last,
            let dot = name.lastIndex(of: "."), dot != name.startIndex
        else { return nil }
        switch name[dot...] {
        case ".js", ".mjs", ".cjs", ".ts": family = .nodejs
        case ".py": family = .python
        default: return nil
        }
        export = parts.count == 2 ? parts[1] : "handler"
        guard !export.isEmpty else { return nil }
        self.path = path
        module = String(name[..<dot])
    }
}
