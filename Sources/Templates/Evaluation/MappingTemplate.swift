// SPDX-License-Identifier: Apache-2.0

/// A mapping template of a REST API: the Velocity Template Language over `$input`, `$context`, `$stageVariables` and
/// `$util`.
///
/// - Source: API Gateway developer guide, "Mapping template transformations" and "Variables for data transformations".
package struct MappingTemplate: Sendable {
    package let text: String
    /// Whether it mentions `$input`, so that who renders need not make what nobody reads.
    package let usesInput: Bool
    package let usesContext: Bool
    let tree: SyntaxTree

    /// Reads a template, once, at start.
    ///
    /// - Parameter text: The template.
    /// - Throws: What is wrong with it, and where.
    package init(_ text: String) throws(TemplateSyntaxError) {
        guard text.utf8.count <= TemplateLimits.templateBytes else {
            throw TemplateSyntaxError(
                message: "a mapping template has 300 KB at most, this one \(text.utf8.count) bytes",
                position: TemplatePosition(offset: 0, in: [])
            )
        }
        self.text = text
        do throws(SyntaxFault) {
            tree = try TemplateParser.tree(of: text)
        } catch {
            throw TemplateSyntaxError(
                message: error.message,
                position: TemplatePosition(offset: error.offset, in: Array(text.utf8))
            )
        }
        usesInput = tree.names.contains("input")
        usesContext = tree.names.contains("context")
    }

    /// Renders the template.
    ///
    /// - Parameter evaluation: What it sees. `$context` is changed as the template says; after a fault it is as before.
    /// - Returns: The text.
    /// - Throws: A fault: 500 on AWS, but for a request whose payload is no JSON.
    package func render(_ evaluation: inout TemplateEvaluation) throws(TemplateFault) -> String {
        let interpreter = Interpreter(tree, evaluation)
        do throws(Fault) {
            let text = try interpreter.renderAll()
            if let context = try interpreter.changedContext() { evaluation.replaceContext(context) }
            return text
        } catch {
            let position = error.offset.map { TemplatePosition(offset: $0, in: Array(text.utf8)) }
            throw TemplateFault(reason: error.reason, position: position)
        }
    }
}
