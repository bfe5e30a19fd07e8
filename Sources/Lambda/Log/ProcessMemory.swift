// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How much memory a process has used at most, looked up ten times a second and no more: a look costs as much as a small answer.
struct ProcessMemory {
    private var megabytes = 0
    private var lookedAt: UInt64?

    private static let interval: UInt64 = 100_000_000

    /// In whole megabytes, rounded up.
    ///
    /// - Parameters:
    ///   - pid: The process.
    ///   - now: Nanoseconds of uptime.
    /// - Returns: What the last look found.
    mutating func peak(of pid: pid_t, now: UInt64) -> Int {
        if let lookedAt, now &- lookedAt < Self.interval { return megabytes }
        lookedAt = now
        if let kilobytes = Self.peak(of: pid) { megabytes = (kilobytes + 1023) / 1024 }
        return megabytes
    }

    /// `VmHWM:     12345 kB` of /proc/PID/status (proc(5)).
    private static func peak(of pid: pid_t) -> Int? {
        let file = open("/proc/\(pid)/status", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(file, &bytes, bytes.count)
        guard count > 0 else { return nil }
        for line in bytes[..<count].split(separator: 0x0A) where line.starts(with: "VmHWM:".utf8) {
            return Int(String(decoding: line.filter { (0x30...0x39).contains($0) }, as: UTF8.self))
        }
        return nil
    }
}
