// SPDX-License-Identifier: Apache-2.0

/// An answer taken apart for a reader.
struct HTTPMessage {
    let statusLine: String
    let fields: [(name: String, value: String)]
    let body: String

    /// - Parameter bytes: What our own encoder wrote.
    init(_ bytes: [UInt8]) {
        // Bytes, because to Swift's characters CR LF is one, and what follows may combine with it.
        var rest = bytes[...]
        var lines: [String] = []
        while let end = rest.firstIndex(of: 0x0A) {
            let line = rest[..<end].dropLast()
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            lines.append(String(decoding: line, as: UTF8.self))
        }
        body = String(decoding: rest, as: UTF8.self)
        statusLine = lines.first ?? ""
        fields = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (String(line[..<colon]), String(line[colon...].dropFirst(2)))
        }
    }

    /// The first value of a field.
    subscript(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    var status: Int { statusLine.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0 }

    /// The status with its phrase: `403 Forbidden`.
    var statusText: String { statusLine.split(separator: " ").dropFirst().joined(separator: " ") }
}
