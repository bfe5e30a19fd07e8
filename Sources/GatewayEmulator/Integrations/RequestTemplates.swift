// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTemplates

/// What becomes of a request's body: which template, if any, makes the integration's input of it.
struct RequestTemplates: Sendable {
    private let byMediaType: [(mediaType: String, template: MappingTemplate)]
    private let passthroughBehavior: PassthroughBehavior

    enum Choice {
        case template(MappingTemplate)
        /// The body as it is.
        case passthrough
        /// 415
        case unsupportedMediaType
    }

    init(_ mapping: TemplateMapping) throws(TemplateSyntaxError) {
        byMediaType = try compiled(mapping.requestTemplates)
        passthroughBehavior = mapping.passthroughBehavior
    }

    /// Chooses by the body's media type.
    ///
    /// - Parameter contentType: As the request says it; JSON where it says none.
    /// - Returns: The template, or what else becomes of the body.
    /// - Source: API Gateway developer guide, "Method request behavior for payloads without mapping templates".
    func choice(for contentType: String?) -> Choice {
        let type = contentType ?? "application/json"
        if let match = byMediaType.first(where: { $0.mediaType == type }) { return .template(match.template) }
        switch passthroughBehavior {
        case .whenNoMatch: return .passthrough
        case .whenNoTemplates: return byMediaType.isEmpty ? .passthrough : .unsupportedMediaType
        case .never: return .unsupportedMediaType
        }
    }
}

/// Templates parsed, each with its media type in small letters and without parameters.
func compiled(_ templates: [BodyTemplate]) throws(TemplateSyntaxError) -> [(
    mediaType: String, template: MappingTemplate
)] {
    var compiled: [(mediaType: String, template: MappingTemplate)] = []
    for body in templates {
        compiled.append((mediaType(body.mediaType), try MappingTemplate(body.template)))
    }
    return compiled
}
