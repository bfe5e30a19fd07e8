// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// A token that was taken apart and not yet believed.
///
/// It serves to find the key: ``kid`` is there before anything is verified, so that keys can be fetched in between. No
/// claim can be had from it; claims come from ``JWTVerifier`` only.
package struct UnverifiedToken: Sendable {
    package let jws: JWS
    /// The name of the key that the token says it was signed with.
    package let kid: String

    package init(parsing text: ArraySlice<UInt8>) throws(TokenError) {
        let jws = try JWS(parsing: text)
        if let type = jws.type, !Self.accepts(type: type) {
            throw .typeNotAccepted(type)
        }
        guard let kid = jws.kid else { throw .kidMissing }
        self.jws = jws
        self.kid = kid
    }

    package init(parsing text: [UInt8]) throws(TokenError) {
        try self.init(parsing: text[...])
    }

    package init(parsing text: String) throws(TokenError) {
        try self.init(parsing: Array(text.utf8)[...])
    }

    /// Whether a token says of itself that it may be an access token.
    ///
    /// One that says that it is something else, a logout token or a proof of possession, is not taken for one (RFC 8725
    /// §3.11). `typ` is a media type: case does not matter, and `application/` may be left
    /// out (RFC 7515 §4.1.9, RFC 9068 §4).
    private static func accepts(type: String) -> Bool {
        var name = type.utf8.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }[...]
        let prefix = "application/".utf8
        if name.starts(with: prefix) {
            name = name.dropFirst(prefix.count)
        }
        return name.elementsEqual("jwt".utf8) || name.elementsEqual("at+jwt".utf8)
    }
}
