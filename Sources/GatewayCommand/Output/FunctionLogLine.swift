// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTime

/// A line of a function's log, in the form of the other lines.
struct FunctionLogLine {
    let functionName: String
    let line: [UInt8]

    func append(to bytes: inout [UInt8], as format: LogFormat) {
        switch format {
        case .text:
            bytes.append(UInt8(ascii: "["))
            bytes += functionName.utf8
            bytes += "] ".utf8
            appendText(to: &bytes)
        case .json:
            let value: JSONValue = [
                "time": .string(TimeSource.system.now().iso8601),
                "level": "info",
                "function": .string(functionName),
                "message": .string(String(decoding: line, as: UTF8.self)),
            ]
            bytes += value.visibleText.utf8
        }
        bytes.append(0x0A)
    }

    /// Control characters would speak to the terminal; the tabs of Lambda's own lines stay.
    private func appendText(to bytes: inout [UInt8]) {
        if line.allSatisfy({ 0x20 <= $0 && $0 < 0x7F || $0 == 0x09 }) {
            bytes += line
            return
        }
        for scalar in String(decoding: line, as: UTF8.self).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar != "\t", .format, .lineSeparator, .paragraphSeparator:
                bytes.append(UInt8(ascii: " "))
            default: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            }
        }
    }
}
