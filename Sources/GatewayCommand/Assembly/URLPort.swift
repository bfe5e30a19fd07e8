// SPDX-License-Identifier: Apache-2.0

/// The port in the name of an embedded issuer.
enum URLPort {
    /// - Parameter url: `https://localhost:3443/`, for example.
    /// - Returns: `nil` for what names none.
    static func of(_ url: String) -> UInt16? {
        url.split(separator: ":").last.flatMap { UInt16($0.dropLast()) }
    }
}
