// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A program as the keeper is told to start it.
struct Program: Sendable {
    /// The path, the working directory, the arguments and the environment, each with its NUL.
    let text: [UInt8]
    let argumentCount: Int
    let variableCount: Int

    /// - Returns: `nil` when a text holds a NUL, which no program can be told (execve(2)).
    init?(executable: String, workingDirectory: String, arguments: [String], environment: [String: String]) {
        var text: [UInt8] = []
        let variables = environment.map { "\($0.key)=\($0.value)" }
        for part in [executable, workingDirectory] + arguments + variables {
            guard !part.utf8.contains(0) else { return nil }
            text += part.utf8
            text.append(0)
        }
        self.text = text
        argumentCount = arguments.count
        variableCount = variables.count
    }
}

/// Why a program did not start.
enum StartFailure: Hashable, Sendable {
    /// There can be no process: the code of the system.
    case noProcess(Int32)
    case noWorkingDirectory(Int32)
    /// What execve(2) says of it.
    case notExecuted(Int32)

    var code: Int32 {
        switch self {
        case .noProcess(let code), .noWorkingDirectory(let code), .notExecuted(let code): code
        }
    }

    /// What the system says, in small letters, as the runtime's own messages have it.
    var reason: String { String(cString: strerror(code)).lowercased() }
}

/// How a program ended.
enum Ending: Hashable, Sendable {
    case exited(code: Int32)
    case signalled(number: Int32)

    /// - Parameter status: As waitpid(2) has it; its macros are not imported.
    init(status: Int32) {
        let number = status & 0x7F
        self = number == 0 ? .exited(code: status >> 8 & 0xFF) : .signalled(number: number)
    }
}
