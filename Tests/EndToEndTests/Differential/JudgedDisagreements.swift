// SPDX-License-Identifier: Apache-2.0

/// Where we see more than another reader, and are right by the RFC.
enum JudgedDisagreements {
    /// What one of them does not take, and the RFC does.
    struct Class: Sendable {
        let name: String
        let source: String
        let holds: @Sendable (_ text: String, _ methods: [String]) -> Bool
    }

    static let nginx: [Class] = [
        Class(name: "a method with other than capital letters", source: "RFC 9110 §9.1: a method is a token") {
            $1.contains { !$0.utf8.allSatisfy { (0x41...0x5A).contains($0) || $0 == 0x5F || $0 == 0x2D } }
        },
        Class(name: "OPTIONS *", source: "RFC 9112 §3.2.4") { text, _ in text.contains("options *") },
        Class(name: "a tab before a value", source: "RFC 9110 §5.5, §5.6.3: OWS = *( SP / HTAB )") { text, _ in
            text.contains(#/: *\t/#)
        },
        Class(name: "an empty Host", source: "RFC 9112 §3.2") { text, _ in
            text.contains(#/host:[ \t]*\r\n/#)
        },
    ]

    static let node: [Class] = [
        Class(name: "a method that Node has not in its list", source: "RFC 9110 §9.1: a method is a token") {
            $1.contains { !["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"].contains($0) }
        }
    ]

    static func holds(_ bytes: [UInt8], _ methods: [String], with name: String) -> Bool {
        let text = String(decoding: bytes.map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self).lowercased()
        return (name == "nginx" ? nginx : node).contains { $0.holds(text, methods) }
    }
}
