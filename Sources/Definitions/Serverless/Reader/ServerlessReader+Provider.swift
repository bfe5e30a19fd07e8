// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `provider`.
extension ServerlessReader {
    mutating func readProvider(_ entry: YAMLMapping.Entry?, at root: YAMLNode) {
        stage = options.stage ?? stage
        provider.region = options.region ?? provider.region
        guard let entry else {
            return problems.note("\"provider\" is missing", at: root.position, suggestion: "add \"provider: aws\"")
        }
        guard let mapping = entry.value.mapping else {
            return readProviderName(entry.value)
        }
        tolerateUnknownKeys(in: mapping, known: .provider, place: " in \"provider\"")
        if let name = mapping["name"]?.value {
            readProviderName(name)
        } else {
            problems.note("\"provider\" has no name", at: entry.key.position, suggestion: "add \"name: aws\"")
        }
        readPlace(mapping)
        if let node = mapping["runtime"]?.value, !node.isNull, let text = problems.text(node, for: "runtime") {
            provider.runtime = ServerlessRuntime(identifier: text, position: node.position)
        }
        if let node = mapping["timeout"]?.value {
            provider.timeout = number(node, for: "timeout", in: Self.timeoutRange) ?? provider.timeout
        }
        if let node = mapping["memorySize"]?.value {
            provider.memorySize = number(node, for: "memorySize", in: Self.memoryRange) ?? provider.memorySize
        }
        provider.environment = readEnvironment(mapping["environment"]?.value)
        readAPIGateway(mapping["apiGateway"]?.value)
        readHTTPAPI(mapping["httpApi"]?.value)
        if let entry = mapping["resourcePolicy"], isSaid(entry) { noteResourcePolicy(at: entry.key.position) }
    }

    private mutating func readProviderName(_ node: YAMLNode) {
        guard let name = problems.text(node, for: "provider"), name != "aws" else { return }
        problems.note(
            "the provider is \(quoted(name)), and this is AWS's API Gateway",
            at: node.position,
            suggestion: "write \"aws\""
        )
    }

    /// What becomes part of URLs and ARNs; the command line is stronger.
    ///
    /// - Source: API Gateway API reference, `CreateStage`: "Stage names can only contain alphanumeric characters,
    ///   hyphens, and underscores. Maximum length is 128 characters."
    private mutating func readPlace(_ mapping: YAMLMapping) {
        if options.stage == nil, let node = mapping["stage"]?.value, !node.isNull {
            stage = stageName(node) ?? stage
        }
        if options.region == nil, let node = mapping["region"]?.value, !node.isNull,
            let text = problems.text(node, for: "region")
        {
            provider.region = text
        }
    }

    private mutating func stageName(_ node: YAMLNode) -> String? {
        guard let text = problems.text(node, for: "stage") else { return nil }
        let isName =
            text.utf8.count <= 128
            && text.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        if isName { return text }
        problems.note(
            "\"stage\" wants letters, digits, \"-\" and \"_\", 128 at most; this is \(quoted(text))",
            at: node.position
        )
        return nil
    }

    private mutating func readAPIGateway(_ node: YAMLNode?) {
        guard let node, !node.isNull,
            let mapping = problems.mapping(node, for: "apiGateway", of: "settings of the REST API")
        else { return }
        tolerateUnknownKeys(in: mapping, known: .apiGateway, place: " in \"apiGateway\"")
        if let entry = mapping["binaryMediaTypes"], !entry.value.isNull {
            provider.binaryMediaTypes = asking(.rest) { $0.readBinaryMediaTypes(entry) }
        }
        if let node = mapping["stage"]?.value, !node.isNull { provider.restStage = stageName(node) }
        if let node = mapping["timeoutInMillis"]?.value, !node.isNull {
            provider.timeoutInMillis = number(node, for: "timeoutInMillis", in: RoutesReader.timeoutRange(of: .rest))
        }
        if let entry = mapping["resourcePolicy"], isSaid(entry) { noteResourcePolicy(at: entry.key.position) }
        noteImport(mapping["restApiId"], of: .rest)
    }

    /// Routes and policies that others have put into an API are not known here.
    private mutating func noteImport(_ entry: YAMLMapping.Entry?, of kind: API.Kind) {
        guard let entry, !entry.value.isNull else { return }
        provider.importedAPIs[kind] = entry.key.position
        guard entry.value.mapping?["Ref"]?.value.scalar.map({ cloud.template.resource($0.text) != nil }) != true else {
            return
        }
        notices.append("\(entry.key.position): the API is declared elsewhere: only the routes of this file are served")
    }

    /// A resource policy can deny what this emulator would let pass, so it protects every route.
    private mutating func noteResourcePolicy(at position: SourcePosition) {
        provider.refusal = ("the resource policy of the REST API is not evaluated here", position)
    }

    private mutating func readHTTPAPI(_ node: YAMLNode?) {
        guard let node, !node.isNull,
            let mapping = problems.mapping(node, for: "httpApi", of: "settings of the HTTP API")
        else { return }
        tolerateUnknownKeys(in: mapping, known: .httpAPI, place: " in \"httpApi\"")
        provider.httpAPI.cors = mapping["cors"]
        provider.httpAPI.payload = payload(in: mapping)
        provider.httpAPI.authorizers = mapping["authorizers"]
        noteImport(mapping["id"], of: .http)
    }

    /// `payload` of `httpApi`, of the provider or of a function; an unquoted 1.0 is YAML's number, and meant as a text.
    mutating func payload(in mapping: YAMLMapping) -> PayloadFormatVersion? {
        guard let node = mapping["payload"]?.value, !node.isNull else { return nil }
        return problems.choice(node, for: "payload")
    }

    /// - Source: Lambda developer guide, "Lambda quotas": 900 seconds; 128 MB to 10,240 MB.
    static let timeoutRange = 1...900
    static let memoryRange = 128...10_240
}
