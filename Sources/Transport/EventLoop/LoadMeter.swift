// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How busy a thread was, and how idle the machine, between one look and the next.
///
/// By the kernel's own clocks, whatever clock the loop has: they measure work, and no test moves work by hand.
struct LoadMeter {
    private var busyAt: Int64 = 0
    private var wallAt: Int64 = 0
    private var idleTicks: Int64?

    /// A thread that is busier than this has reached its end; below it nobody asks how idle the machine is.
    static let saturation = 0.9

    struct Reading {
        /// The share of one core that the thread used, 0 to 1.
        let load: Double
        /// How many cores did nothing; `nil` unless this look and the last one found the thread saturated, and where the
        /// kernel does not tell.
        let idleCores: Double?
    }

    /// Looks, on the thread that is measured.
    mutating func read() -> Reading {
        let (busyNow, wallNow) = (Self.nanoseconds(CLOCK_THREAD_CPUTIME_ID), Self.nanoseconds(CLOCK_MONOTONIC))
        let seconds = Double(max(1, wallNow - wallAt)) / 1e9
        let load = Double(busyNow - busyAt) / 1e9 / seconds
        var idleCores: Double?
        let idleNow = load < Self.saturation ? nil : Self.idleTicks()
        if let idleNow, let idleTicks { idleCores = Double(idleNow - idleTicks) / Self.ticksPerSecond / seconds }
        (busyAt, wallAt, idleTicks) = (busyNow, wallNow, idleNow)
        return Reading(load: load, idleCores: idleCores)
    }

    private static func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    private static let ticksPerSecond = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))

    /// For how long the cores were idle together: `idle` and `iowait` of the first line of /proc/stat (proc(5)).
    private static func idleTicks() -> Int64? {
        let file = open("/proc/stat", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count > 0 else { return nil }
        // `cpu  user nice system idle iowait …`
        let fields = bytes[..<count].prefix { $0 != 0x0A }.split(separator: 0x20)
        guard fields.count > 5 else { return nil }
        let numbers = fields[4...5].compactMap { Int64(String(decoding: $0, as: UTF8.self)) }
        return numbers.count == 2 ? numbers[0] + numbers[1] : nil
    }
}
