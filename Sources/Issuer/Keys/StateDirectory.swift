// SPDX-License-Identifier: Apache-2.0

package import GatewayFiles
import Glibc

/// The folder `.gateway/` beside the definition: keys, and what a running server tells other commands.
///
/// Deleting it is a full uninstall.
package struct StateDirectory: Sendable, Hashable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// The state directory of a definition.
    ///
    /// - Parameter definition: The path of the definition's file.
    package init(besideFile definition: String) {
        guard let slash = definition.utf8.lastIndex(of: UInt8(ascii: "/")) else {
            self.init(path: ".gateway")
            return
        }
        self.init(path: definition[..<slash] + "/.gateway")
    }

    package func file(_ name: String) -> String {
        "\(path)/\(name)"
    }

    /// Makes the folder, if it is not there: for its owner only, and out of git by a file of its own.
    package func prepare() throws(FileError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw FileError(path: path, reason: .system(errno))
        }
        let gitignore = file(".gitignore")
        if !File.exists(gitignore) {
            try File.create(gitignore, with: Array("*\n".utf8), mode: 0o600)
        }
    }
}
