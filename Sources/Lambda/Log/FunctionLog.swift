// SPDX-License-Identifier: Apache-2.0

/// Gets each line of a function's log, without its end, on the fleet's loop and before the answer of its invocation.
///
/// What a function prints may be any bytes.
package typealias FunctionLogSink = @Sendable (_ functionName: String, _ line: [UInt8]) -> Void

/// The log of one instance: what it prints, and what Lambda says about it.
///
/// Belongs to the thread of the fleet's loop.
final class FunctionLog {
    private let functionName: String
    private let sink: FunctionLogSink?
    private var tail: LogTail?

    init(functionName: String, sink: FunctionLogSink?) {
        self.functionName = functionName
        self.sink = sink
    }

    /// Whether anybody reads it: what nobody reads is not written.
    var isRead: Bool { sink != nil || tail != nil }

    /// Keeps the end of what comes from now on.
    func beginTail() {
        tail = LogTail()
    }

    func takeTail() -> [UInt8] {
        defer { tail = nil }
        return tail?.bytes ?? []
    }

    func write(_ line: [UInt8]) {
        tail?.append(line)
        sink?(functionName, line)
    }
}

/// The last bytes of a log.
///
/// - Source: Lambda API reference, Invoke, `X-Amz-Log-Result`: "The last 4 KB of the execution log".
struct LogTail {
    private(set) var bytes: [UInt8] = []

    static let size = 4096

    mutating func append(_ line: [UInt8]) {
        bytes += line
        bytes.append(0x0A)
        if bytes.count > Self.size { bytes.removeFirst(bytes.count - Self.size) }
    }
}
