// SPDX-License-Identifier: Apache-2.0

import CLinux
import Dispatch
package import GatewayTime
import Glibc
import Synchronization

/// An epoll set on a thread of its own, which is also an executor for Swift tasks.
///
/// A request that has to wait is a task that starts in place on this thread (`Task.immediate`) and comes back to it after
/// each suspension, so the fast path never changes threads.
///
/// `@unchecked Sendable`: the descriptor, the index and the time source never change; `thread` and `queue` are an atomic
/// and a mutex; everything below "Confined to the thread" is reached through methods that begin with
/// ``preconditionOnThread()`` or run inside ``run()``.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// The position among the loops of its group, for tables with a place per loop.
    package let index: Int

    let time: TimeSource
    private let epoll: Descriptor
    private let wakeUp: Descriptor
    /// Lends the thread; what comes after the loop's end runs here, still one after the other.
    private let dispatchQueue: DispatchQueue
    private let thread = Atomic<UInt>(0)
    private let queue = Mutex(WorkQueue())
    private let beforeBlocking: @Sendable (_ loopIndex: Int) -> Void

    // Confined to the thread.
    private var hasEnded = false
    /// The thread itself has added work since the queue was drained: nobody signalled it.
    private var hasOwnWork = false
    private var slots: [Slot] = []
    private var registered = 0
    private var lastSweep: UInt64 = 0
    private var meter = LoadMeter()
    private var loadListeners: [(LoadMeter.Reading) -> Bool] = []
    /// How many events, or pieces of work, of this round are still to come.
    private var eventsLeft = 0
    private var clock = CachedClock()
    var buffers = BufferPool()

    private struct WorkQueue {
        var work: [Work] = []
        var isSignalled = false
        var isStopping = false
        var hasEnded = false
    }

    private enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    private struct Slot {
        var handler: (any EventHandler)?
        /// Tells an event for an earlier owner of the same descriptor number from one for the present owner.
        var generation: UInt32 = 0
        var deadline: UInt64 = .max
    }

    /// How often deadlines are looked at, in nanoseconds: the precision of every time-out here.
    private static let sweepInterval: UInt64 = 250_000_000
    private static let wakeUpToken = UInt64.max
    private static let eventsPerWait = 256

    /// - Parameters:
    ///   - index: The position of this loop in its group.
    ///   - time: The clock by which deadlines pass.
    ///   - beforeBlocking: Called on the loop's thread, with the loop's index, each time before it waits, and before the
    ///     last answers of a round are sent: the moment to write what was buffered.
    /// - Throws: ``SystemError``, when the process is out of descriptors.
    package init(
        index: Int,
        time: TimeSource,
        beforeBlocking: @escaping @Sendable (_ loopIndex: Int) -> Void
    ) throws(SystemError) {
        self.index = index
        self.time = time
        self.beforeBlocking = beforeBlocking
        dispatchQueue = DispatchQueue(label: "gateway.loop.\(index)")
        epoll = try Descriptor(clinux_epoll_create(), from: "epoll_create1")
        wakeUp = try Descriptor(clinux_eventfd(), from: "eventfd")
        guard clinux_epoll_add(epoll.raw, wakeUp.raw, CLINUX_EPOLLIN, Self.wakeUpToken) == 0 else {
            throw SystemError(call: "epoll_ctl")
        }
        dispatchQueue.async { self.run() }
    }

    // MARK: - From any thread

    package var isCurrent: Bool {
        thread.load(ordering: .relaxed) == UInt(bitPattern: Int(pthread_self()))
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        add(.job(UnownedJob(job)))
    }

    /// Runs a closure on the loop's thread, soon.
    package func execute(_ closure: @escaping @Sendable () -> Void) {
        add(.closure(closure))
    }

    /// Runs a closure on the loop's thread and waits for what it answers.
    package func call<Result: Sendable, Failure: Error>(
        _ closure: @escaping @Sendable () throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        let outcome: Swift.Result<Result, Failure> = await withCheckedContinuation { continuation in
            execute { continuation.resume(returning: Swift.Result(catching: closure)) }
        }
        return try outcome.get()
    }

    /// Ends the thread once nothing is registered any more.
    ///
    /// Listeners are refused from now on: one that came in between would keep the thread for ever. Connections are not,
    /// until the end, because a request in flight may need one.
    package func stop() {
        queue.withLock { $0.isStopping = true }
        execute {}
    }

    private func add(_ work: Work) {
        let isCurrent = self.isCurrent
        let (mustSignal, isLate) = queue.withLock { queue in
            guard !queue.hasEnded else { return (false, true) }
            queue.work.append(work)
            let mustSignal = !queue.isSignalled && !isCurrent
            queue.isSignalled = queue.isSignalled || mustSignal
            return (mustSignal, false)
        }
        if mustSignal {
            var one: UInt64 = 1
            // The counter cannot overflow: it is reset at each wake-up and signalled once in between.
            _ = write(wakeUp.raw, &one, 8)
        }
        if isCurrent { hasOwnWork = true }
        if isLate { dispatchQueue.async { self.performLate(work) } }
    }

    /// Lets a task that outlives its loop finish.
    ///
    /// What it shares with the loop is still touched by one thread at a time, which counts as the loop's.
    private func performLate(_ work: Work) {
        enterThread()
        perform(work)
        leaveThread()
    }

    private func enterThread() {
        thread.store(UInt(bitPattern: Int(pthread_self())), ordering: .relaxed)
    }

    private func leaveThread() {
        thread.store(0, ordering: .relaxed)
    }

    private func perform(_ work: Work) {
        switch work {
        case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
        case .closure(let closure): closure()
        }
    }

    // MARK: - On the loop's thread

    /// Stops the program when the caller is on another thread: state of a connection belongs to its loop.
    package func preconditionOnThread() {
        precondition(isCurrent, "state of an event loop touched from another thread")
    }

    /// Nanoseconds of uptime at the last wake-up.
    package var now: UInt64 { clock.uptime }

    /// `Date: Sun, 22 Nov 2026 14:02:11 GMT`, with its line end; made once a second.
    var dateField: [UInt8] { clock.dateField }

    /// Registers a descriptor, edge-triggered, for everything that can happen to it.
    package func register(_ handler: any EventHandler, for descriptor: Int32) throws(SystemError) {
        try register(
            handler,
            for: descriptor,
            events: CLINUX_EPOLLIN | CLINUX_EPOLLOUT | CLINUX_EPOLLRDHUP | CLINUX_EPOLLET
        )
    }

    /// Registers a listening socket: level-triggered, so that who is still queued is told of again.
    func registerListener(_ handler: any EventHandler, for descriptor: Int32) throws(SystemError) {
        guard !queue.withLock({ $0.isStopping }) else { throw SystemError(call: "epoll_ctl", code: ECANCELED) }
        try register(handler, for: descriptor, events: CLINUX_EPOLLIN)
    }

    private func register(
        _ handler: any EventHandler,
        for descriptor: Int32,
        events: UInt32
    ) throws(SystemError) {
        preconditionOnThread()
        guard !hasEnded else { throw SystemError(call: "epoll_ctl", code: ECANCELED) }
        let slot = Int(descriptor)
        while slots.count <= slot {
            slots.append(Slot())
        }
        let token = UInt64(slots[slot].generation) << 32 | UInt64(slot)
        guard clinux_epoll_add(epoll.raw, descriptor, events, token) == 0 else {
            throw SystemError(call: "epoll_ctl")
        }
        slots[slot].handler = handler
        slots[slot].deadline = .max
        registered += 1
    }

    /// Forgets a descriptor.
    ///
    /// The caller closes it afterwards.
    package func unregister(_ descriptor: Int32) {
        preconditionOnThread()
        let slot = Int(descriptor)
        guard slot < slots.count, slots[slot].handler != nil else { return }
        slots[slot].handler = nil
        slots[slot].generation &+= 1
        slots[slot].deadline = .max
        registered -= 1
        _ = clinux_epoll_remove(epoll.raw, descriptor)
    }

    /// Sets when ``EventHandler/deadlinePassed()`` is due, in nanoseconds of uptime; `nil` for never.
    func setDeadline(_ deadline: UInt64?, for descriptor: Int32) {
        preconditionOnThread()
        slots[Int(descriptor)].deadline = deadline ?? .max
    }

    /// Stops events of a listening socket while its registration, and its deadline, stay.
    func muteListener(_ descriptor: Int32) {
        preconditionOnThread()
        _ = clinux_epoll_remove(epoll.raw, descriptor)
    }

    /// Lets events of a listening socket through again.
    func unmuteListener(_ descriptor: Int32) throws(SystemError) {
        preconditionOnThread()
        let token = UInt64(slots[Int(descriptor)].generation) << 32 | UInt64(descriptor)
        guard clinux_epoll_add(epoll.raw, descriptor, CLINUX_EPOLLIN, token) == 0 else {
            throw SystemError(call: "epoll_ctl")
        }
    }

    /// To be called before answers are sent.
    ///
    /// The last one of a round lets what was buffered be written first: so a client that waits for its answer finds the
    /// request's line in the log, in the order of its requests, and a busy loop still writes once for many.
    func willSend() {
        if eventsLeft == 0 { beforeBlocking(index) }
    }

    /// Tells how busy the thread is, each time that deadlines are looked at.
    ///
    /// - Parameter tell: Answers whether it wants to be told again.
    func observeLoad(_ tell: @escaping (LoadMeter.Reading) -> Bool) {
        preconditionOnThread()
        loadListeners.append(tell)
    }

    /// Everyone who is registered at this moment.
    func handlers() -> [any EventHandler] {
        preconditionOnThread()
        return slots.compactMap(\.handler)
    }

    private func run() {
        enterThread()
        defer { leaveThread() }
        clock.update(from: time)
        lastSweep = clock.uptime
        let events = UnsafeMutablePointer<clinux_event>.allocate(capacity: Self.eventsPerWait)
        events.initialize(repeating: clinux_event(), count: Self.eventsPerWait)
        defer { events.deallocate() }

        while true {
            let isIdle = drainQueue()
            beforeBlocking(index)
            if isIdle, endIfAsked() { return }
            let milliseconds: Int32 =
                !isIdle || hasOwnWork ? 0 : registered > 0 ? Int32(Self.sweepInterval / 1_000_000) : -1
            let count = clinux_epoll_wait(epoll.raw, events, Int32(Self.eventsPerWait), milliseconds)
            clock.update(from: time)
            for position in 0..<max(0, Int(count)) {
                eventsLeft = Int(count) - 1 - position
                dispatch(token: clinux_event_token(events + position), events: events[position].events)
            }
            if clock.uptime &- lastSweep >= Self.sweepInterval {
                lastSweep = clock.uptime
                sweep()
            }
        }
    }

    /// Runs what is queued; bounded, so that a task that yields for ever cannot starve the sockets.
    ///
    /// - Returns: Whether the queue is empty now.
    private func drainQueue() -> Bool {
        for _ in 0..<16 {
            hasOwnWork = false
            let work = queue.withLock { queue in
                queue.isSignalled = false
                defer { queue.work.removeAll() }
                return queue.work
            }
            if work.isEmpty { return true }
            for (position, item) in work.enumerated() {
                eventsLeft = work.count - 1 - position
                perform(item)
            }
        }
        return false
    }

    private func endIfAsked() -> Bool {
        guard registered == 0 else { return false }
        return queue.withLock { queue in
            guard queue.isStopping, queue.work.isEmpty else { return false }
            queue.hasEnded = true
            hasEnded = true
            return true
        }
    }

    private func dispatch(token: UInt64, events: UInt32) {
        if token == Self.wakeUpToken {
            var counter: UInt64 = 0
            _ = read(wakeUp.raw, &counter, 8)
            return
        }
        let slot = Int(token & 0xFFFF_FFFF)
        guard slots[slot].generation == UInt32(token >> 32) else { return }
        slots[slot].handler?.ready(Readiness(rawValue: events))
    }

    private func sweep() {
        for slot in slots.indices where slots[slot].deadline <= clock.uptime {
            slots[slot].deadline = .max
            slots[slot].handler?.deadlinePassed()
        }
        guard !loadListeners.isEmpty else { return }
        let reading = meter.read()
        loadListeners.removeAll { !$0(reading) }
    }
}
