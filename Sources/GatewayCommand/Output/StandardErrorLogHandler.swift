// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTime
import Logging

/// What the server has to say beside the requests, on standard error, in the request log's format.
struct StandardErrorLogHandler: LogHandler {
    var logLevel = Logger.Level.warning
    var metadata = Logger.Metadata()
    let format: LogFormat

    init(format: LogFormat) {
        self.format = format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        switch format {
        case .text:
            let reasons = details.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
            Terminal.printError("\(event.level): \(event.message)" + (reasons.isEmpty ? "" : " (\(reasons))"))
        case .json:
            var object = JSONObject([
                "time": .string(TimeSource.system.now().iso8601),
                "level": .string(event.level.rawValue),
                "message": .string("\(event.message)"),
            ])
            for (key, value) in details { object[key] = .string("\(value)") }
            Terminal.printError(JSONValue.object(object).compactText)
        }
    }
}
