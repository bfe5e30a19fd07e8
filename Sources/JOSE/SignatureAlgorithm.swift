// SPDX-License-Identifier: Apache-2.0

/// The signature algorithms of RFC 7518 §3.1 that are accepted.
///
/// There is no `none` and no HMAC, and their absence is the point: a type that cannot name them cannot be talked into
/// them. With HMAC the key that checks is the key that signs, so a published key would sign anything (RFC 8725 §2.1).
package enum SignatureAlgorithm: Sendable, Hashable, CaseIterable {
    case rs256
    case rs384
    case rs512
    case ps256
    case es256
    case es384

    /// The value of `alg`.
    package var name: String {
        switch self {
        case .rs256: "RS256"
        case .rs384: "RS384"
        case .rs512: "RS512"
        case .ps256: "PS256"
        case .es256: "ES256"
        case .es384: "ES384"
        }
    }

    /// The algorithm of a name, compared by bytes: `alg` is case-sensitive (RFC 7515 §4.1.1).
    package init?(name: String) {
        guard let algorithm = Self.allCases.first(where: { sameBytes($0.name, name) }) else { return nil }
        self = algorithm
    }

    /// The names of all, for a message.
    static var allNames: String {
        allCases.map(\.name).joined(separator: ", ")
    }

    /// The mathematics behind the name; the digest is the rest of it.
    var scheme: Scheme {
        switch self {
        case .rs256, .rs384, .rs512: .rsaPKCS1
        case .ps256: .rsaPSS
        case .es256: .ecdsa(.p256)
        case .es384: .ecdsa(.p384)
        }
    }

    enum Scheme: Hashable {
        case rsaPKCS1
        case rsaPSS
        case ecdsa(EllipticCurve)
    }
}

/// The curves of RFC 7518 §6.2.1.1 that are accepted.
package enum EllipticCurve: Sendable, Hashable, CaseIterable {
    case p256
    case p384

    /// The value of `crv`.
    package var name: String {
        switch self {
        case .p256: "P-256"
        case .p384: "P-384"
        }
    }

    /// How many bytes a coordinate has, and each half of a signature.
    package var coordinateByteCount: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        }
    }

    package init?(name: String) {
        guard let curve = Self.allCases.first(where: { sameBytes($0.name, name) }) else { return nil }
        self = curve
    }
}

/// Whether two texts are the same bytes.
///
/// Swift's `==` also holds for two spellings of one letter (é, and e with an accent); names that decide who may pass
/// are compared without such kindness (RFC 7515 §5.3).
func sameBytes(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
}
