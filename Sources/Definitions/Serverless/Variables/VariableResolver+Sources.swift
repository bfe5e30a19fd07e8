// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// The places where values come from.
///
/// - Source: Serverless Framework documentation, "Variables": "Self-reference serverless.yml", "Serverless Core",
///   "Environment Variables", "CLI Options", "AWS", "Read String Variable Values as Boolean Values"; "Parameters", of which
///   the Serverless Dashboard may have some.
extension VariableResolver {
    mutating func look(up reference: VariableReference, at position: SourcePosition) -> Outcome {
        var parameters: [String] = []
        var (address, guess): (String?, String?)
        for parameter in reference.parameters ?? [] {
            switch joined(parameter, at: position) {
            case .text(let text, let own):
                parameters.append(text)
                guess = guess ?? own
            case .unresolved(let address): return .unresolved(address)
            case .failed: return .failed
            }
        }
        if let written = reference.address {
            switch joined(written, at: position) {
            case .text(let text, let own):
                address = text
                guess = guess ?? own
            case .unresolved(let address): return .unresolved(address)
            case .failed: return .failed
            }
        }
        let found = value(of: reference, parameters, address, at: position)
        guard let guess else { return found }
        switch found {
        case .value(let id, let own): return .value(id, guess: own ?? guess)
        // That there is none is a guess, too.
        case .missing: return .unresolved(guess)
        case .unresolved, .failed: return found
        }
    }

    private mutating func value(
        of reference: VariableReference,
        _ parameters: [String],
        _ address: String?,
        at position: SourcePosition
    ) -> Outcome {
        switch reference.type {
        case "self": return selfValue(address ?? "", at: position)
        case "file": return fileValue(parameters.first ?? "", address, at: position)
        case "env": return environmentValue(address, at: position)
        case "opt": return optionValue(address, at: position)
        case "param": return parameterValue(address ?? "", at: position)
        case "sls": return frameworkValue(address ?? "", at: position)
        case "strToBool": return boolean(parameters.first ?? address ?? "", at: position)
        case "aws" where address == "region": return .value(text(currentRegion(), "aws:region", at: position))
        case "aws" where address == "accountId":
            return .value(text(APIIdentity().accountId, "aws:accountId", at: position))
        default: return cloudValue(reference.type, reference.parameters.map { _ in parameters }, address, at: position)
        }
    }

    /// A text from outside.
    ///
    /// If it has variables, they are looked at, too, and it is known by its address then: it could name itself.
    mutating func text(_ text: String, _ address: String, at position: SourcePosition) -> Int {
        if let known = texts[address] { return known }
        let id = arena.add(YAMLNode(text: text, at: position))
        if VariableParser.mayHaveVariables(text) { texts[address] = id }
        return id
    }

    /// All of them, as a map.
    private mutating func map(of values: [String: String], at position: SourcePosition) -> Int {
        let entries = values.sorted { $0.key < $1.key }.map { name, value in
            let key = YAMLMapping.Key(position: position, scalar: YAMLScalar(text: name, style: .doubleQuoted))
            return YAMLMapping.Entry(key: key, value: YAMLNode(text: value, at: position))
        }
        return arena.add(YAMLNode(position: position, content: .mapping(YAMLMapping(entries: entries))))
    }

    // MARK: self

    private mutating func selfValue(_ address: String, at position: SourcePosition) -> Outcome {
        let found = walk(address, from: root)
        guard case .missing = found else { return found }
        // The framework fills these in.
        switch address {
        case "provider.stage": return .value(text(stage ?? Self.defaultStage, "self:provider.stage", at: position))
        case "provider.region": return .value(text(region ?? Self.defaultRegion, "self:provider.region", at: position))
        default: return found
        }
    }

    /// Goes down a dotted path: keys of maps, numbers of elements.
    mutating func walk(_ path: String, from start: Int) -> Outcome {
        var id = settled(start)
        var guess = arena[start].guess
        var way: [Substring] = []
        for part in path.isEmpty ? [] : path.split(separator: ".", omittingEmptySubsequences: false) {
            if id == ValueArena.failed { return .failed }
            if let address = arena[id].node.unresolved?.address { return .unresolved(address) }
            guard let child = arena.child(String(part), of: id) else {
                // Another value could have it.
                if let guess { return .unresolved(guess) }
                way.append(part)
                let name = quoted(way.joined(separator: "."))
                let node = arena[id].node
                guard node.mapping != nil else {
                    return .missing("there is no \(name), above it is \(node.kind)", suggestion: nil)
                }
                return .missing("there is no \(name)") { [id] resolver in
                    let near = nearest(to: String(part), among: resolver.arena.keys(of: id))
                    return near.map { "did you mean \(quoted($0))?" } ?? "add it, or give it a fallback"
                }
            }
            way.append(part)
            id = settled(child)
            guess = guess ?? arena[child].guess
        }
        return id == ValueArena.failed ? .failed : .value(id, guess: guess)
    }

    // MARK: The process

    private mutating func environmentValue(_ name: String?, at position: SourcePosition) -> Outcome {
        guard let name else { return .value(map(of: environment, at: position)) }
        if let value = environment[name] { return .value(text(value, "env:\(name)", at: position)) }
        return .missing("the environment has no \(quoted(name))") { _ in
            "set it, write it into .env, or give it a fallback: ${env:\(oneLine(name)), 'local'}"
        }
    }

    private mutating func optionValue(_ name: String?, at position: SourcePosition) -> Outcome {
        var given = options.options
        given["stage"] = options.stage ?? given["stage"]
        given["region"] = options.region ?? given["region"]
        guard let name else { return .value(map(of: given, at: position)) }
        if let value = given[name] { return .value(text(value, "opt:\(name)", at: position)) }
        return .missing("there is no option --\(oneLine(name))") { _ in
            "give it, or give it a fallback: ${opt:\(oneLine(name)), 'local'}"
        }
    }

    // MARK: Parameters

    private mutating func parameterValue(_ name: String, at position: SourcePosition) -> Outcome {
        if let value = options.params[name] { return .value(text(value, "param:\(name)", at: position)) }
        guard let stage = currentStage() else { return .failed }
        var places: [Int] = []
        for place in ["stages.\(stage).params", "params.\(stage)", "stages.default.params", "params.default"] {
            let found = walk(place, from: root)
            switch found {
            case .missing: continue
            case .unresolved, .failed: return found
            case .value(let id, let guess):
                places.append(id)
                // Not by a path: the name of a parameter may have a dot.
                guard let value = arena.child(name, of: id) else {
                    if let guess { return .unresolved(guess) }
                    continue
                }
                if !arena[settled(value)].node.isNull { return .value(value, guess: guess) }
                if let address = guess ?? arena[value].guess { return .unresolved(address) }
            }
        }
        // The framework's own servers may have it.
        if arena.child("org", of: root) != nil || arena.child("app", of: root) != nil {
            return cloudValue("param", nil, name, at: position)
        }
        return .missing("there is no parameter \(quoted(name)) for the stage \(quoted(stage))") { [places] resolver in
            let near = nearest(to: name, among: places.flatMap { resolver.arena.keys(of: $0) })
            return near.map { "did you mean \(quoted($0))?" }
                ?? "give it with --param \(oneLine(name))=VALUE, or under \"stages.default.params\""
        }
    }

    // MARK: sls, strToBool

    private mutating func frameworkValue(_ address: String, at position: SourcePosition) -> Outcome {
        switch address {
        case "stage":
            guard let stage = currentStage() else { return .failed }
            return .value(text(stage, "sls:stage", at: position))
        case "instanceId": return .value(text(Self.instanceId, "sls:instanceId", at: position))
        default:
            return .missing("the framework has no \(quoted(address))") { _ in
                didYouMean(address, among: ["stage", "instanceId"], plural: "ones")
            }
        }
    }

    private mutating func boolean(_ text: String, at position: SourcePosition) -> Outcome {
        let value: String
        switch text.lowercased() {
        case "true", "1": value = "true"
        case "false", "0": value = "false"
        default:
            problems.note(
                "strToBool wants true, false, 0 or 1, this is \(quoted(text))",
                at: position,
                suggestion: "give it one of them"
            )
            return .failed
        }
        return .value(arena.add(YAMLNode(position: position, content: .scalar(YAMLScalar(text: value, style: .plain)))))
    }

    // MARK: The cloud

    /// What nobody asks the cloud for: it is given with `--variable`, has a fallback, or is not known.
    mutating func cloudValue(
        _ type: String,
        _ parameters: [String]?,
        _ address: String?,
        at position: SourcePosition
    ) -> Outcome {
        let place = address.map { ":\($0)" } ?? ""
        let whole = type + (parameters.map { "(\($0.joined(separator: ", ")))" } ?? "") + place
        var names = [whole]
        if type != "file" {
            // Without the region in parentheses, and without version 1's `~true`, it is the same value.
            let short = type + place
            names += [short, String(short.prefix { $0 != "~" })]
        }
        for name in names {
            if let value = options.variables[name] { return .value(text(value, name, at: position)) }
        }
        return .unresolved(whole)
    }
}
