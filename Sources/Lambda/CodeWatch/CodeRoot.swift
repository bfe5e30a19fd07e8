// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import Glibc

/// What functions name as their code.
struct CodeRoot {
    let code: FunctionConfiguration.Code
    /// A folder of code, or the one that an archive is in; without a slash at its end.
    let folder: String
    private(set) var functionNames: [String] = []
    /// Folders of handlers that are inside of what is no code as a rule, such as `.build`.
    private(set) var handlerFolders: Set<String> = []
    /// The watch of ``folder``; `nil` while that is not there.
    var watch: Int32?
    /// What ``folder`` was when it was opened: another one may take its name, or a link lead elsewhere.
    private var identity: Identity?

    private struct Identity: Equatable {
        let device: UInt64
        let inode: UInt64

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }

    init(code: FunctionConfiguration.Code, functions: [FunctionConfiguration]) {
        self.code = code
        let path =
            switch code {
            case .folder(let path): path[...]
            case .archive(let path): path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
            }
        folder = path.hasSuffix("/") ? String(path.dropLast()) : String(path)
        use(functions)
    }

    /// Takes these functions for those that run its code.
    mutating func use(_ functions: [FunctionConfiguration]) {
        functionNames = functions.map(\.functionName)
        guard isFolder else { return }
        let folders = functions.compactMap { function in
            function.handler.utf8.lastIndex(of: UInt8(ascii: "/")).map { "\(folder)/\(function.handler[..<$0])" }
        }
        handlerFolders = Set(folders.filter { IgnoredNames.contain($0.dropFirst(folder.count) + "/x") })
    }

    var isFolder: Bool {
        if case .folder = code { true } else { false }
    }

    mutating func remember() { identity = Identity(folder) }

    /// Whether its name stands for another folder than it did, or for none.
    var isAnotherOne: Bool { watch != nil && Identity(folder) != identity }

    /// Whether what happened to a path matters.
    func concerns(_ path: String) -> Bool {
        switch code {
        case .archive(let archive): return path == archive
        case .folder:
            guard path != folder else { return true }
            let base = handlerFolders.first { path == $0 || path.hasPrefix($0 + "/") } ?? folder
            guard path != base else { return true }
            guard path.hasPrefix(base), path.utf8.dropFirst(base.utf8.count).first == UInt8(ascii: "/") else {
                return false
            }
            return !IgnoredNames.contain(path.dropFirst(base.count))
        }
    }
}
