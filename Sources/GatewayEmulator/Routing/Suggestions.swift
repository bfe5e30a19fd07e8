// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// Hints for requests that no route takes. Made only then.
extension Deployment {
    /// For a URL whose first segment is not the stage: the same with the stage, if that would be a route.
    func suggestion(forPathWithoutStage path: RequestPath, _ method: ArraySlice<UInt8>) -> String? {
        // `OPTIONS *` has no path to put a stage before.
        guard path.full.first == UInt8(ascii: "/") else { return nil }
        let withStage = Array("/".utf8) + stage + path.full
        guard resource(for: method, RequestPath(target: withStage[...])) != nil else { return nil }
        return "did you mean \(printable(withStage[...]))?"
    }

    /// For a path that has no such method: those that it has.
    func suggestion(for path: RequestPath) -> String? {
        let methods = routes.declares(path: routed(path))
        guard !methods.isEmpty else { return nil }
        return "this path has \(methods.map(\.rawValue).joined(separator: ", "))"
    }
}

/// Bytes from the network as text for a log: what is not visible ASCII is escaped, so that nobody can write log lines of
/// their own or speak to a terminal.
func printable(_ bytes: ArraySlice<UInt8>, limit: Int = 200) -> String {
    var text = ""
    for byte in bytes.prefix(limit) {
        if byte > 0x20, byte < 0x7F {
            text.unicodeScalars.append(UnicodeScalar(byte))
        } else {
            text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
    return bytes.count > limit ? text + "…" : text
}
