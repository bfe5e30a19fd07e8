// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc

/// How a command ends when it cannot do its work (sysexits.h).
enum Exit {
    static let tokenInvalid = ExitCode(1)
    static let usage = ExitCode(64)
    static let badDefinition = ExitCode(65)
    static let unavailable = ExitCode(69)
    static let internalError = ExitCode(70)
    static let systemRefused = ExitCode(71)
    /// As a shell says it of a command that it finds and cannot execute, and of one that it does not find.
    static let commandNotExecutable = ExitCode(126)
    static let commandNotFound = ExitCode(127)
}

/// The two streams of a command.
enum Terminal {
    /// Results: what another program may read.
    ///
    /// - Returns: Whether somebody still reads.
    @discardableResult
    static func printOut(_ text: String) -> Bool {
        write(text, to: STDOUT_FILENO)
    }

    /// Everything that is said to a person about it.
    static func printError(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    @discardableResult
    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        if bytes.last != 0x0A { bytes.append(0x0A) }
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno != EINTR {
                return false  // The reader has gone: there is nobody left to tell.
            }
        }
        return true
    }
}

/// Says why, and answers the code to leave with.
func failure(_ code: ExitCode, _ message: String) -> ExitCode {
    Terminal.printError("gateway: \(message)")
    return code
}
