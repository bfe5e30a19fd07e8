// SPDX-License-Identifier: Apache-2.0

/// Replaces the variables of a serverless.yml by what they stand for.
///
/// It is lazy: `${self:custom.a}` looks at `custom` and at `custom.a`, and not at their neighbours, which may lead back
/// here. What is wrong is noted once, where it stands, and everything that depends on it is left alone.
struct VariableResolver {
    var problems = ProblemCollector()
    /// What is allowed but hardly meant.
    var warnings = ProblemCollector()
    var arena = ValueArena()
    let options: ServerlessOptions
    /// The folder of the service as the user wrote it, with a slash at its end; empty for the working folder.
    let folder: String
    let limits: VariableLimits
    /// The process's environment, and later what .env files add.
    var environment: [String: String]
    let root: Int
    /// `nil` until it is known.
    var stage: String?
    var region: String?
    /// Everything that was read or looked for, in this order.
    var files: [String]
    /// What files hold, by their path; `nil` for one that is not there.
    var contents: [String: Int?] = [:]
    /// What comes from outside of any file, by the variable's address.
    var texts: [String: Int] = [:]
    var trail = VariableTrail()
    private var textLength = 0
    var readLength = 0
    private var depth = 0
    /// How many problems are enough to say what was probably meant.
    private static let suggestions = 50
    /// Whether a limit was complained of; once is enough.
    private var hasReachedLimit = false

    init(root: YAMLNode, file: String, options: ServerlessOptions, limits: VariableLimits = VariableLimits()) {
        self.options = options
        self.limits = limits
        folder = SourceFile.folder(of: file)
        environment = options.environment
        files = [file]
        self.root = arena.add(root)
    }

    /// What came of looking for a value.
    enum Outcome {
        /// It.
        ///
        /// - Parameter guess: The address of what is not known, if this is a fallback for it, or was come to by one.
        case value(Int, guess: String? = nil)
        /// There is none: a fallback is taken, or this is the complaint.
        ///
        /// - Parameter suggestion: What to do about it, for when there is no fallback.
        case missing(String, suggestion: ((VariableResolver) -> String?)?)
        /// Only the cloud knows it; by its address.
        case unresolved(String)
        /// It was said already.
        case failed
    }

    /// What a value is once its own variables are replaced; those inside of lists and maps stay.
    mutating func settled(_ id: Int) -> Int {
        switch arena[id].target {
        case .done(let target): return target
        case .underway:
            noteCircle(through: id, by: nil)
            return ValueArena.failed
        case .untouched: break
        }
        let node = arena[id].node
        guard !arena[id].isLiteral, let scalar = node.scalar,
            VariableParser.mayHaveVariables(scalar.text)
        else { return id }
        arena[id].target = .underway
        trail.enter(id, node)
        let found = replaced(scalar.text, at: node.position) ?? Found(id: id)
        trail.leave()
        arena[id].target = .done(found.id)
        arena[id].guess = found.guess
        return found.id
    }

    /// What a variable, or a text with variables, stands for.
    struct Found {
        let id: Int
        /// See ``ValueArena/Value/guess``.
        var guess: String?

        static let failed = Found(id: ValueArena.failed)
    }

    /// What a text with variables stands for; `nil` when it has none.
    private mutating func replaced(_ text: String, at position: SourcePosition) -> Found? {
        let parsed: VariableText
        do throws(VariableSyntaxError) {
            parsed = try VariableParser.parse(text)
        } catch {
            problems.note(error.message, at: position, suggestion: error.suggestion)
            return .failed
        }
        guard parsed.hasVariables else { return nil }
        guard let variable = parsed.only else {
            switch joined(parsed, at: position) {
            case .text(let text, let guess):
                return Found(id: arena.add(YAMLNode(text: text, at: position), isLiteral: true), guess: guess)
            case .unresolved(let address): return Found(id: arena.add(.unresolved(address, at: position)))
            case .failed: return .failed
            }
        }
        return value(of: variable, at: position)
    }

    /// What a variable stands for.
    private mutating func value(of variable: Variable, at position: SourcePosition) -> Found {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limits.depth else {
            _ = reachedLimit("variables lead on from one another more than \(limits.depth) times", at: position)
            return .failed
        }
        guard arena.count <= limits.values else {
            _ = reachedLimit("variables ask for more than \(limits.values) values", at: position)
            return .failed
        }
        switch outcome(of: variable, at: position) {
        case .value(let id, let guess): return Found(id: id, guess: guess)
        case .failed: return .failed
        case .unresolved(let address): return Found(id: arena.add(.unresolved(address, at: position)))
        case .missing(let reason, let suggestion):
            problems.note(
                "\(quoted(variable.written)) has no value: \(reason)",
                at: position,
                // Each looks through all names that there are.
                suggestion: problems.problems.count < Self.suggestions ? suggestion?(self) : nil
            )
            return .failed
        }
    }

    /// The first source that has a value.
    ///
    /// What only the cloud knows comes last, since a fallback is given for just that; but then it is a guess.
    private mutating func outcome(of variable: Variable, at position: SourcePosition) -> Outcome {
        var unresolved: String?
        var missing: Outcome?
        for source in variable.sources {
            let found: Outcome
            switch source {
            case .literal(let scalar):
                let id = arena.add(YAMLNode(position: position, content: .scalar(scalar)))
                if scalar.isNull { return .value(id, guess: unresolved) }
                found = .value(id)
            case .variable(let inner): found = outcome(of: inner, at: position)
            case .reference(let reference): found = look(up: reference, at: position)
            }
            switch found {
            case .value(let id, let guess):
                let target = settled(id)
                if target == ValueArena.failed { return .failed }
                let ownGuess = guess ?? arena[id].guess
                if !arena[target].node.isNull, arena[target].node.unresolved == nil {
                    return .value(target, guess: ownGuess ?? unresolved)
                }
                if let address = arena[target].node.unresolved?.address ?? ownGuess {
                    unresolved = unresolved ?? address
                } else {
                    missing =
                        missing
                        ?? .missing("what it names is empty") { "fill it, or \($0.fallback(variable))" }
                }
            case .missing: missing = missing ?? found
            case .unresolved(let address): unresolved = unresolved ?? address
            case .failed: return .failed
            }
        }
        return unresolved.map { .unresolved($0) } ?? missing ?? .failed
    }

    /// What to write: `give it a fallback: ${env:NAME, 'local'}`.
    private func fallback(_ variable: Variable) -> String {
        "give it a fallback: \(oneLine(String(variable.written.dropLast()))), 'local'}"
    }

    /// A text in which each variable must be a text, too.
    enum JoinedText {
        case text(String, guess: String? = nil)
        case unresolved(String)
        case failed
    }

    mutating func joined(_ text: VariableText, at position: SourcePosition) -> JoinedText {
        var result = ""
        var (unresolved, guess): (String?, String?)
        var isRight = true
        for piece in text.pieces {
            switch piece {
            case .text(let text): result += text
            case .variable(let variable):
                let found = value(of: variable, at: position)
                let target = settled(found.id)
                guess = guess ?? found.guess ?? arena[found.id].guess
                let node = arena[target].node
                if target == ValueArena.failed {
                    isRight = false
                } else if let address = node.unresolved?.address {
                    unresolved = unresolved ?? address
                } else if let scalar = node.scalar {
                    result += scalar.isNull ? "" : scalar.asJavaScriptText
                } else {
                    isRight = false
                    problems.note(
                        "\(quoted(variable.written)) is \(node.kind), and stands inside of a text",
                        at: position,
                        suggestion: "name a text in it, or let the variable stand alone"
                    )
                }
            }
            guard textLength + result.utf8.count <= limits.text else {
                _ = reachedLimit("texts with variables are longer than \(limits.text) bytes together", at: position)
                return .failed
            }
        }
        textLength += result.utf8.count
        guard isRight else { return .failed }
        return unresolved.map { .unresolved($0) } ?? .text(result, guess: guess)
    }

    mutating func reachedLimit(_ message: String, at position: SourcePosition) -> Int {
        if !hasReachedLimit { problems.note(message, at: position, suggestion: "make the file simpler") }
        hasReachedLimit = true
        return ValueArena.failed
    }

    mutating func noteCircle(through id: Int, by last: YAMLNode?) {
        let last = last.flatMap { $0.scalar == nil ? nil : $0 }
        problems.note(
            "variables lead back to themselves: \(trail.circle(through: id, by: last))",
            at: (last ?? arena[id].node).position,
            suggestion: "write one of them out"
        )
    }
}
