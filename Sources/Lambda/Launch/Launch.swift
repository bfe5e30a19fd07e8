// SPDX-License-Identifier: Apache-2.0

package import GatewayModel

/// How a process of a function is started.
package struct Launch: Sendable, Hashable {
    /// The program, by its absolute path.
    package var executable: String
    /// What it is given, its own name first.
    package var arguments: [String]
    /// All of its environment but for what each process has for itself: `AWS_LAMBDA_RUNTIME_API` and
    /// `AWS_LAMBDA_LOG_STREAM_NAME`.
    package var environment: [String: String]
    package var workingDirectory: String

    package init(
        executable: String,
        arguments: [String],
        environment: [String: String],
        workingDirectory: String
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
    }
}

/// Why a function cannot be started on this machine.
package struct LaunchProblem: Error, CustomStringConvertible, Hashable {
    /// What, where, and the way out.
    package let description: String
    /// Whether a program is missing that can be installed.
    package let isMissingProgram: Bool

    package init(_ description: String, isMissingProgram: Bool = false) {
        self.description = description
        self.isMissingProgram = isMissingProgram
    }
}

/// Who knows how functions are started.
package protocol Launcher: Sendable {
    /// Finds everything that a function needs: its interpreter, its code, its environment.
    ///
    /// Looks at files, so it may block.
    func launch(_ function: FunctionConfiguration) throws(LaunchProblem) -> Launch
}
