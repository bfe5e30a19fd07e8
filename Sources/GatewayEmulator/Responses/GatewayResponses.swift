// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayModel
import GatewayTransport

/// The answers of a REST API's own that its definition words in another way.
///
/// A type that is not set is like its DEFAULT type; one that is set takes nothing from it.
///
/// - Source: API Gateway developer guide, "Gateway responses for REST APIs in API Gateway"; recorded.
struct GatewayResponses: Sendable {
    private let byType: [GatewayResponseType: GatewayResponse]

    /// - Returns: `nil` when nothing is set.
    init?(_ responses: [GatewayResponse]) {
        guard !responses.isEmpty else { return nil }
        byType = Dictionary(responses.map { ($0.type, $0) }, uniquingKeysWith: { _, last in last })
    }

    /// What a refusal is answered; `nil` when its type is not customized.
    ///
    /// - Parameters:
    ///   - refusal: What the gateway would answer.
    ///   - facts: The request.
    ///   - trace: What the authorizer said beside its policy, also when that denies; and where is noted what browsers make
    ///     of the answer.
    /// - Returns: The answer in the definition's words.
    func response(to refusal: Refusal.REST, _ facts: RequestFacts, _ trace: inout Trace) -> Response? {
        guard let type = refusal.type, let custom = byType[type] ?? type.fallback.flatMap({ byType[$0] }) else {
            return nil
        }
        let message = refusal.message.map(JSONValue.string) ?? .null
        let error = JSONObject([
            "message": message,
            "messageString": .string(message.compactText),
            "responseType": .string(type.rawValue),
        ])
        let authorizer = RequestFacts.authorizerContext(trace.authorization?.context ?? [])
        let context = facts.context(authorizer: authorizer, error: error)
        var response = ResponseWriter.response(refusal, facts.requestId)
        response.status = UInt16(clamping: custom.statusCode ?? Int(refusal.status))
        if let template = facts.template(among: custom.responseTemplates) {
            response.contentType = Array(template.mediaType.utf8)
            response.body = Array(Substitution.text(template.template, facts, context: context).utf8)
        }
        for parameter in custom.responseParameters {
            guard let value = facts.values(of: parameter.source, context: context)?.joined(separator: ",") else {
                continue
            }
            if ProxyResponse.isSame(parameter.header, "access-control-allow-origin") {
                Deployment.noteOwnCORS(value, facts.head, &trace)
            }
            if ProxyResponse.isSame(parameter.header, "content-type") {
                response.contentType = Array(value.utf8)
            } else if let name = ResponseWriter.restName(of: parameter.header, isProxy: true) {
                response.fields.append(named: name, value)
            }
        }
        return response
    }
}

extension RequestFacts {
    /// The template whose media type the client accepts, or else the one for JSON, or else the first.
    ///
    /// - Source: API Gateway developer guide, "Mapping templates": the `Accept` header selects the response's template.
    func template(among templates: [BodyTemplate]) -> BodyTemplate? {
        chosen(among: templates, for: text(ofHeader: "accept")) { mediaType($0.mediaType) }
    }
}

/// What a client accepts, or else what is for JSON, or else the first.
///
/// - Parameters:
///   - templates: What there is.
///   - accept: The request's `Accept`, whose types are tried in their order.
///   - type: The media type that one is for, in small letters and without parameters.
/// - Returns: `nil` when there is none at all.
func chosen<Template>(
    among templates: [Template],
    for accept: String?,
    mediaType type: (Template) -> String
) -> Template? {
    guard templates.count > 1 else { return templates.first }
    for accepted in accept?.split(separator: ",") ?? [] {
        let wanted = mediaType(String(accepted))
        if let template = templates.first(where: { type($0) == wanted }) { return template }
    }
    return templates.first { type($0) == "application/json" } ?? templates.first
}
