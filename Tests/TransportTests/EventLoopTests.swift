// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GatewayTime
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import GatewayTransport

struct EventLoopTests {
    private func makeLoop(
        time: TimeSource = .system,
        beforeBlocking: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws -> EventLoop {
        try EventLoop(index: 0, time: time, beforeBlocking: beforeBlocking)
    }

    @Test func `closures of other threads run in their order, on the loop's thread`() async throws {
        let loop = try makeLoop()
        defer { loop.stop() }
        let numbers = Mutex<[Int]>([])
        for number in 0..<1000 {
            loop.execute {
                loop.preconditionOnThread()
                numbers.withLock { $0.append(number) }
            }
        }
        #expect(await loop.call { loop.isCurrent })
        #expect(numbers.withLock { $0 } == Array(0..<1000))
        #expect(!loop.isCurrent)
    }

    @Test func `what many threads add at once all runs`() async throws {
        let loop = try makeLoop()
        defer { loop.stop() }
        let count = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<1000 { loop.execute { count.add(1, ordering: .relaxed) } }
        }
        await loop.call {}
        #expect(count.load(ordering: .relaxed) == 8000)
    }

    @Test func `a call answers and throws as its closure does`() async throws {
        let loop = try makeLoop()
        defer { loop.stop() }
        #expect(await loop.call { 7 } == 7)
        await #expect(throws: SystemError(call: "x", code: 1)) {
            try await loop.call { () throws(SystemError) in throw SystemError(call: "x", code: 1) }
        }
    }

    @Test func `what the loop adds itself runs too`() async throws {
        let loop = try makeLoop()
        defer { loop.stop() }
        let depth = Atomic<Int>(0)
        @Sendable func go(_ rest: Int) {
            depth.add(1, ordering: .relaxed)
            if rest > 0 { loop.execute { go(rest - 1) } }
        }
        loop.execute { go(99) }
        try await eventually("all have run") { depth.load(ordering: .relaxed) == 100 }
    }

    @Test func `what is added right before the loop waits still runs`() async throws {
        let count = Counter()
        let box = Mutex<EventLoop?>(nil)
        // Each wait adds what wakes the next one: nobody else wakes the loop so often.
        let loop = try makeLoop { _ in
            if count.value < 50 { box.withLock { $0 }?.execute { count.increment() } }
        }
        defer {
            box.withLock { $0 = nil }
            loop.stop()
        }
        box.withLock { $0 = loop }
        await loop.call {}
        try await eventually("all have run") { count.value == 50 }
    }

    @Test func `a task on the loop stays on it over every wait`() async throws {
        let loop = try makeLoop()
        defer { loop.stop() }
        let onLoop = await withTaskExecutorPreference(loop) {
            var onLoop = [loop.isCurrent]
            for _ in 0..<10 {
                await Task.yield()
                onLoop.append(loop.isCurrent)
            }
            let gate = Gate()
            DispatchQueue.global().async { gate.open() }
            await gate.pass()
            return onLoop + [loop.isCurrent]
        }
        #expect(onLoop.allSatisfy { $0 })
    }

    @Test func `tasks that yield for ever do not keep sockets waiting`() async throws {
        let isOver = Atomic<Bool>(false)
        try await withServer(
            loops: 1,
            answering: { request in
                if request.targetText == "/forever" {
                    while !isOver.load(ordering: .relaxed) { await Task.yield() }
                }
                return .text(request.summary)
            }
        ) { running in
            let forever = try await running.connect()
            try await forever.send("GET /forever HTTP/1.1\r\nHost: a\r\n\r\n")
            let other = try await running.connect()
            for _ in 0..<5 {
                try await other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await other.response().status == 200)
            }
            isOver.store(true, ordering: .relaxed)
            #expect(try await forever.response().status == 200)
        }
    }

    @Test func `a stopped loop ends, and lets go of itself`() async throws {
        let loop = Weak(try makeLoop())
        loop.object?.stop()
        try await eventually("the loop is gone") { loop.object == nil }
    }

    @Test func `a stopped loop serves who is registered until he goes`() async throws {
        let group = try EventLoopGroup(count: 1, time: .system)
        let loop = group.loops[0]
        let pair = try SocketPair()
        let listener = Recorder()
        try await loop.call { try loop.register(listener, for: pair.mine) }
        loop.stop()
        try pair.sendFromPeer(1)
        try await eventually("the byte is announced") { listener.readable.load(ordering: .relaxed) > 0 }
        await loop.call { loop.unregister(pair.mine) }
        try await eventually("nothing can be registered any more") {
            do {
                try await loop.call { try loop.register(listener, for: pair.mine) }
                await loop.call { loop.unregister(pair.mine) }
                return false
            } catch let error as SystemError where error.code == ECANCELED {
                return true
            }
        }
    }

    @Test func `what is left for an ended loop runs all the same, one after the other`() async throws {
        let loop = try makeLoop()
        loop.stop()
        let numbers = Mutex<[Int]>([])
        for number in 0..<1000 {
            loop.execute {
                loop.preconditionOnThread()
                numbers.withLock { $0.append(number) }
            }
        }
        await loop.call {}
        #expect(numbers.withLock { $0 } == Array(0..<1000))
    }

    @Test func `a deadline passes once, when its time has come`() async throws {
        let time = ManualTime()
        let loop = try makeLoop(time: time.source)
        defer { loop.stop() }
        let pair = try SocketPair()
        let recorder = Recorder()
        try await loop.call {
            try loop.register(recorder, for: pair.mine)
            loop.setDeadline(loop.now + 1_000_000_000, for: pair.mine)
        }
        time.advance(by: .milliseconds(999))
        await wakeUp(loop)
        #expect(recorder.deadlines.load(ordering: .relaxed) == 0)
        // Deadlines are looked at every quarter of a second.
        time.advance(by: .milliseconds(250))
        try await eventually("the deadline has passed") { recorder.deadlines.load(ordering: .relaxed) == 1 }
        time.advance(by: .seconds(10))
        await wakeUp(loop)
        #expect(recorder.deadlines.load(ordering: .relaxed) == 1)
        await loop.call { loop.unregister(pair.mine) }
    }

    /// Lets the loop go round, with a look at the clock and the deadlines.
    private func wakeUp(_ loop: EventLoop) async {
        for _ in 0..<40 { await loop.call {} }
    }

    @Test func `a deadline that was taken back does not pass, nor one of who has gone`() async throws {
        let time = ManualTime()
        let loop = try makeLoop(time: time.source)
        defer { loop.stop() }
        let (first, second) = (try SocketPair(), try SocketPair())
        let (taken, gone) = (Recorder(), Recorder())
        try await loop.call {
            try loop.register(taken, for: first.mine)
            try loop.register(gone, for: second.mine)
            loop.setDeadline(loop.now + 1, for: first.mine)
            loop.setDeadline(nil, for: first.mine)
            loop.setDeadline(loop.now + 1, for: second.mine)
            loop.unregister(second.mine)
        }
        time.advance(by: .seconds(10))
        await wakeUp(loop)
        #expect(taken.deadlines.load(ordering: .relaxed) == 0)
        #expect(gone.deadlines.load(ordering: .relaxed) == 0)
        await loop.call { loop.unregister(first.mine) }
    }

    @Test func `an event for the last owner of a descriptor number does not reach the next one`() async throws {
        let loop = try makeLoop()
        defer { loop.stop() }
        let (first, second) = (try SocketPair(), try SocketPair())
        let successor = Recorder()
        // Both become readable in one look of the loop; whoever comes first replaces the other.
        let one = Replacing(loop: loop, other: second.mine, by: successor)
        let two = Replacing(loop: loop, other: first.mine, by: successor)
        try await loop.call {
            try loop.register(one, for: first.mine)
            try loop.register(two, for: second.mine)
        }
        await wakeUp(loop)
        one.isArmed.store(true, ordering: .relaxed)
        two.isArmed.store(true, ordering: .relaxed)
        successor.readable.store(0, ordering: .relaxed)
        try await whileBusy(loop) {
            try first.sendFromPeer(1)
            try second.sendFromPeer(1)
        }
        try await eventually("one of them is replaced") { successor.isRegistered.load(ordering: .relaxed) }
        // The new owner learns of the byte from the kernel, by its own registration, exactly once.
        try await eventually("the byte is announced to the successor") {
            successor.readable.load(ordering: .relaxed) > 0
        }
        await wakeUp(loop)
        #expect(successor.readable.load(ordering: .relaxed) == 1)
        await loop.call {
            loop.unregister(first.mine)
            loop.unregister(second.mine)
        }
    }

    @Test func `a group hands out its loops in turn`() throws {
        let group = try EventLoopGroup(count: 3, time: .system)
        defer { group.stop() }
        let indices = (0..<6).map { _ in group.next().index }
        #expect(indices == [0, 1, 2, 0, 1, 2])
        #expect(EventLoopGroup.coreCount >= 1)
    }
}

/// Counts what it is told.
private final class Recorder: EventHandler, Sendable {
    let readable = Atomic<Int>(0)
    let deadlines = Atomic<Int>(0)
    let isRegistered = Atomic<Bool>(false)

    func ready(_ readiness: Readiness) {
        if readiness.contains(.readable) { readable.add(1, ordering: .relaxed) }
    }

    func deadlinePassed() {
        deadlines.add(1, ordering: .relaxed)
    }
}

/// Takes another's place away and gives it to a third.
private final class Replacing: EventHandler, Sendable {
    let isArmed = Atomic<Bool>(false)
    private let loop: EventLoop
    private let other: Int32
    private let successor: Recorder

    init(loop: EventLoop, other: Int32, by successor: Recorder) {
        (self.loop, self.other, self.successor) = (loop, other, successor)
    }

    func ready(_ readiness: Readiness) {
        guard isArmed.load(ordering: .relaxed), !successor.isRegistered.load(ordering: .relaxed) else { return }
        loop.unregister(other)
        do {
            try loop.register(successor, for: other)
            successor.isRegistered.store(true, ordering: .relaxed)
        } catch {
            Issue.record(error)
        }
    }

    func deadlinePassed() {}
}

/// Two sockets that are connected to each other.
private final class SocketPair: Sendable {
    let mine: Int32
    private let peer: Int32

    init() throws {
        var pair: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        (mine, peer) = (pair[0], pair[1])
    }

    func sendFromPeer(_ byte: UInt8) throws {
        var byte = byte
        try #require(send(peer, &byte, 1, Int32(MSG_NOSIGNAL)) == 1)
    }

    deinit {
        close(mine)
        close(peer)
    }
}
