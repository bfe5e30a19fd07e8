// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayEmulator
import GatewayJSON
import GatewayModel
import Synchronization

enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
}

/// One line per request, collected per loop and handed on before the loop sends its last answers or waits: a busy server
/// makes one call for many lines.
final class RequestLog: TraceListener {
    private let output: LogOutput
    private let loops: [LoopLines]

    private final class LoopLines: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    init(output: LogOutput, loopCount: Int) {
        self.output = output
        loops = (0..<loopCount).map { _ in LoopLines() }
    }

    func record(_ trace: Trace, loopIndex: Int) {
        loops[loopIndex].bytes.withLock { bytes in
            switch output.format {
            case .text: trace.appendLine(to: &bytes)
            case .json:
                bytes += trace.json.visibleText.utf8
                bytes.append(0x0A)
            }
        }
    }

    /// Adds a line of a function, in its place among the requests.
    func record(_ line: FunctionLogLine, loopIndex: Int) {
        loops[loopIndex].bytes.withLock { line.append(to: &$0, as: output.format) }
    }

    /// Hands on what one loop has collected.
    func flush(loopIndex: Int) {
        loops[loopIndex].bytes.withLock { bytes in
            guard !bytes.isEmpty else { return }
            output.append(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
    }

    /// Writes the rest at the end.
    func finish() {
        for index in loops.indices { flush(loopIndex: index) }
        output.finish()
    }
}

/// For a service that says nothing of its requests.
struct NoRequestLog: TraceListener {
    func record(_ trace: Trace, loopIndex: Int) {}
}
