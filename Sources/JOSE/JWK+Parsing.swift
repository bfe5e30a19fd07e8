// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

extension JWK {
    /// Reads one key of a JWKS, and refuses whatever forbids to check signatures with it.
    ///
    /// Only the numbers themselves count. `x5c`, `x5t` and `x5u` are not read: a certificate in a document says nothing
    /// that the document does not say already, and an address in it is somewhere else to be led to.
    package init(_ value: JSONValue) throws(JWKError) {
        guard let object = value.object else { throw .notAnObject(found: value.kind) }
        let reader = JWKReader(object: object)
        let publicKey = try reader.publicKey()
        try reader.checkUse()
        try reader.checkOperations()
        let kid = try reader.optionalText("kid")
        let algorithm = try reader.algorithm()
        do {
            try self.init(publicKey, kid: kid, algorithm: algorithm)
        } catch {
            throw .key(error)
        }
    }
}

private struct JWKReader {
    let object: JSONObject

    /// The private members of RFC 7518 §6.2.2 and §6.3.2.
    private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth"]

    func publicKey() throws(JWKError) -> PublicKey {
        let type = try text("kty")
        let isRSA = sameBytes(type, "RSA")
        guard isRSA || sameBytes(type, "EC") else { throw .unsupportedKeyType(type) }
        for name in Self.privateMembers where object[name] != nil {
            throw .privateMember(name)
        }
        let parameters: PublicKey.Parameters
        if isRSA {
            parameters = .rsa(modulus: try bytes("n"), exponent: try bytes("e"))
        } else {
            let name = try text("crv")
            guard let curve = EllipticCurve(name: name) else { throw .unsupportedCurve(name) }
            parameters = .ec(curve, x: try bytes("x"), y: try bytes("y"))
        }
        do {
            return try PublicKey(parameters)
        } catch {
            throw .key(error)
        }
    }

    /// `use` may be left out; if it is there, it must be `sig` (RFC 7517 §4.2).
    func checkUse() throws(JWKError) {
        guard let use = try optionalText("use") else { return }
        guard sameBytes(use, "sig") else { throw .notForSignatures(use: use) }
    }

    /// `key_ops` may be left out; if it is there, it must name `verify`, nothing twice, and nothing beside `sign`: a key
    /// that also encrypts or derives is one that attacks on the one trade break for the other (RFC 7517 §4.3).
    func checkOperations() throws(JWKError) {
        guard let value = object["key_ops"] else { return }
        let malformed = JWKError.memberMalformed("key_ops", expected: "a list of texts", found: value.kind)
        guard let elements = value.array else { throw malformed }
        var operations: [String] = []
        for element in elements {
            guard let operation = element.string else { throw malformed }
            if operations.contains(where: { sameBytes($0, operation) }) {
                throw .operationTwice(operation)
            }
            operations.append(operation)
        }
        let verifies = operations.contains { sameBytes($0, "verify") }
        let contradicts = operations.contains { !sameBytes($0, "verify") && !sameBytes($0, "sign") }
        guard verifies, !contradicts else { throw .notForVerifying(operations: operations) }
    }

    func algorithm() throws(JWKError) -> SignatureAlgorithm? {
        guard let name = try optionalText("alg") else { return nil }
        guard let algorithm = SignatureAlgorithm(name: name) else { throw .unsupportedAlgorithm(name) }
        return algorithm
    }

    func optionalText(_ name: String) throws(JWKError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else {
            throw .memberMalformed(name, expected: "a text", found: value.kind)
        }
        return text
    }

    private func text(_ name: String) throws(JWKError) -> String {
        guard let text = try optionalText(name) else { throw .memberMissing(name) }
        return text
    }

    private func bytes(_ name: String) throws(JWKError) -> [UInt8] {
        let text = try text(name)
        do {
            return try Base64URL.decode(text)
        } catch {
            throw .memberNotBase64URL(name, error)
        }
    }
}
