// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import Glibc
import TestSupport
import Testing

/// When a change is told. Time is a script: what happens while the watch sleeps for the first time, the second, …
struct FileWatchTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// More sleeping than the script has.
    private struct Asleep: Error {}

    /// What one change is, and how long the watch slept until it told.
    private func change(
        of watch: inout FileWatch,
        _ script: [() throws -> Void]
    ) async throws -> (paths: [String], slept: [Duration]) {
        var slept: [Duration] = []
        let paths = try await watch.change { duration in
            guard slept.count < script.count else { throw Asleep() }
            try script[slept.count]()
            slept.append(duration)
        }
        return (paths, slept)
    }

    private func saving(_ text: String, to path: String) -> () throws -> Void {
        { try File.replace(path, with: Array(text.utf8), mode: 0o600) }
    }

    private func removing(_ path: String) -> () throws -> Void {
        { try File.remove(path) }
    }

    private func nothing() {}

    private let tells = [FileWatch.interval, FileWatch.settlingTime]

    @Test func `a change is told when it has settled, and once`() async throws {
        let path = directory.file("a")
        try saving("one", to: path)()
        var watch = FileWatch([path])
        let change = try await change(of: &watch, [nothing, nothing, saving("two", to: path), nothing])
        #expect(change.paths == [path])
        #expect(change.slept == [FileWatch.interval, FileWatch.interval] + tells)
        await #expect(throws: Asleep.self) { try await self.change(of: &watch, [nothing, nothing, nothing]) }
    }

    @Test func `all within a second`() {
        let longest = FileWatch.interval + FileWatch.settlingTime * FileWatch.settlingLooks
        #expect(longest < .seconds(1))
    }

    @Test func `of several files those are named that changed`() async throws {
        let paths = ["a", "b", "c"].map(directory.file)
        var watch = FileWatch(paths)
        let first = try await change(of: &watch, [saving("one", to: paths[1]), nothing])
        #expect(first.paths == [paths[1]])
        let second = try await change(
            of: &watch,
            [
                { for path in paths { try saving("two", to: path)() } }, nothing,
            ]
        )
        #expect(second.paths == paths)
    }

    @Test func `a file that is removed and written again within a moment has not been away`() async throws {
        let path = directory.file("a")
        try saving("one", to: path)()
        var watch = FileWatch([path])
        let change = try await change(
            of: &watch,
            [
                removing(path), saving("one", to: path), nothing,  // As it was: no change.
                removing(path), saving("two", to: path), nothing,
            ]
        )
        #expect(change.paths == [path])
        #expect(change.slept.count == 6)
    }

    @Test func `a file that stays away is told of`() async throws {
        let path = directory.file("a")
        try saving("one", to: path)()
        var watch = FileWatch([path])
        let change = try await change(of: &watch, [removing(path), nothing])
        #expect(change.paths == [path])
    }

    @Test func `a file that is always being written is told of all the same`() async throws {
        let path = directory.file("a")
        var watch = FileWatch([path])
        let change = try await change(of: &watch, (0..<100).map { saving("\($0)", to: path) })
        #expect(change.paths == [path])
        #expect(change.slept.count == 1 + FileWatch.settlingLooks)
        // What came after what was told is told next.
        let next = try await self.change(of: &watch, [saving("last", to: path), nothing])
        #expect(next.paths == [path])
    }

    @Test func `what happens between two calls is not missed`() async throws {
        let path = directory.file("a")
        try saving("one", to: path)()
        var watch = FileWatch([path])
        try saving("two", to: path)()
        #expect(try await change(of: &watch, [nothing, nothing]).paths == [path])
        try saving("three", to: path)()
        #expect(try await change(of: &watch, [nothing, nothing]).paths == [path])
    }

    @Test func `the same bytes are no change, however they came`() async throws {
        let path = directory.file("a")
        try saving("one", to: path)()
        var watch = FileWatch([path])
        await #expect(throws: Asleep.self) {
            try await self.change(of: &watch, [saving("one", to: path), saving("one", to: path), nothing])
        }
    }
}
