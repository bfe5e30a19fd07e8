// SPDX-License-Identifier: Apache-2.0

/// How Lambda is to run a function whose code is on this machine.
///
/// - Source: Lambda API reference, `FunctionConfiguration`.
package struct FunctionConfiguration: Sendable, Hashable {
    /// Its name as deployed: what the Invoke API takes, and what its environment says.
    package var functionName: String
    package var runtime: Runtime
    /// Where the code begins, as the runtime has it: `handler.customAuthorizer`, `src/app.handler`.
    package var handler: String
    package var code: Code
    /// How long one invocation may take.
    package var timeout: Duration
    /// In megabytes; it is told to the function, and not held.
    package var memorySize: Int
    package var environment: [String: String]
    /// How many invocations may run at once; `nil` for what the machine is given.
    package var reservedConcurrency: Int?

    /// Where the code is; paths are absolute.
    package enum Code: Sendable, Hashable {
        /// A folder, which is run as it is.
        case folder(String)
        /// A zip file, which is unpacked first.
        case archive(String)

        package var path: String {
            switch self {
            case .folder(let path), .archive(let path): path
            }
        }
    }

    /// - Source: Lambda developer guide, "Configure Lambda function timeout" (3 seconds unless said) and "memory" (128 MB).
    package init(
        functionName: String,
        runtime: Runtime,
        handler: String,
        code: Code,
        timeout: Duration = .seconds(3),
        memorySize: Int = 128,
        environment: [String: String] = [:],
        reservedConcurrency: Int? = nil
    ) {
        self.functionName = functionName
        self.runtime = runtime
        self.handler = handler
        self.code = code
        self.timeout = timeout
        self.memorySize = memorySize
        self.environment = environment
        self.reservedConcurrency = reservedConcurrency
    }
}

/// A runtime of Lambda, `nodejs22.x` for example, and who runs its code here.
package struct Runtime: Sendable, Hashable, CustomStringConvertible {
    /// As the definition has it.
    package let identifier: String
    package let family: Family

    /// Whose program it is.
    package enum Family: Sendable, Hashable, CaseIterable {
        /// `nodejs*`: the installed Node.
        case nodejs
        /// `python3.*`: the installed Python.
        case python
        /// `provided*`: an executable called `bootstrap`.
        case provided
    }

    /// - Parameter identifier: As Lambda has it; `nil` for one that cannot be run here.
    package init?(_ identifier: String) {
        if identifier.hasPrefix("nodejs") {
            family = .nodejs
        } else if identifier.hasPrefix("python3") {
            family = .python
        } else if identifier == "provided" || identifier.hasPrefix("provided.") {
            family = .provided
        } else {
            return nil
        }
        self.identifier = identifier
    }

    package var description: String { identifier }
}
