// SPDX-License-Identifier: Apache-2.0

/// How the issuer is called: by one name for each scheme in which its port is spoken to.
///
/// A page and a client library expect the `iss` of the scheme that they use, so each name is an issuer of its own, with the
/// same keys.
package struct IssuerNames: Sendable, Hashable {
    /// `https://localhost:3443/`, with the slash at its end, as Auth0 has it.
    package let https: String
    /// `http://localhost:3443/`.
    package let http: String

    package init(port: UInt16 = Self.usualPort) {
        https = "https://localhost:\(port)/"
        http = "http://localhost:\(port)/"
    }

    /// The names of an issuer of which one is known.
    ///
    /// - Parameter name: Either of them.
    package init?(eitherOf name: String) {
        guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")), ["https", "http"].contains(name[..<colon]) else {
            return nil
        }
        https = "https" + name[colon...]
        http = "http" + name[colon...]
    }

    package static let usualPort: UInt16 = 3443

    package var all: [String] { [https, http] }

    /// The name in the scheme of a request.
    package func name(isSecure: Bool) -> String {
        isSecure ? https : http
    }

    /// The audience of tokens that open `/userinfo`, for each name.
    var userInfoAudiences: [String] { all.map(Self.userInfoAudience) }

    static func userInfoAudience(_ issuer: String) -> String { issuer + "userinfo" }
}
