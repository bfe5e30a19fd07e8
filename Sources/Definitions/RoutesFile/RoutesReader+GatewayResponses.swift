// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `gatewayResponses:`, how a REST API words its own answers.
///
/// - Source: API Gateway API reference, `PutGatewayResponse`; developer guide, "Gateway responses for REST APIs in API
///   Gateway".
extension RoutesReader {
    static let gatewayResponseKeys = ["statusCode", "responseParameters", "responseTemplates"]
    static let gatewayResponsePrefix = "gatewayresponse.header."

    mutating func readGatewayResponses(_ entry: YAMLMapping.Entry?) -> [GatewayResponse] {
        guard let entry, !refuse(entry.key, unless: .rest), !entry.value.isNull,
            let mapping = problems.mapping(entry.value, for: "gatewayResponses", of: "types and responses")
        else { return [] }
        return mapping.entries.compactMap { entry in
            guard !entry.key.isMerge, let type = gatewayResponseType(entry.key) else { return nil }
            return gatewayResponse(type, entry)
        }
    }

    private mutating func gatewayResponseType(_ key: YAMLMapping.Key) -> GatewayResponseType? {
        if let type = GatewayResponseType(rawValue: key.text) { return type }
        let names = GatewayResponseType.allCases.map(\.rawValue)
        problems.note(
            "unknown type of gateway response \(quoted(key.text))",
            at: key.position,
            suggestion: didYouMean(key.text, among: names, plural: "types")
        )
        return nil
    }

    private mutating func gatewayResponse(
        _ type: GatewayResponseType,
        _ entry: YAMLMapping.Entry
    ) -> GatewayResponse? {
        guard
            let mapping = problems.mapping(
                entry.value,
                for: type.rawValue,
                of: Self.gatewayResponseKeys.joined(separator: ", ")
            )
        else { return nil }
        _ = problems.unknownKeys(in: mapping, known: Self.gatewayResponseKeys, place: " in a gateway response")
        if type == .requestTooLarge {
            // Developer guide, "Amazon API Gateway important notes".
            warnings.note(
                "API Gateway does not let REQUEST_TOO_LARGE be customized",
                at: entry.key.position,
                suggestion: "remove it"
            )
        }
        var response = GatewayResponse(type: type)
        if let node = mapping["statusCode"]?.value {
            response.statusCode = statusCode(node)
        }
        if let node = mapping["responseParameters"]?.value {
            response.responseParameters = responseParameters(node, of: .gatewayResponse)
        }
        if let node = mapping["responseTemplates"]?.value {
            response.responseTemplates = bodyTemplates(node, for: "responseTemplates").map { template, node in
                warnOfForeignReferences(in: template.template, at: node.position)
                return template
            }
        }
        return response
    }

    /// What looks like a reference and is not filled in.
    ///
    /// - Source: API Gateway developer guide, "x-amazon-apigateway-gateway-responses.gatewayResponse object": "The templates
    ///   are not processed by the VTL engine."
    private mutating func warnOfForeignReferences(in template: String, at position: SourcePosition) {
        var seen = Set<String>()
        for part in template.split(separator: "$", omittingEmptySubsequences: false).dropFirst() {
            let text = part.drop { $0 == "!" || $0 == "{" }.prefix { $0.isASCII && ($0.isLetter || $0 == ".") }
            let isKnown =
                part.first != "!"
                && ["context.", "stageVariables.", "method.request."].contains { text.hasPrefix($0) }
            guard let name = text.split(separator: ".").first.map(String.init), !isKnown, !text.hasPrefix("."),
                seen.insert(name).inserted
            else { continue }
            warnings.note(
                "\(quoted("$" + name)) is nothing that a gateway response fills in, it is sent as it stands there",
                at: position,
                suggestion: "known ones: $context.NAME, $stageVariables.NAME, $method.request.header.NAME and the like"
            )
        }
    }

    /// A number, or a text of three digits, as AWS writes it.
    ///
    /// - Source: API Gateway API reference, `StatusCode`: "[1-5]\d\d"; those below 200 are no final responses
    ///   (RFC 9110 §15.2).
    mutating func statusCode(_ node: YAMLNode) -> Int? {
        if let scalar = node.scalar, scalar.isQuoted, scalar.text.utf8.count == 3, let code = Int(scalar.text),
            200...599 ~= code
        {
            return code
        }
        return problems.wholeNumber(node, for: "statusCode", in: 200...599)
    }
}
