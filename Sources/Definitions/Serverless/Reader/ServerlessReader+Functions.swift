// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `functions`: a map, or a list of maps that are put together.
///
/// - Source: Serverless Framework documentation, "AWS Lambda Functions".
extension ServerlessReader {
    /// - Source: [SO] and the framework's templates: Node, where nothing is said.
    static let usualRuntime = "nodejs20.x"

    mutating func readFunctions(_ top: YAMLMapping, at root: YAMLNode) {
        guard let entry = top["functions"], !entry.value.isNull else {
            return problems.note("there are no functions", at: root.position, suggestion: "add \"functions:\"")
        }
        let artifact = artifact(in: top["package"]?.value)
        for node in entry.value.sequence ?? [entry.value] where !node.isNull {
            guard let mapping = problems.mapping(node, for: "functions", of: "names and functions") else { continue }
            for entry in mapping.entries where !entry.key.isMerge { readFunction(entry, artifact: artifact) }
        }
        if functions.isEmpty, problems.problems.isEmpty {
            problems.note("there are no functions", at: entry.key.position, suggestion: "add one")
        }
    }

    private mutating func readFunction(_ entry: YAMLMapping.Entry, artifact: FunctionConfiguration.Code?) {
        let key = entry.key.text
        // The framework's schema: "^[a-zA-Z0-9-_]+$".
        let isKey = key.utf8.allSatisfy {
            $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        if !isKey || key.isEmpty {
            problems.note(
                "\(quoted(key)) is no name of a function",
                at: entry.key.position,
                suggestion: "use letters, digits, \"-\" and \"_\""
            )
        }
        let id = CloudFormation.logicalId(ofFunction: key)
        if let other = functionIndices[id].map({ functions[$0] }) {
            let isSame = other.key == key
            return problems.note(
                isSame
                    ? "the function \(quoted(key)) occurs twice, first declared at \(other.position)"
                    : "\(quoted(key)) and \(quoted(other.key)) at \(other.position) get one name when they are deployed",
                at: entry.key.position,
                suggestion: isSame ? "keep one of them" : "rename one of them"
            )
        }
        // The framework leaves it out.
        if entry.value.isNull { return notices.append("\(entry.key.position): the function \(quoted(key)) is empty") }
        guard let mapping = entry.value.mapping else {
            return problems.wrongType(entry.value, key, wanted: "a map, with a handler") ?? ()
        }
        tolerateUnknownKeys(in: mapping, known: .function, place: " in a function")
        let name = deployedName(of: key, mapping, at: entry.key.position)
        var function = ServerlessFunction(
            key: key,
            position: entry.key.position,
            deployedName: name ?? "\(service)-\(stage)-\(key)",
            events: mapping["events"]?.value
        )
        if let settings = mapping["httpApi"]?.value.mapping {
            function.payload = payload(in: settings)
        }
        if let url = mapping["url"], !url.value.isNull, url.value.scalar?.bool != false {
            unsupported(
                "the function \(quoted(key)) has a URL of its own, which is not supported",
                at: url.key.position,
                leavingOut: "the URL"
            )
        }
        configure(&function, mapping, artifact: artifact)
        functionIndices[id] = functions.count
        functions.append(function)
    }

    private mutating func deployedName(of key: String, _ mapping: YAMLMapping, at position: SourcePosition) -> String? {
        let own = mapping["name"].flatMap { $0.value.isNull ? nil : $0.value }
        let name = own == nil ? "\(service)-\(stage)-\(key)" : own.flatMap { problems.text($0, for: "name") }
        guard let name, !service.isEmpty || own != nil else { return nil }
        guard RoutesReader.isFunctionName(name) else {
            problems.note(
                "the function \(quoted(key)) is deployed as \(quoted(name)), which is no name of a Lambda function",
                at: own?.position ?? position,
                suggestion: "letters, digits, \"-\" and \"_\", 64 at most: set its \"name\""
            )
            return nil
        }
        return name
    }

    private mutating func configure(
        _ function: inout ServerlessFunction,
        _ mapping: YAMLMapping,
        artifact: FunctionConfiguration.Code?
    ) {
        if let image = mapping["image"], !image.value.isNull {
            function.refusal = (
                "the function \(quoted(function.key)) is a container image, which cannot be run here",
                image.key.position
            )
            return
        }
        var written = provider.runtime
        if let node = mapping["runtime"]?.value, !node.isNull, let text = problems.text(node, for: "runtime") {
            written = ServerlessRuntime(identifier: text, position: node.position)
        }
        let identifier = written?.identifier ?? Self.usualRuntime
        guard let runtime = Runtime(identifier) else {
            function.refusal = (
                "the function \(quoted(function.key)) has the runtime \(quoted(identifier)), which cannot be run here; "
                    + "nodejs*, python3.* and provided.* can",
                written?.position ?? function.position
            )
            return
        }
        let handler = handler(in: mapping, of: function, runtime: runtime)
        let own = readEnvironment(mapping["environment"]?.value)
        let code = self.artifact(in: mapping["package"]?.value) ?? artifact ?? .folder(folder)
        let timeout = mapping["timeout"].map { number($0.value, for: "timeout", in: Self.timeoutRange) }
        let memorySize = mapping["memorySize"].map { number($0.value, for: "memorySize", in: Self.memoryRange) }
        var concurrency: Int?
        if let node = mapping["reservedConcurrency"]?.value.takingFallbacks, !node.isNull {
            concurrency = number(node, for: "reservedConcurrency", in: 0...1_000_000)
        }
        guard let handler, let timeout = timeout ?? provider.timeout, let memory = memorySize ?? provider.memorySize
        else { return }
        function.configuration = FunctionConfiguration(
            functionName: function.deployedName,
            runtime: runtime,
            handler: handler,
            code: code,
            timeout: .seconds(timeout),
            memorySize: memory,
            environment: provider.environment.overridden(by: own),
            reservedConcurrency: concurrency
        )
    }

    /// The zip file of `package.artifact`; everything else about packages is for the deployment.
    mutating func artifact(in node: YAMLNode?) -> FunctionConfiguration.Code? {
        guard let value = node?.mapping?["artifact"]?.value, !value.isNull,
            let path = problems.text(value, for: "artifact")
        else { return nil }
        return .archive(absolute(path))
    }

    /// A path of the file, which starts at the service's folder.
    func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path.hasPrefix("./") ? String(path.dropFirst(2)) : path)"
    }

    /// Functions that cannot be run: refused when somebody needs them, else a line of notice.
    mutating func checkFunctions() {
        for function in functions {
            guard let refusal = function.refusal else { continue }
            if usedFunctions.contains(function.key) {
                guard !options.skipsUnsupported else { continue }
                problems.note(
                    refusal.message,
                    at: refusal.position,
                    suggestion: "--skip-unsupported runs the rest"
                )
            } else {
                notices.append("\(refusal.position): \(refusal.message); nothing needs it")
            }
        }
    }
}
