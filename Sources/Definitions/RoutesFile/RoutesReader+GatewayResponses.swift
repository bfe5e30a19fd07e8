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
            response.responseTemplates = bodyTemplates(node, for: "responseTemplates").map { $0.template }
        }
        return response
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
