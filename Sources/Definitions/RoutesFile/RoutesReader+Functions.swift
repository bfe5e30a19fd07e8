// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `functions:`, a map from names to what each function does: what `function:NAME` stands for.
extension RoutesReader {
    /// What a function can do; each has one of them.
    static let functionBehaviourKeys = ["runtime", "returns", "throws", "echoes", "invokeError"]
    static let functionKeys = functionBehaviourKeys + ["after"] + runKeys
    static let thrownKeys = ["errorType", "errorMessage"]

    /// What JavaScript calls an error of no other name.
    static let usualErrorType = "Error"

    /// Lambda runs a function for 15 minutes at most.
    /// - Source: Lambda developer guide, "Lambda quotas": function timeout, 900 seconds.
    static let functionDelay = DurationRange(milliseconds: 0...900_000, text: "0 s to 15 min")

    /// Why Lambda does not run a function.
    ///
    /// - Source: Lambda API reference, `Invoke`, "Errors"; "Common Errors" for the first one.
    static let invokeErrors = [
        "AccessDeniedException", "EC2AccessDeniedException", "EC2ThrottledException", "EC2UnexpectedException",
        "EFSIOException", "EFSMountConnectivityException", "EFSMountFailureException", "EFSMountTimeoutException",
        "ENILimitReachedException", "InvalidParameterValueException", "InvalidRequestContentException",
        "InvalidRuntimeException", "InvalidSecurityGroupIDException", "InvalidSubnetIDException",
        "InvalidZipFileException", "KMSAccessDeniedException", "KMSDisabledException", "KMSInvalidStateException",
        "KMSNotFoundException", "RecursiveInvocationException", "RequestTooLargeException",
        "ResourceConflictException", "ResourceNotFoundException", "ResourceNotReadyException", "ServiceException",
        "SnapStartException", "SnapStartNotReadyException", "SnapStartTimeoutException",
        "SubnetIPAddressLimitReachedException", "TooManyRequestsException", "UnsupportedMediaTypeException",
    ]

    mutating func readFunctions(_ node: YAMLNode?) {
        guard let node, !node.isNull,
            let mapping = problems.mapping(node, for: "functions", of: "names and what each function does")
        else { return }
        for entry in mapping.entries where !entry.key.isMerge {
            let name = entry.key.text
            let isValid = Self.isFunctionName(name)
            if !isValid {
                problems.note(
                    "\(quoted(name)) is no name of a function",
                    at: entry.key.position,
                    suggestion: "use letters, digits, \"-\" and \"_\", 64 at most"
                )
            }
            functionPosition = entry.key.position
            let definition = function(named: name, entry)
            functions.append(
                DeclaredFunction(
                    name: name,
                    position: entry.key.position,
                    definition: isValid ? definition : nil
                )
            )
        }
    }

    /// - Source: Lambda API reference, `CreateFunction`, `FunctionName`: "[a-zA-Z0-9-_]+", 64 characters.
    static func isFunctionName(_ name: String) -> Bool {
        1...64 ~= name.utf8.count
            && name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    private mutating func function(named name: String, _ entry: YAMLMapping.Entry) -> FunctionDefinition? {
        let example = "for example \"\(name): { runtime: nodejs22.x, handler: handler.\(name) }\""
        guard let mapping = entry.value.mapping else {
            return problems.wrongType(entry.value, name, wanted: "a map of what it does", suggestion: example)
        }
        let meant = problems.unknownKeys(in: mapping, known: Self.functionKeys, place: " in a function")
        var delay: Duration? = .zero
        if let node = mapping["after"]?.value {
            delay = duration(node, for: "after", in: Self.functionDelay)
        }
        let behaviours = mapping.entries.filter { Self.functionBehaviourKeys.contains($0.key.text) }
        guard let behaviour = behaviours.first else {
            if meant.isDisjoint(with: Self.functionBehaviourKeys) {
                problems.note(
                    "the function \(quoted(name)) does nothing",
                    at: entry.key.position,
                    suggestion: "add one of: \(Self.functionBehaviourKeys.joined(separator: ", "))"
                )
            }
            return nil
        }
        for other in behaviours.dropFirst() {
            problems.note(
                "the function \(quoted(name)) has \(quoted(behaviour.key.text)), and so no \(quoted(other.key.text))",
                at: other.key.position,
                suggestion: "keep one of them"
            )
        }
        guard refuseKeys(besides: behaviour, in: mapping) else { return nil }
        if behaviour.key.text == "runtime" {
            return run(name, runtime: behaviour.value, mapping).map { FunctionDefinition(name: name, behaviour: $0) }
        }
        guard let behaviour = self.behaviour(behaviour.key.text, behaviour.value), let delay else { return nil }
        return FunctionDefinition(name: name, behaviour: behaviour, delay: delay)
    }

    /// Notes what only functions of another kind have.
    private mutating func refuseKeys(besides behaviour: YAMLMapping.Entry, in mapping: YAMLMapping) -> Bool {
        let foreign = behaviour.key.text == "runtime" ? ["after"] : Self.runKeys
        let entries = mapping.entries.filter { foreign.contains($0.key.text) }
        for entry in entries {
            problems.note(
                behaviour.key.text == "runtime"
                    ? "a function with a runtime takes the time that it takes"
                    : "\(quoted(entry.key.text)) is for functions with a runtime",
                at: entry.key.position,
                suggestion: "remove \(quoted(entry.key.text))"
            )
        }
        return entries.isEmpty
    }

    private mutating func behaviour(_ key: String, _ node: YAMLNode) -> FunctionDefinition.Behaviour? {
        switch key {
        case "returns": return .returns(problems.json(node))
        case "throws": return thrown(node)
        case "echoes":
            guard let echoes = problems.boolean(node, for: key) else { return nil }
            guard echoes else {
                problems.note("\"echoes: false\" says what it does not do", at: node.position, suggestion: "write true")
                return nil
            }
            return .echoes
        default:
            guard let text = problems.text(node, for: key) else { return nil }
            if Self.invokeErrors.contains(text) { return .invokeError(text) }
            problems.note(
                "unknown \(key) \(quoted(text))",
                at: node.position,
                suggestion: nearest(to: text, among: Self.invokeErrors).map { "did you mean \(quoted($0))?" }
                    ?? "it is one of the errors of Lambda's Invoke, such as TooManyRequestsException"
            )
            return nil
        }
    }

    /// A message, or type and message; a message may be empty.
    private mutating func thrown(_ node: YAMLNode) -> FunctionDefinition.Behaviour? {
        guard let mapping = node.mapping else {
            return message(node, for: "throws", wanted: "a message, or a map with errorType and errorMessage").map {
                .throws(errorType: Self.usualErrorType, errorMessage: $0)
            }
        }
        _ = problems.unknownKeys(in: mapping, known: Self.thrownKeys, place: " in \"throws\"")
        var type: String? = Self.usualErrorType
        if let node = mapping["errorType"]?.value { type = problems.text(node, for: "errorType") }
        var text: String? = ""
        if let node = mapping["errorMessage"]?.value { text = message(node, for: "errorMessage", wanted: "a text") }
        guard let type, let text else { return nil }
        return .throws(errorType: type, errorMessage: text)
    }

    private mutating func message(_ node: YAMLNode, for key: String, wanted: String) -> String? {
        guard let scalar = node.scalar, !scalar.isNull else { return problems.wrongType(node, key, wanted: wanted) }
        return scalar.text
    }

    mutating func warnOfUnusedFunctions() {
        // One that runs code can be called through the Invoke API.
        for function in functions where !usedFunctions.contains(function.name) && !function.runs {
            warnings.note(
                "nothing uses the function \(quoted(function.name))",
                at: function.position,
                suggestion: "name it in a route or an authorizer, \"function:\(function.name)\", or remove it"
            )
        }
    }
}

/// A function's name, known even when its definition is wrong, so that routes that name it are not blamed.
struct DeclaredFunction {
    let name: String
    let position: SourcePosition
    let definition: FunctionDefinition?

    var runs: Bool {
        if case .runs? = definition?.behaviour { true } else { false }
    }
}
