// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTemplates

/// `requestTemplates` and `responseTemplates`: maps from media types to texts.
extension RoutesReader {
    /// The templates of a map, each with its node.
    mutating func bodyTemplates(_ node: YAMLNode, for key: String) -> [(template: BodyTemplate, node: YAMLNode)] {
        guard let mapping = problems.mapping(node, for: key, of: "media types and templates") else { return [] }
        var templates: [(template: BodyTemplate, node: YAMLNode)] = []
        for entry in mapping.entries where !entry.key.isMerge {
            let mediaType = entry.key.text
            if !isMediaType(mediaType) {
                problems.note(
                    "\(quoted(mediaType)) is no media type",
                    at: entry.key.position,
                    suggestion: "write it as TYPE/SUBTYPE, such as application/json"
                )
            }
            if templates.contains(where: { essence(of: $0.template.mediaType) == essence(of: mediaType) }) {
                problems.noteRepetition(of: mediaType, in: key, at: entry.key.position)
            }
            guard let scalar = entry.value.scalar, !scalar.isNull else {
                templates +=
                    problems.wrongType(
                        entry.value,
                        mediaType,
                        wanted: "a template, which is a text",
                        suggestion: entry.value.isNull ? nil : "put it in quotes, or write it as a block after \"|\""
                    ) ?? []
                continue
            }
            templates.append((BodyTemplate(mediaType: mediaType, template: scalar.text), entry.value))
        }
        return templates
    }

    /// A media type without its parameters, which do not choose between templates.
    private func essence(of mediaType: String) -> String {
        mediaType.prefix { $0 != ";" && $0 != " " }.lowercased()
    }

    /// Mapping templates, which are VTL; gateway responses have plain ones, of which any text is right.
    mutating func mappingTemplates(_ node: YAMLNode, for key: String) -> [BodyTemplate] {
        bodyTemplates(node, for: key).map { template, node in
            checkTemplate(template.template, at: node)
            return template
        }
    }

    /// Notes what is wrong with the text of a mapping template.
    private mutating func checkTemplate(_ text: String, at node: YAMLNode) {
        do throws(TemplateSyntaxError) {
            _ = try MappingTemplate(text)
        } catch {
            problems.note("this template has a mistake: \(error)", at: node.position)
        }
    }
}
