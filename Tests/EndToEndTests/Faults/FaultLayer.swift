// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport

/// What makes system calls of one gateway fail: Tests/FaultLayer/faults.c, and the file by which it is told which.
final class FaultLayer: Sendable {
    /// Whether every call of the tables is made to fail, and not only the first few: `GATEWAY_FAULTS_LONG=true`.
    static let isLong = getenv("GATEWAY_FAULTS_LONG").map { String(cString: $0) } == "true"

    private static let compiler = Tool.find("clang") ?? Tool.find("cc")

    /// Not beside a sanitizer, which stands between program and C library as well.
    ///
    /// What Dispatch calls goes through it then, so that it counts as the gateway's own, and Dispatch traps when the kernel
    /// refuses it.
    static var mayRun: Bool { !Tool.isSanitized && Tool.mayRun(compiler) }

    private static let folder = Task { try TemporaryDirectory() }

    private static let library = Task {
        let path = try await folder.value.file("faults.so")
        let source = "\(Tool.repository)/Tests/FaultLayer/faults.c"
        let compiler = try Tool.need(FaultLayer.compiler, "clang")
        let result = try await run(compiler, ["-shared", "-fPIC", "-O1", "-o", path, source, "-ldl"], in: "/")
        guard result.code == 0 else { throw Tool.Missing(description: "\(source): \(result.errors)") }
        return path
    }

    /// What a process has in its environment whose calls are to fail.
    let environment: [String: String]
    private let directory: TemporaryDirectory
    private let descriptor: Int32

    /// One in which no call fails so far.
    init() async throws {
        directory = try TemporaryDirectory()
        let path = directory.file("control")
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0, ftruncate(descriptor, Int(Self.size)) == 0 else {
            throw Tool.Missing(description: "\(path): errno \(errno)")
        }
        environment = ["LD_PRELOAD": try await Self.library.value, "GATEWAY_FAULTS": path]
    }

    deinit {
        close(descriptor)
    }

    /// Makes calls fail from now on, instead of those before.
    func arm(_ fault: Fault) {
        disarm()
        let words = [UInt32(fault.first), UInt32(fault.count), UInt32(fault.kind.code), 0, 0]
        var bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        bytes += fault.call.utf8
        bytes += Array(repeating: 0, count: Self.size - 4 - bytes.count)
        store(bytes, at: 4)
        store([1, 0, 0, 0], at: 0)
    }

    func disarm() { store([0, 0, 0, 0], at: 0) }

    /// How many calls have failed since.
    var hits: Int {
        var word: UInt32 = 0
        precondition(pread(descriptor, &word, 4, 20) == 4, "the control file is cut")
        return Int(UInt32(littleEndian: word))
    }

    // The struct `control` of faults.c.
    private static let size = 64

    private func store(_ bytes: [UInt8], at offset: Int) {
        precondition(pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count, "the control file is full")
    }
}

/// Which calls of the gateway's own code fail, and how.
struct Fault: CustomStringConvertible, Sendable {
    let call: String
    let kind: Kind
    /// From which one on, since it is armed; the next is 1.
    var first = 1
    /// How many, one after the other.
    var count = 1

    static let everyTime = Int(Int32.max)

    enum Kind: Sendable, Hashable {
        case error(Int32)
        /// It moves one byte, and says so.
        case oneByte

        var code: Int32 {
            switch self {
            case .error(let code): code
            case .oneByte: 0
            }
        }
    }

    var description: String {
        let what =
            switch kind {
            case .error(let code): String(cString: strerror(code))
            case .oneByte: "one byte"
            }
        return "\(call) \(first) (\(count) times): \(what)"
    }
}
