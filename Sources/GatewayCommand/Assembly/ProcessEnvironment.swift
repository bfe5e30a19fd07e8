// SPDX-License-Identifier: Apache-2.0

import CLinux

/// The environment of this process.
enum ProcessEnvironment {
    static var all: [String: String] {
        guard var next = clinux_environment() else { return [:] }
        var values: [String: String] = [:]
        while let variable = next.pointee {
            let text = String(cString: variable)
            if let mark = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
                values[String(text[..<mark])] = String(text[text.utf8.index(after: mark)...])
            }
            next += 1
        }
        return values
    }
}
