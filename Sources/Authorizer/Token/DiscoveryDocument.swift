// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// Why it could not be found out where an issuer has its keys.
package struct DiscoveryError: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// What an issuer says of itself (OpenID Connect Discovery 1.0 §3): of that, where its keys are.
package struct DiscoveryDocument: Sendable, Hashable {
    package let jwksURI: String

    /// Where an issuer has its document: without the slash at the end of its name (OpenID Connect Discovery 1.0 §4).
    package static func url(of issuer: String) -> String {
        let hasSlash = issuer.utf8.last == UInt8(ascii: "/")
        return "\(hasSlash ? String(issuer.dropLast()) : issuer)/.well-known/openid-configuration"
    }

    /// Reads a document.
    ///
    /// - Parameters:
    ///   - bytes: The document.
    ///   - issuer: Whose it must be, byte for byte (OpenID Connect Discovery 1.0 §4.3).
    /// - Throws: ``DiscoveryError``.
    package init(parsing bytes: [UInt8], of issuer: String) throws(DiscoveryError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes, depthLimit: 16)
        } catch {
            throw DiscoveryError("it is not JSON: \(error)")
        }
        guard let object = value.object else { throw DiscoveryError("it is \(value.kind), not an object") }
        guard let found = object["issuer"]?.string else { throw DiscoveryError("it has no \"issuer\"") }
        guard found.utf8.elementsEqual(issuer.utf8) else {
            throw DiscoveryError("it is that of \(quotedExcerpt(found)), not of \(quotedExcerpt(issuer))")
        }
        guard let uri = object["jwks_uri"]?.string else { throw DiscoveryError("it has no \"jwks_uri\"") }
        jwksURI = uri
    }
}
