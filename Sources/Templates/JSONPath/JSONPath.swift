// SPDX-License-Identifier: Apache-2.0

/// A JSONPath, in the dialect of Jayway's JsonPath for Java, which is what API Gateway's answers look like.
///
/// - Source: S. Gössner, "JSONPath – XPath for JSON"; the README of json-path/JsonPath.
struct JSONPath: Sendable {
    let tokens: [Token]

    init(_ text: String) throws(Fault) {
        var parser = JSONPathParser(text)
        tokens = try parser.readWhole()
    }

    init(tokens: [Token]) { self.tokens = tokens }

    enum Token: Sendable {
        case properties([String])
        case anything
        case indexes([Int])
        case slice(from: Int?, to: Int?, step: Int)
        case filter(Filter)
        /// `..`: the tokens behind it apply to every value further down.
        case descend
        case function(Function)
    }

    enum Function: Sendable {
        case length, keys, sum, min, max, avg, stddev, first, last
        case index(Int)
    }

    /// Whether it names one place: the result is the value there, and otherwise a list of what was found.
    var isDefinite: Bool {
        for (index, token) in tokens.enumerated() {
            switch token {
            case .properties(let names): if names.count > 1, index < tokens.count - 1 { return false }
            case .indexes(let indexes): if indexes.count > 1 { return false }
            // What a function makes of a list is one value.
            case .function: return true
            case .anything, .slice, .filter, .descend: return tokens.endsInFunction
            }
        }
        return true
    }
}

extension [JSONPath.Token] {
    fileprivate var endsInFunction: Bool {
        if case .function = last { true } else { false }
    }
}

/// What stands between `[?(` and `)]`.
indirect enum Filter: Sendable {
    case exists(Operand)
    case compare(Comparison, Operand, Operand)
    case not(Filter)
    case and(Filter, Filter)
    case or(Filter, Filter)

    enum Comparison: String, Sendable {
        case equal = "=="
        case same = "==="
        case notEqual = "!="
        case notSame = "!=="
        case lessOrEqual = "<="
        case less = "<"
        case greaterOrEqual = ">="
        case greater = ">"
        case matches = "=~"
        case isIn = "in"
        case notIn = "nin"
        case subsetOf = "subsetof"
        case anyOf = "anyof"
        case noneOf = "noneof"
        case contains
        case size
        case empty
    }

    enum Operand: Sendable {
        /// A path from the element that is looked at (`@`), or from the root (`$`).
        case path(JSONPath, fromRoot: Bool)
        case null
        case bool(Bool)
        case integer(Int64)
        case decimal(Double)
        case text(String)
        case list([Operand])
        /// `/expression/flags`
        case pattern(PatternText)
    }

    struct PatternText: Sendable {
        let text: String
    }
}
