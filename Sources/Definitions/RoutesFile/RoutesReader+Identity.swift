// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// What the API is, and the names under which it would live on AWS.
extension RoutesReader {
    mutating func readKind(_ node: YAMLNode) -> API.Kind? {
        guard let text = problems.text(node, for: "api") else { return nil }
        if let kind = API.Kind(rawValue: text) { return kind }
        if text.lowercased() == "websocket" {
            problems.note(
                "\"api: \(text)\" is not supported",
                at: node.position,
                suggestion: "write \"api: rest\" or \"api: http\""
            )
        } else {
            problems.note(
                "unknown kind of API \(quoted(text))",
                at: node.position,
                suggestion: didYouMean(text, among: API.Kind.allCases.map(\.rawValue), plural: "kinds")
            )
        }
        return nil
    }

    /// `stage`: one text, or several of them for an HTTP API.
    ///
    /// - Returns: None after a problem was noted, or when it is missing.
    mutating func readStages(in top: YAMLMapping, at root: YAMLNode, _ meant: Set<String>) -> [String] {
        guard kind == .http else {
            // Whether it has to be there depends on the kind, which is being complained of.
            if kind == nil, top["api"] != nil, top["stage"] == nil { return [] }
            guard let node = required("stage", in: top, at: root, meant, example: "dev") else { return [] }
            if kind == .rest, node.scalar?.text == API.defaultStage {
                problems.note(
                    "\"$default\" is a stage of HTTP APIs only",
                    at: node.position,
                    suggestion: "write \"stage: dev\", or \"api: http\""
                )
                return []
            }
            return stage(node).map { [$0] } ?? []
        }
        guard let node = top["stage"]?.value else { return [API.defaultStage] }
        return problems.texts(node, for: "stage").compactMap { text, element in
            text == API.defaultStage ? text : stage(element)
        }
    }

    /// - Source: API Gateway API reference, `CreateStage`: "Stage names can only contain alphanumeric characters,
    ///   hyphens, and underscores. Maximum length is 128 characters." Version 2 says the same, beside `$default`.
    private mutating func stage(_ node: YAMLNode) -> String? {
        text(node, for: "stage", wanted: "letters, digits, \"-\" and \"_\", 128 at most") { bytes in
            bytes.count <= 128
                && bytes.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
    }

    mutating func readIdentity(_ top: YAMLMapping) -> APIIdentity {
        var identity = APIIdentity()
        if let node = top["region"]?.value {
            let region = text(node, for: "region", wanted: "lower-case letters, digits and \"-\", 64 at most") {
                bytes in
                bytes.count <= 64 && bytes.allSatisfy { $0.isLowercaseOrDigit || $0 == UInt8(ascii: "-") }
            }
            identity.region = region ?? identity.region
        }
        if let node = top["accountId"]?.value {
            let accountId = text(node, for: "accountId", wanted: "12 digits") { bytes in
                bytes.count == 12 && bytes.allSatisfy(\.isDigit)
            }
            identity.accountId = accountId ?? identity.accountId
        }
        if let node = top["apiId"]?.value {
            let apiId = text(node, for: "apiId", wanted: "lower-case letters and digits, 64 at most") { bytes in
                bytes.count <= 64 && bytes.allSatisfy(\.isLowercaseOrDigit)
            }
            identity.apiId = apiId ?? identity.apiId
        }
        return identity
    }

    /// A text that becomes a part of every method ARN, and so must not hold what separates the parts.
    private mutating func text(
        _ node: YAMLNode,
        for key: String,
        wanted: String,
        where isValid: (String.UTF8View) -> Bool
    ) -> String? {
        guard let text = problems.text(node, for: key) else { return nil }
        guard isValid(text.utf8) else {
            problems.note("\(quoted(key)) wants \(wanted); this is \(quoted(text))", at: node.position)
            return nil
        }
        return text
    }
}

extension UInt8 {
    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
    var isLowercaseOrDigit: Bool { isDigit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= self }
    var isLetterOrDigit: Bool { isLowercaseOrDigit || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self }
}
