// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// The environment of a function's processes.
///
/// In this order, what comes later wins: what Lambda gives but allows to be replaced; of the host what is passed; what Lambda
/// gives and keeps for itself; the definition's; `IS_OFFLINE`. The definition cannot name what Lambda keeps for itself.
///
/// `TZ` is Lambda's `:UTC`, so that dates come out as on AWS, unless whoever started us has set one: few machines have it set,
/// so that is meant.
///
/// - Source: Lambda developer guide, "Working with Lambda environment variables", "Defined runtime environment variables".
package struct FunctionEnvironment: Sendable {
    /// What every function is given of the host, beside what begins with `AWS_`.
    package static let passedAlways = ["PATH", "HOME", "LANG", "TZ"]

    /// What `environment` of a definition must not have: Lambda refuses such a function.
    package static let reserved: Set<String> = [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    ]

    let settings: LocalLauncher.Settings
    /// Where our bootstraps are.
    let runtimeFolder: String

    /// All variables of a function but those that each process has for itself.
    func variables(
        of function: FunctionConfiguration,
        in taskRoot: String
    ) throws(LaunchProblem) -> [String: String] {
        try check(function)
        var variables = replaceable(function, taskRoot)
        variables.merge(passed()) { $1 }
        variables.merge(credentials(given: variables)) { $1 }
        variables.merge(kept(function, taskRoot)) { $1 }
        variables.merge(function.environment) { $1 }
        variables["IS_OFFLINE"] = "true"
        return variables
    }

    /// - Source: Lambda API reference, `Environment.Variables`: the pattern of a key.
    private func check(_ function: FunctionConfiguration) throws(LaunchProblem) {
        let names = function.environment.keys.sorted()
        let taken = names.filter(Self.reserved.contains)
        guard taken.isEmpty else {
            throw LaunchProblem(
                """
                function \(function.functionName): its environment sets \(taken.joined(separator: ", ")), which Lambda keeps \
                for itself and refuses to deploy; give it another name
                """
            )
        }
        for name in names {
            guard Self.isName(name) else {
                throw LaunchProblem(
                    """
                    function \(function.functionName): its environment has a variable "\(name.filter { $0 >= " " })", which \
                    Lambda refuses; begin with a letter and go on with letters, digits and _, two at least
                    """
                )
            }
            guard function.environment[name]?.utf8.contains(0) != true else {
                throw LaunchProblem("function \(function.functionName): the value of \(name) holds a NUL; leave it out")
            }
        }
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first), name.utf8.count >= 2 else { return false }
        return name.utf8.allSatisfy { isLetter($0) || $0 == UInt8(ascii: "_") || (48...57).contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }

    /// What a definition may replace.
    private func replaceable(_ function: FunctionConfiguration, _ taskRoot: String) -> [String: String] {
        var variables = [
            "TZ": ":UTC",
            "LANG": "en_US.UTF-8",
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            // So that the X-Ray SDK logs, and does not throw, where nobody traces.
            "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        ]
        switch function.runtime.family {
        case .nodejs:
            variables["NODE_PATH"] = taskRoot
        case .python:
            variables["PYTHONUNBUFFERED"] = "1"
            // Lambda's task root cannot be written to; here, whoever watches the code would take that for a change.
            variables["PYTHONDONTWRITEBYTECODE"] = "1"
        case .provided: break
        }
        return variables
    }

    /// What Lambda keeps for itself.
    private func kept(_ function: FunctionConfiguration, _ taskRoot: String) -> [String: String] {
        var variables = [
            "_HANDLER": function.handler,
            "AWS_REGION": settings.region,
            "AWS_DEFAULT_REGION": settings.region,
            "AWS_LAMBDA_FUNCTION_NAME": function.functionName,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": String(function.memorySize),
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/" + function.functionName,
            "LAMBDA_TASK_ROOT": taskRoot,
            "LAMBDA_RUNTIME_DIR": runtimeFolder,
        ]
        // An OS-only runtime has none.
        if function.runtime.family != .provided {
            variables["AWS_EXECUTION_ENV"] = "AWS_Lambda_" + function.runtime.identifier
        }
        return variables
    }

    private func passed() -> [String: String] {
        settings.hostEnvironment.filter { name, _ in
            // What another Lambda environment says of itself is not true here.
            if name.hasPrefix("AWS_LAMBDA_") || Self.reservedByProcess.contains(name) { return false }
            return Self.passedAlways.contains(name) || name.hasPrefix("AWS_") || settings.passedNames.contains(name)
                || settings.passedNames.contains("*")
        }
    }

    private static let reservedByProcess: Set<String> = [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_EXECUTION_ENV", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    ]

    /// Credentials, because on Lambda there always are some.
    ///
    /// Here they are the host's, from wherever the SDK takes them. Who has none gets some that open nothing: the SDK would
    /// look for a machine of EC2 and wait, and local stand-ins for AWS take any.
    private func credentials(given variables: [String: String]) -> [String: String] {
        let sources = [
            "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "AWS_SHARED_CREDENTIALS_FILE",
            "AWS_CONFIG_FILE",
        ]
        if sources.contains(where: { variables[$0] != nil }) { return [:] }
        if let home = variables["HOME"],
            ["credentials", "config"].contains(where: { Programs.exists("\(home)/.aws/\($0)") })
        {
            return [:]
        }
        return ["AWS_ACCESS_KEY_ID": "offline", "AWS_SECRET_ACCESS_KEY": "offline"]
    }
}
