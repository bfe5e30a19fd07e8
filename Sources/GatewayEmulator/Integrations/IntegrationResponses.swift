// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayPatterns
import GatewayTemplates

/// How what an integration returned becomes the response: which of the definition's responses is taken, and its templates.
struct IntegrationResponses: Sendable {
    private let responses: [Compiled]
    private let fallback: Compiled?

    struct Compiled: Sendable {
        let definition: IntegrationResponse
        let parameters: [Parameter]
        fileprivate let pattern: Pattern?
        fileprivate let templates: [(mediaType: String, template: MappingTemplate)]
    }

    /// A header of the response, and where its value comes from.
    struct Parameter: Sendable {
        let header: String
        private let source: MappingSource
        /// What selects a part of the integration's body, as a template: a JSONPath is read in one place.
        private let selection: MappingTemplate?

        init(_ parameter: ResponseParameter) throws(TemplateSyntaxError) {
            header = parameter.header
            source = parameter.source
            if case .responseBody(let path?) = parameter.source {
                let quoted = path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
                selection = try MappingTemplate("$input.path('$.\(quoted)')")
            } else {
                selection = nil
            }
        }

        /// The values; none when there is no such thing.
        func values(_ facts: RequestFacts, _ evaluation: inout TemplateEvaluation) throws(TemplateFault) -> [String] {
            if let selection {
                let text = try selection.render(&evaluation)
                return text.isEmpty ? [] : [text]
            }
            if case .responseBody(nil) = source { return [evaluation.body] }
            return facts.values(of: source, context: evaluation.context) ?? []
        }
    }

    /// - Throws: What is wrong with a pattern or a template.
    init(_ definitions: [IntegrationResponse]) throws {
        var responses: [Compiled] = []
        for definition in definitions {
            let text = definition.selectionPattern.flatMap { $0.isEmpty ? nil : $0 }
            responses.append(
                Compiled(
                    definition: definition,
                    parameters: try definition.responseParameters.map(Parameter.init),
                    pattern: try text.map { try Pattern($0) },
                    templates: try compiled(definition.responseTemplates)
                )
            )
        }
        self.responses = responses.filter { $0.pattern != nil }
        fallback = responses.first { $0.pattern == nil }
    }

    /// The response for a result: the first whose pattern matches all of it, or else the one without a pattern.
    ///
    /// - Parameter text: What patterns are held against: a function's `errorMessage`, or a mock's status; `nil` for a
    ///   success, which takes the one without a pattern.
    /// - Returns: `nil` when there is none: the definition does not work for this request.
    /// - Source: recorded. Open question: whether the pattern has to match the whole; documented examples are written so.
    func response(for text: String?) -> Compiled? {
        guard let text else { return fallback }
        let subject = Array(text.utf8)[...]
        for response in responses {
            switch response.pattern?.matchesWhole(subject) {
            case .matches?: return response
            case .differs?, nil: continue
            // What is not found out in bounded time must not pass for the success that comes after it.
            case .stopped?: return nil
            }
        }
        return fallback
    }
}

extension IntegrationResponses.Compiled {
    /// The template for what the client accepts, or else the one for JSON, or else the first; `nil` without templates.
    func template(for accept: String?) -> (mediaType: String, template: MappingTemplate)? {
        chosen(among: templates, for: accept, mediaType: \.mediaType)
    }
}
