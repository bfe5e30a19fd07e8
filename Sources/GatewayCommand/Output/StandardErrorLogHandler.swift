// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTime
import Logging

/// What the server has to say beside the requests, on standard error, in the request log's format.
struct StandardErrorLogHandler: LogHandler {
    var logLevel = Logger.Level.warning
    var metadata = Logger.Metadata()
    private let output: LogOutput

    init(output: LogOutput) {
        self.output = output
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let line: String
        switch output.format {
        case .text:
            let reasons = details.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
            line = "\(event.level): \(event.message)" + (reasons.isEmpty ? "" : " (\(reasons))")
        case .json:
            var object = JSONObject([
                "time": .string(TimeSource.system.now().iso8601),
                "level": .string(event.level.rawValue),
                "message": .string("\(event.message)"),
            ])
            for (key, value) in details { object[key] = .string("\(value)") }
            line = JSONValue.object(object).visibleText
        }
        output.append(Array(line.utf8) + [0x0A])
    }
}
