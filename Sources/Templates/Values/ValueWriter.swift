// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// Writes values as templates print them.
///
/// A payload's objects are java.util.LinkedHashMap, and its arrays net.minidev.json.JSONArray, since that is what Jayway's
/// JsonPath makes of JSON by default. So a map prints as Java, `{foo=bar}`, an array as JSON, with all that is in
/// it, and an array in a map as JSON in Java [rest-vtl-001…012].
struct ValueWriter {
    private(set) var bytes: [UInt8] = []

    static func text(of value: Value, _ meter: inout Meter) throws(Fault) -> String {
        if case .text(let text) = value { return text }
        var writer = ValueWriter()
        try writer.print(value, &meter)
        try meter.text(writer.bytes.count)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    static func json(of value: Value, _ meter: inout Meter) throws(Fault) -> String {
        var writer = ValueWriter()
        try writer.writeJSON(value, &meter, depth: 0)
        try meter.text(writer.bytes.count)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// As a reference prints it: nothing for what is missing.
    mutating func print(_ value: Value, _ meter: inout Meter) throws(Fault) {
        if !value.isMissing { try writeJava(value, &meter, depth: 0) }
    }

    private mutating func writeJava(_ value: Value, _ meter: inout Meter, depth: Int) throws(Fault) {
        try check(depth)
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .decimal(let value): append(javaText(of: value))
        case .exact(let text), .text(let text): append(text)
        case .entry(let entry):
            append(entry.key + "=")
            try writeJava(entry.value, &meter, depth: depth + 1)
        case .list(let list):
            switch list.style {
            case .json: try writeJSON(value, &meter, depth: depth)
            case .contextNames where list.elements.isEmpty: append("{}")
            case .java, .contextNames:
                append("[")
                for (index, element) in list.elements.enumerated() {
                    if index > 0 { append(", ") }
                    try writeJava(element, &meter, depth: depth + 1)
                }
                append("]")
            }
        case .map(let map):
            guard case .plain = map.role else { return }
            append("{")
            for index in map.keys.indices {
                append(index > 0 ? ", " : "")
                append(map.keys[index] + "=")
                try writeJava(map.values[index], &meter, depth: depth + 1)
            }
            append("}")
        // Objects of API Gateway's own; nobody recorded what they print.
        case .loop, .block, .input, .util: break
        }
    }

    private mutating func writeJSON(_ value: Value, _ meter: inout Meter, depth: Int) throws(Fault) {
        try check(depth)
        switch value {
        case .null, .loop, .block, .input, .util: append("null")
        case .text(let text): writeJSONString(text, into: &bytes)
        case .decimal(let value) where !value.isFinite: append("null")
        case .bool, .integer, .decimal, .exact: try writeJava(value, &meter, depth: depth)
        case .entry:
            var text = ValueWriter()
            try text.writeJava(value, &meter, depth: depth + 1)
            try meter.text(text.bytes.count)
            writeJSONString(String(decoding: text.bytes, as: UTF8.self), into: &bytes)
        case .list(let list):
            append("[")
            for (index, element) in list.elements.enumerated() {
                if index > 0 { append(",") }
                try writeJSON(element, &meter, depth: depth + 1)
            }
            append("]")
        case .map(let map):
            append("{")
            for index in map.keys.indices {
                if index > 0 { append(",") }
                writeJSONString(map.keys[index], into: &bytes)
                append(":")
                try writeJSON(map.values[index], &meter, depth: depth + 1)
            }
            append("}")
        }
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Lists that hold each other can be short and print without end, or nearly; whatever is printed is a byte at least.
    private func check(_ depth: Int) throws(Fault) {
        guard depth <= TemplateLimits.valueDepth else { throw .valueTooDeep }
        guard bytes.count <= TemplateLimits.outputBytes else {
            throw .limit("a value prints as more text than a payload may hold")
        }
    }
}
