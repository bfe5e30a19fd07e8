// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// One reading of a config.yml and the environment beside it.
struct ConfigReader {
    private let file: String
    private var problems = ProblemCollector()
    private var values: [ConfigKey: ConfigValue] = [:]
    /// What the file has under a key, whatever it is, until the environment has had its say.
    private var nodes: [ConfigKey: YAMLNode] = [:]
    /// What the unknown keys of the file were probably meant to be.
    private var misspelled = Set<ConfigKey>()

    /// What config.copy.yml has in the place of a tenant and of an API.
    static let placeholders = ["YOUR-TENANT", "YOUR-API"]

    init(file: String) {
        self.file = file
    }

    mutating func readFile(_ text: [UInt8]) throws(DefinitionProblems) {
        let document = try YAMLDocument(parsing: text, file: file)
        problems = ProblemCollector(document.problems)
        guard let root = document.root, !root.isNull else { return }
        problems.refuseTagsAndMergeKeys(in: root)
        guard let mapping = root.mapping else {
            problems.note(
                "a config file is a map of keys, this is \(root.kind)",
                at: root.position,
                suggestion: "write \"audience: …\", a key on each line"
            )
            return
        }
        let meant = problems.unknownKeys(in: mapping, known: ConfigKey.allCases.map(\.rawValue))
        misspelled = Set(meant.compactMap(ConfigKey.init))
        for key in ConfigKey.allCases {
            nodes[key] = mapping[key.rawValue]?.value
        }
    }

    mutating func readEnvironment(_ environment: [String: String]) {
        for key in ConfigKey.allCases {
            guard let text = environment[key.environmentName], !text.isEmpty else { continue }
            values[key] = ConfigValue(key: key, text: text, origin: .environment)
        }
    }

    /// What the values amount to.
    mutating func settings() throws(DefinitionProblems) -> TokenSettings? {
        let isSet = Set(values.keys).union(nodes.keys).union(misspelled)
        for key in ConfigKey.allCases where values[key] == nil {
            guard let node = nodes[key], let text = problems.text(node, for: key.rawValue) else { continue }
            values[key] = ConfigValue(key: key, text: text, origin: .file(node.position))
        }
        let audience = checked(.audience)?.text
        var issuer: String?
        var keys: TokenSettings.KeyLocation?
        if let value = checked(.auth0Domain), let tenant = tenant(value) {
            issuer = tenant + "/"
            keys = .url(tenant + "/.well-known/jwks.json")
        }
        if let value = checked(.tokenIssuer) {
            issuer = problems.issuer(value.text, called: value.name, at: value.position)
        }
        if let value = checked(.jwksUri) {
            let folder = folder(for: value)
            keys = problems.keyLocation(value.text, called: value.name, relativeTo: folder, at: value.position)
        }
        if !isSet.isEmpty {
            noteMissing(isSet)
        }
        try problems.throwIfAny()
        guard let audience, let issuer, let keys else { return nil }
        return TokenSettings(issuer: issuer, audience: audience, keys: keys)
    }

    /// The value of a key, unless it cannot be meant.
    private mutating func checked(_ key: ConfigKey) -> ConfigValue? {
        guard let value = values[key] else { return nil }
        if Self.placeholders.contains(where: { value.text.contains($0) }) {
            problems.note(
                "\(value.name) still has the placeholder of config.copy.yml",
                at: value.position,
                suggestion: "put your own value here: \(key.whereToFind)"
            )
            return nil
        }
        guard problems.comparable(value.text, called: value.name, at: value.position) != nil else { return nil }
        return value
    }

    /// Notes what is needed and neither set nor derived from what is set.
    private mutating func noteMissing(_ isSet: Set<ConfigKey>) {
        if !isSet.contains(.audience) {
            missing("audience", .audience)
        }
        guard !isSet.contains(.auth0Domain) else { return }
        switch (isSet.contains(.tokenIssuer), isSet.contains(.jwksUri)) {
        case (true, true): break
        case (false, false): missing("auth0Domain", .auth0Domain)
        case (false, true): missing("the issuer", .tokenIssuer, or: .auth0Domain)
        case (true, false): missing("the location of the keys", .jwksUri, or: .auth0Domain)
        }
    }

    private mutating func missing(_ what: String, _ key: ConfigKey, or other: ConfigKey? = nil) {
        problems.note(
            "\(what) is missing: set \"\(key.rawValue)\" in \(file) or \(key.environmentName) in the environment",
            at: nil,
            suggestion: other.map { "or \"\($0.rawValue)\" or \($0.environmentName), from which it is derived" }
        )
    }

    /// The tenant's address without a slash at the end, `https://tenant.eu.auth0.com`.
    private mutating func tenant(_ value: ConfigValue) -> String? {
        let text = value.text.contains("://") ? value.text : "https://" + value.text
        do throws(WebAddress.ParseError) {
            let address = try WebAddress(parsing: text)
            guard ["", "/"].contains(address.rest) else {
                problems.note(
                    "\(value.name) is \(quoted(value.text)), which is more than a host",
                    at: value.position,
                    suggestion: "write \"\(address.host)\""
                )
                return nil
            }
            return address.origin
        } catch {
            problems.note(
                "\(value.name) is \(quoted(value.text)), which is no host",
                at: value.position,
                suggestion: error.description
            )
            return nil
        }
    }

    private func folder(for value: ConfigValue) -> String {
        switch value.origin {
        case .file(let position): SourceFile.folder(of: position.file)
        case .environment: ""
        }
    }
}
