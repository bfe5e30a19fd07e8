// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// The keys of a JWKS by name (RFC 7517 §5).
///
/// One bad entry does not spoil the set: it goes to ``rejected`` with its reason, and only tokens that name it fail.
/// Two good keys of one name are both rejected: to pick one, or to try both, would be to guess (RFC 7517 §4.5 asks for
/// distinct names). A key without a name is rejected as well, since a token has to name its key; it stays at hand for
/// ``key(for:)``, which looks at texts that need not.
package struct JWKSet: Sendable {
    package let keys: [JWK]
    private let nameless: [JWK]
    package let rejected: [Rejected]
    private let positions: [[UInt8]: Int]

    /// An entry that is not used, and why.
    package struct Rejected: Sendable, Hashable, CustomStringConvertible {
        /// Where it stands in the list, from 0.
        package let index: Int
        package let kid: String?
        package let reason: JWKError

        package init(index: Int, kid: String?, reason: JWKError) {
            self.index = index
            self.kid = kid
            self.reason = reason
        }

        package var description: String {
            let name = kid.map { " (kid \(quotedExcerpt($0)))" } ?? ""
            return "key \(index)\(name) is not used: \(reason)"
        }
    }

    /// How large a document may be, in bytes; a hundred keys with their certificates are smaller.
    package static let byteLimit = 512 * 1024

    /// How many keys a set may have.
    package static let keyLimit = 100

    /// Reads a document.
    ///
    /// A member that occurs twice makes the whole of it unreadable, as in any JSON here.
    package init(parsing bytes: some Collection<UInt8>) throws(JWKSetError) {
        guard bytes.count <= Self.byteLimit else { throw .tooLarge(bytes: bytes.count) }
        let document: JSONValue
        do {
            document = try JSONValue(parsing: bytes, depthLimit: 16)
        } catch {
            throw .notJSON(error)
        }
        guard let object = document.object else { throw .notAnObject(found: document.kind) }
        guard let member = object["keys"] else { throw .keysMissing }
        guard let entries = member.array else { throw .keysNotAList(found: member.kind) }
        guard entries.count <= Self.keyLimit else { throw .tooManyKeys(entries.count) }
        let read = entries.map { value in
            (kid: value.object?["kid"]?.string, key: Result { () throws(JWKError) in try JWK(value) })
        }
        self.init(entries: read)
    }

    /// A set of keys that are at hand.
    package init(_ keys: [JWK]) {
        self.init(entries: keys.map { ($0.kid, .success($0)) })
    }

    private init(entries: [(kid: String?, key: Result<JWK, JWKError>)]) {
        var uses: [[UInt8]: Int] = [:]
        for case (let kid?, .success) in entries {
            uses[Array(kid.utf8), default: 0] += 1
        }
        var keys: [JWK] = []
        var nameless: [JWK] = []
        var rejected: [Rejected] = []
        var positions: [[UInt8]: Int] = [:]
        for (index, entry) in entries.enumerated() {
            switch (entry.key, entry.kid) {
            case (.failure(let reason), let kid):
                rejected.append(Rejected(index: index, kid: kid, reason: reason))
            case (.success(let key), nil):
                nameless.append(key)
                rejected.append(Rejected(index: index, kid: nil, reason: .memberMissing("kid")))
            case (.success(let key), let kid?):
                let name = Array(kid.utf8)
                if uses[name] == 1 {
                    positions[name] = keys.count
                    keys.append(key)
                } else {
                    rejected.append(Rejected(index: index, kid: kid, reason: .kidTwice))
                }
            }
        }
        self.keys = keys
        self.nameless = nameless
        self.rejected = rejected
        self.positions = positions
    }

    /// The key of a name, compared by bytes.
    package subscript(kid: String) -> JWK? {
        positions[Array(kid.utf8)].map { keys[$0] }
    }

    /// Why the entry of a name is not used, if there is one and it is not.
    package func rejection(of kid: String) -> JWKError? {
        rejected.first { entry in
            guard let name = entry.kid else { return false }
            return sameBytes(name, kid)
        }?.reason
    }

    /// The key of a name.
    ///
    /// - Throws: ``TokenError/keyNotFound(kid:keyCount:)``, or ``TokenError/keyRejected(kid:_:)`` when there is an entry of
    ///   that name.
    func key(named kid: String) throws(TokenError) -> JWK {
        if let key = self[kid] { return key }
        if let reason = rejection(of: kid) { throw .keyRejected(kid: kid, reason) }
        throw .keyNotFound(kid: kid, keyCount: keys.count)
    }

    /// The key that a text names or, when it names none, the only one that is for its algorithm (RFC 7515 §4.1.4 leaves
    /// `kid` out as it likes; a token of ours has to have it).
    package func key(for jws: JWS) throws(TokenError) -> JWK {
        if let kid = jws.kid { return try key(named: kid) }
        let fitting = (keys + nameless).filter { $0.algorithm == jws.algorithm }
        guard fitting.count == 1 else { throw .keyNotChosen(jws.algorithm, keyCount: fitting.count) }
        return fitting[0]
    }

    /// The document to publish.
    package var object: JSONObject {
        JSONObject(["keys": .array(keys.map { .object($0.object) })])
    }
}

/// Why a document is not a JWKS.
package enum JWKSetError: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLarge(bytes: Int)
    case notJSON(JSONError)
    case notAnObject(found: String)
    case keysMissing
    case keysNotAList(found: String)
    case tooManyKeys(Int)

    package var description: String {
        switch self {
        case .tooLarge(let bytes): "the JWKS has \(bytes) bytes, and at most \(JWKSet.byteLimit) are read"
        case .notJSON(let error): "the JWKS is not JSON: \(error)"
        case .notAnObject(let found): "the JWKS is \(found), expected an object with the list \"keys\""
        case .keysMissing: "the JWKS has no \"keys\"; is it the address of the keys, not of the discovery document?"
        case .keysNotAList(let found): "the \"keys\" of the JWKS are \(found), expected a list"
        case .tooManyKeys(let count): "the JWKS has \(count) keys, and at most \(JWKSet.keyLimit) are read"
        }
    }
}
