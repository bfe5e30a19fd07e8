// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// A program that is started to say something short.
enum Question {
    /// How long it may take.
    private static let limit = Duration.seconds(10)

    /// What a program prints, if it ends well and in time.
    static func output(
        of executable: String,
        _ arguments: [String],
        environment: [String: String],
        workingDirectory: String
    ) -> String? {
        var descriptor: Int32 = -1
        let child = withStrings([executable] + arguments) { arguments in
            withStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
                clinux_ask(executable, arguments, environment, workingDirectory, &descriptor)
            }
        }
        guard child > 0 else { return nil }
        defer { close(descriptor) }
        let output = read(descriptor)
        // Whoever has not ended now has something else to say.
        if output == nil { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { return nil }
        }
        return status == 0 ? output : nil
    }

    /// Everything until the other end is closed; `nil` when that takes too long, or is too much.
    private static func read(_ descriptor: Int32) -> String? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while bytes.count <= 64 * 1024 {
            let left = (deadline - clock.now) / .milliseconds(1)
            guard left > 0 else { return nil }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, Int32(left.rounded(.up)))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return nil }
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            if count > 0 { bytes += chunk[..<count] } else if errno != EINTR { return nil }
        }
        return nil
    }

    /// Lends a list of C strings that ends with NULL.
    private static func withStrings<Result>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
