// SPDX-License-Identifier: Apache-2.0

// inotify(7): what happened is in the queue before the call that did it returns, so nothing here waits.

import GatewayFiles
import GatewayLambda
import GatewayModel
import Glibc
import Logging
import TestSupport
import Testing

struct CodeWatchTests {
    @Test func `nothing has changed until something is saved, and then once`() throws {
        try withCode { watch, code in
            #expect(watch.pendingChanges() == [])
            try save([1], to: "\(code)/handler.js")
            #expect(watch.pendingChanges() == ["f"])
            #expect(watch.pendingChanges() == [])
        }
    }

    @Test(arguments: [
        "a file that is written in place", "a file that is renamed to it", "a file that is removed",
        "a link that is made",
        "a file that is named anew", "a file in a folder",
    ])
    func `a save is seen, however it is done`(way: String) throws {
        try withCode { watch, code in
            switch way {
            case "a file that is written in place": try write("\(code)/handler.js")
            case "a file that is renamed to it": try save([1], to: "\(code)/handler.js")
            case "a file that is removed": unlink("\(code)/handler.js")
            case "a link that is made": symlink("handler.js", "\(code)/other.js")
            case "a file that is named anew": rename("\(code)/handler.js", "\(code)/other.js")
            default: try write("\(code)/src/lib/code.js")
            }
            #expect(watch.pendingChanges() == ["f"])
        }
    }

    @Test(arguments: [
        "node_modules/x/index.js", ".git/HEAD", "__pycache__/handler.pyc", "src/__pycache__/x.pyc", ".venv/bin/python",
        ".gateway/server-1.json", ".serverless/code.zip", "handler.js~", ".handler.js.swp", "4913", "debug.log",
        "src/node_modules/.bin/x",
    ])
    func `what is no code changes nothing`(name: String) throws {
        try withCode { watch, code in
            try makeFolders(of: name, in: code)
            try write("\(code)/\(name)")
            #expect(watch.pendingChanges() == [])
            try write("\(code)/\(name)")
            #expect(watch.pendingChanges() == [])
        }
    }

    @Test func `a new folder is taken in, with what is in it`() throws {
        try withCode { watch, code in
            try makeFolders(of: "new/deep/x", in: code)
            #expect(watch.pendingChanges() == ["f"])
            try write("\(code)/new/deep/x")
            #expect(watch.pendingChanges() == ["f"])
        }
    }

    @Test func `a folder that moves is watched where it is`() throws {
        try withCode { watch, code in
            rename("\(code)/src", "\(code)/other")
            #expect(watch.pendingChanges() == ["f"])
            try write("\(code)/other/lib/code.js")
            #expect(watch.pendingChanges() == ["f"])
            rename("\(code)/other", "\(code).out")
            #expect(watch.pendingChanges() == ["f"])
            try write("\(code).out/lib/code.js")
            #expect(watch.pendingChanges() == [])
            rename("\(code).out", "\(code)/node_modules")
            #expect(watch.pendingChanges() == [])
            try write("\(code)/node_modules/lib/code.js")
            #expect(watch.pendingChanges() == [])
        }
    }

    @Test func `a code folder may go and come back`() throws {
        try withCode { watch, code in
            rename(code, "\(code).away")
            #expect(watch.pendingChanges() == ["f"])
            #expect(watch.pendingChanges() == [])
            try write("\(code).away/handler.js")
            #expect(watch.pendingChanges() == [])
            mkdir(code, 0o755)
            #expect(watch.pendingChanges() == ["f"])
            try write("\(code)/handler.js")
            #expect(watch.pendingChanges() == ["f"])
        }
    }

    @Test func `a folder that takes the place of another one is another one, however far above that happens`() throws {
        try withCode { watch, code in
            watch.watch([function("lib", .folder("\(code)/src/lib"))])
            try makeFolders(of: "next/lib/code.js", in: code)
            rename("\(code)/src", "\(code)/old")
            rename("\(code)/next", "\(code)/src")
            #expect(watch.pendingChanges() == ["lib"])
            try write("\(code)/src/lib/code.js")
            #expect(watch.pendingChanges() == ["lib"])
            try write("\(code)/old/lib/code.js")
            #expect(watch.pendingChanges() == [])
        }
    }

    @Test func `a link to a folder of code may lead elsewhere`() throws {
        try withCode { watch, code in
            try makeFolders(of: "rel/1/x", in: code)
            try makeFolders(of: "rel/2/x", in: code)
            symlink("rel/1", "\(code)/current")
            watch.watch([function("linked", .folder("\(code)/current"))])
            try write("\(code)/rel/1/x")
            #expect(watch.pendingChanges() == ["linked"])
            symlink("rel/2", "\(code)/next")
            rename("\(code)/next", "\(code)/current")
            #expect(watch.pendingChanges() == ["linked"])
            try write("\(code)/rel/2/x")
            #expect(watch.pendingChanges() == ["linked"])
            try write("\(code)/rel/1/x")
            #expect(watch.pendingChanges() == [])
        }
    }

    @Test func `what links among the code lead to is code`() throws {
        try withCode { watch, code in
            try makeFolders(of: "app/x", in: code)
            try makeFolders(of: "shared/deep/x", in: code)
            try write("\(code)/target.js")
            symlink("../target.js", "\(code)/app/handler.js")
            symlink("../shared", "\(code)/app/lib")
            // In circles, too.
            symlink("..", "\(code)/shared/deep/up")
            watch.watch([function("app", .folder("\(code)/app"))])
            for path in ["target.js", "shared/x", "shared/deep/x"] {
                try write("\(code)/\(path)")
                #expect(watch.pendingChanges() == ["app"], "\(path)")
            }
            try write("\(code)/handler.js")
            #expect(watch.pendingChanges() == [])
            // One that is made later, and one that is turned.
            symlink("../handler.js", "\(code)/app/late.js")
            #expect(watch.pendingChanges() == ["app"])
            try save([2], to: "\(code)/handler.js")
            #expect(watch.pendingChanges() == ["app"])
            symlink("../src", "\(code)/app/next")
            rename("\(code)/app/next", "\(code)/app/lib")
            #expect(watch.pendingChanges() == ["app"])
            try write("\(code)/src/lib/code.js")
            #expect(watch.pendingChanges() == ["app"])
            try write("\(code)/shared/x")
            #expect(watch.pendingChanges() == [])
        }
    }

    @Test func `a link to an archive is the archive`() throws {
        try withCode { watch, code in
            try makeFolders(of: "out/x", in: code)
            try makeFolders(of: "app/x", in: code)
            try write("\(code)/out/fn.zip")
            symlink("../out/fn.zip", "\(code)/app/fn.zip")
            watch.watch([function("zip", .archive("\(code)/app/fn.zip"))])
            try write("\(code)/out/fn.zip")
            #expect(watch.pendingChanges() == ["zip"])
            try write("\(code)/out/other.zip")
            #expect(watch.pendingChanges() == [])
        }
    }

    @Test func `a handler is code wherever it is`() throws {
        try withCode { watch, code in
            try makeFolders(of: ".build/src/lib/x", in: code)
            try makeFolders(of: ".build/other/x", in: code)
            watch.watch([function("built", .folder(code), handler: ".build/src/handler.f")])
            for path in [".build/src/handler.js", ".build/src/lib/x", "handler.js"] {
                try write("\(code)/\(path)")
                #expect(watch.pendingChanges() == ["built"], "\(path)")
            }
            try write("\(code)/.build/other/x")
            #expect(watch.pendingChanges() == [])
        }
    }

    @Test func `each function is told of its own code`() throws {
        try withCode { watch, code in
            watch.watch([
                function("whole", .folder(code)), function("src", .folder("\(code)/src/")),
                function("zip", .archive("\(code)/.serverless/code.zip")), function("f", .folder(code)),
            ])
            try write("\(code)/src/lib/code.js")
            #expect(watch.pendingChanges().sorted() == ["f", "src", "whole"])
            try write("\(code)/handler.js")
            #expect(watch.pendingChanges().sorted() == ["f", "whole"])
            try makeFolders(of: ".serverless/code.zip", in: code)
            #expect(watch.pendingChanges() == ["zip"])
            try save([1], to: "\(code)/.serverless/code.zip")
            #expect(watch.pendingChanges() == ["zip"])
            try save([1], to: "\(code)/.serverless/other.zip")
            #expect(watch.pendingChanges() == [])
            try write("\(code)/src.js")
            #expect(watch.pendingChanges().sorted() == ["f", "whole"])
        }
    }

    @Test func `a function that is no longer deployed is not told of`() throws {
        try withCode { watch, code in
            watch.watch([function("src", .folder("\(code)/src"))])
            try write("\(code)/handler.js")
            #expect(watch.pendingChanges() == [])
            try write("\(code)/src/lib/code.js")
            #expect(watch.pendingChanges() == ["src"])
            watch.watch([])
            try write("\(code)/src/lib/code.js")
            #expect(watch.pendingChanges() == [])
        }
    }

    @Test func `what was saved before a reload is told after it`() throws {
        try withCode { watch, code in
            try write("\(code)/handler.js")
            watch.watch([function("g", .folder(code))])
            #expect(watch.pendingChanges() == ["g"])
        }
    }

    @Test func `when the kernel's queue overflows, everything has changed`() throws {
        let text = try text("/proc/sys/fs/inotify/max_queued_events").filter { $0 != "\n" }
        let limit = try #require(Int(text))
        try withCode { watch, code in
            for round in 0...limit / 3 {
                try write("\(code)/\(round % 2)")
                unlink("\(code)/\(round % 2)")
            }
            mkdir("\(code)/unseen", 0o755)
            #expect(watch.pendingChanges() == ["f"])
            try write("\(code)/unseen/x")
            #expect(watch.pendingChanges() == ["f"])
            #expect(watch.pendingChanges() == [])
        }
    }

    @Test func `a limit on folders is said once`() throws {
        let log = CollectedLog()
        try withCode(watchesAtMost: 2, log: log) { watch, code in
            try makeFolders(of: "a/b/c/d", in: code)
            #expect(watch.pendingChanges() == ["f"])
            #expect(log.lines.count == 1)
            #expect(log.lines.first?.contains("more than 2 folders are there") == true)
            try write("\(code)/handler.js")
            #expect(watch.pendingChanges() == ["f"])
        }
    }

    // MARK: - Means

    /// Lends a code folder with `handler.js` and `src/lib/code.js`, watched for a function `f`.
    private func withCode(
        watchesAtMost: Int = 1000,
        log: CollectedLog = CollectedLog(),
        _ body: (CodeWatch, String) throws -> Void
    ) throws {
        let directory = try TemporaryDirectory()
        let code = directory.file("code")
        mkdir(code, 0o755)
        try makeFolders(of: "src/lib/code.js", in: code)
        for name in ["handler.js", "src/lib/code.js"] { try write("\(code)/\(name)") }
        let watch = try CodeWatch(watchesAtMost: watchesAtMost, logger: Logger(label: "watch") { _ in log })
        watch.watch([function("f", .folder(code))])
        try body(watch, code)
        withExtendedLifetime(directory) {}
    }

    private func function(
        _ name: String,
        _ code: FunctionConfiguration.Code,
        handler: String = "handler.f"
    ) -> FunctionConfiguration {
        guard let runtime = Runtime("nodejs22.x") else { preconditionFailure("a runtime of ours") }
        return FunctionConfiguration(functionName: name, runtime: runtime, handler: handler, code: code)
    }

    private func makeFolders(of path: String, in code: String) throws {
        var folder = code
        for name in path.split(separator: "/").dropLast() {
            folder += "/\(name)"
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
                throw FileError(path: folder, reason: .system(errno))
            }
        }
    }

    /// Writes a file in place.
    private func write(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError(path: path, reason: .system(errno)) }
        var byte: UInt8 = 1
        Glibc.write(descriptor, &byte, 1)
        close(descriptor)
    }
}
