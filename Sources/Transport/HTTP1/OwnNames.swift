// SPDX-License-Identifier: Apache-2.0

/// The names by which this machine may be called.
///
/// A name that others can point at this machine is none of them (DNS rebinding); an address cannot be pointed anywhere.
package struct OwnNames: Sendable {
    private let host: String

    /// - Parameter host: The host that the server was told to listen on.
    package init(host: String) {
        self.host = host.lowercased()
    }

    /// Whether a value of Host is one of them, whatever its port.
    package func contain(_ field: ArraySlice<UInt8>) -> Bool {
        guard field.first != UInt8(ascii: "[") else { return true }
        let name = String(decoding: field.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self).lowercased()
        if name.isEmpty || name == "localhost" || name.hasSuffix(".localhost") || name == host { return true }
        return SocketAddress.isNumeric(name)
    }
}
