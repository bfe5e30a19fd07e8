// SPDX-License-Identifier: Apache-2.0

/// A text of a serverless.yml, taken apart into what stands there and its variables.
///
/// What has no `source:` is no variable: `${AWS::Region}` and `${Table}` are CloudFormation's and stay text.
///
/// - Source: Serverless Framework documentation, "Variables".
package struct VariableText: Sendable, Hashable {
    package let pieces: [Piece]

    package enum Piece: Sendable, Hashable {
        case text(String)
        case variable(Variable)
    }

    /// Whether it is one variable and nothing else, and so takes the type of its value.
    package var only: Variable? {
        if pieces.count == 1, case .variable(let variable) = pieces[0] { variable } else { nil }
    }

    package var hasVariables: Bool {
        pieces.contains { if case .variable = $0 { true } else { false } }
    }
}

/// A variable: `${self:custom.name, env:NAME, 'none'}`.
package struct Variable: Sendable, Hashable {
    /// At least one; the first that has a value is taken.
    package let sources: [VariableSource]
    /// As it stands in the file.
    package let written: String
}

/// One of the places where a variable looks for its value.
package indirect enum VariableSource: Sendable, Hashable {
    case literal(YAMLScalar)
    case reference(VariableReference)
    /// A variable with braces of its own: the second one of `${opt:name, ${self:service}}`.
    case variable(Variable)
}

/// One source of a variable: `file(config.yml):database.host`.
package struct VariableReference: Sendable, Hashable {
    /// What stands before the parenthesis or the colon: `self`, `file`.
    package let type: String
    /// What stands in parentheses; `nil` without them.
    package let parameters: [VariableText]?
    /// What stands behind the colon; `nil` for nothing.
    package let address: VariableText?
}

/// Why a text is no text with variables.
package struct VariableSyntaxError: Error, Hashable {
    package let message: String
    package let suggestion: String
}
