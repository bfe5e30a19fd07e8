// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why a file could not be read or written.
package struct FileError: Error, Hashable, CustomStringConvertible {
    package let path: String
    package let reason: Reason

    package enum Reason: Sendable, Hashable {
        /// The value of `errno`.
        case system(Int32)
        case tooLong(limit: Int)
        /// A pipe, a device or a socket.
        case notRegular
    }

    package init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }

    static func last(_ path: String) -> FileError {
        FileError(path: path, reason: .system(errno))
    }

    package var description: String {
        switch reason {
        case .system(ENOENT): "\(path): no such file"
        case .system(let code): "\(path): \(String(cString: strerror(code)))"
        case .notRegular: "\(path): it is a pipe or a device, and reading it may never end; name a file"
        case .tooLong(let limit): "\(path): the file is longer than \(limit) bytes"
        }
    }
}
