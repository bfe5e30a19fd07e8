// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import GatewayTransport

/// The lines that Lambda itself writes to a function's log, in the text format.
///
/// - Source: Lambda developer guide, "Log and monitor Node.js Lambda functions" (START, END, REPORT) and "Understanding the
///   Lambda execution environment lifecycle" (INIT_REPORT).
enum PlatformLine {
    /// How an invocation or an init ended, where that was not well.
    enum Failure: Equatable {
        case timeout
        case error(type: String?)
    }

    /// What one invocation took.
    struct Report {
        let requestId: String
        let duration: UInt64
        let memorySize: Int
        let usedMemory: Int
        /// Of the first invocation of an instance.
        let initDuration: UInt64?
        let failure: Failure?
    }

    static func start(_ requestId: String) -> [UInt8] {
        line { line in
            line.append("START RequestId: ")
            line += requestId.utf8
            line.append(" Version: $LATEST")
        }
    }

    static func end(_ requestId: String) -> [UInt8] {
        line { line in
            line.append("END RequestId: ")
            line += requestId.utf8
        }
    }

    static func report(_ report: Report) -> [UInt8] {
        line { line in
            line.append("REPORT RequestId: ")
            line += report.requestId.utf8
            line.append("\tDuration: ")
            line.append(milliseconds: report.duration)
            line.append(" ms\tBilled Duration: ")
            line.append(decimal: Int((report.duration + 999_999) / 1_000_000))
            line.append(" ms\tMemory Size: ")
            line.append(decimal: report.memorySize)
            line.append(" MB\tMax Memory Used: ")
            line.append(decimal: report.usedMemory)
            line.append(" MB\t")
            if let initDuration = report.initDuration {
                line.append("Init Duration: ")
                line.append(milliseconds: initDuration)
                line.append(" ms\t")
            }
            if let failure = report.failure { line.append(failure) }
        }
    }

    static func initReport(_ duration: UInt64, _ failure: Failure) -> [UInt8] {
        line { line in
            line.append("INIT_REPORT Init Duration: ")
            line.append(milliseconds: duration)
            line.append(" ms\tPhase: init\t")
            line.append(failure)
        }
    }

    static func timedOut(_ requestId: String, after timeout: Duration, at now: Timestamp) -> [UInt8] {
        Array("\(now.iso8601) \(requestId) \(TimeOut.words(timeout))".utf8)
    }

    private static func line(_ write: (inout [UInt8]) -> Void) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(192)
        write(&line)
        return line
    }
}

/// Lambda's words for a time-out.
enum TimeOut {
    /// `Task timed out after 6.00 seconds`.
    static func words(_ timeout: Duration) -> String {
        var seconds: [UInt8] = []
        // Hundredths of a second, written as hundredths of a millisecond are.
        seconds.append(milliseconds: timeout.nanosecondsOfUptime / 1000)
        return "Task timed out after \(String(decoding: seconds, as: UTF8.self)) seconds"
    }
}

extension [UInt8] {
    /// Appends nanoseconds as milliseconds with two places.
    fileprivate mutating func append(milliseconds nanoseconds: UInt64) {
        let hundredths = Int((nanoseconds + 5000) / 10_000)
        append(decimal: hundredths / 100)
        append(UInt8(ascii: "."))
        append(UInt8(0x30 + hundredths / 10 % 10))
        append(UInt8(0x30 + hundredths % 10))
    }

    fileprivate mutating func append(_ failure: PlatformLine.Failure) {
        switch failure {
        case .timeout: append("Status: timeout")
        case .error(let type):
            append("Status: error")
            guard let type else { return }
            append("\tError Type: ")
            // It comes from the function.
            self += type.utf8.filter { $0 >= 0x20 }
        }
    }
}
