// SPDX-License-Identifier: Apache-2.0

package import GatewayJSON

/// A signed text in the compact form, taken apart: `header.payload.signature` (RFC 7515 §7.1).
///
/// To have one says that its parts are well-formed, that its algorithm is one that we know and that it asks for no
/// extension. It says nothing about who wrote it: ask ``verifySignature(by:)``.
package struct JWS: Sendable {
    package let header: JSONObject
    package let algorithm: SignatureAlgorithm
    /// The name of the key, as the writer of the text has it.
    package let kid: String?
    /// The `typ`, as the writer of the text has it.
    package let type: String?
    package let payload: [UInt8]
    package let signature: [UInt8]
    /// The first two parts with the dot between them, as received: what the signature is over.
    package let signingInput: ArraySlice<UInt8>

    /// How long a text may be, in bytes; API Gateway itself takes 10 240 bytes of headers in all.
    package static let byteLimit = 16 * 1024

    package init(parsing text: ArraySlice<UInt8>) throws(TokenError) {
        let parts = try CompactForm(of: text)
        let headerBytes = try CompactForm.decode(parts.header, as: .header)
        payload = try CompactForm.decode(parts.payload, as: .payload)
        signature = try CompactForm.decode(parts.signature, as: .signature)
        signingInput = text[parts.header.startIndex..<parts.payload.endIndex]

        let reader = try HeaderReader(parsing: headerBytes)
        header = reader.header
        type = try reader.optionalText("typ")
        kid = try reader.optionalText("kid")
        try reader.checkExtensions()
        algorithm = try reader.algorithm()
    }

    /// Makes sure that the signature is over this text, by a key and by the one algorithm that the key is for.
    ///
    /// - Throws: ``TokenError/algorithmNotPermitted(token:key:)``, ``TokenError/signatureLength(found:expected:)`` or
    ///   ``TokenError/signatureInvalid``.
    package func verifySignature(by key: JWK) throws(TokenError) {
        guard algorithm == key.algorithm else {
            throw .algorithmNotPermitted(token: algorithm, key: key.algorithm)
        }
        let length = key.publicKey.signatureByteCount
        guard signature.count == length else {
            throw .signatureLength(found: signature.count, expected: length)
        }
        guard key.publicKey.verify(signature, of: signingInput, algorithm: algorithm) else {
            throw .signatureInvalid
        }
    }
}

/// Reads the protected header.
///
/// `jwk`, `jku`, `x5c` and `x5u` are left alone: they offer a key, and a key that comes with the text proves only that
/// its writer has one (RFC 8725 §3.10).
private struct HeaderReader {
    let header: JSONObject

    init(parsing bytes: [UInt8]) throws(TokenError) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes, depthLimit: 8)
        } catch {
            throw .headerNotJSON(error)
        }
        guard let object = value.object else { throw .headerNotAnObject(found: value.kind) }
        header = object
    }

    func optionalText(_ name: String) throws(TokenError) -> String? {
        guard let value = header[name] else { return nil }
        guard let text = value.string else {
            throw .headerMalformed(member: name, expected: "a text", found: value.kind)
        }
        return text
    }

    func algorithm() throws(TokenError) -> SignatureAlgorithm {
        guard let name = try optionalText("alg") else { throw .algorithmMissing }
        guard let algorithm = SignatureAlgorithm(name: name) else { throw .algorithmNotAccepted(name) }
        return algorithm
    }

    /// Refuses what changes the meaning of the text in a way that we do not know.
    ///
    /// `crit` names what a reader must understand or refuse, and we understand no extension (RFC 7515 §4.1.11). A
    /// payload that is not encoded has to be named there too (RFC 7797 §6); who forgets that is refused all the same,
    /// and it has no place in a JWT anyway (RFC 7797 §7).
    func checkExtensions() throws(TokenError) {
        if let critical = header["crit"] {
            let names = critical.array?.map(\.string)
            guard let names, !names.isEmpty, !names.contains(nil) else {
                let expected = "a list of one text or more"
                throw .headerMalformed(member: "crit", expected: expected, found: critical.kind)
            }
            throw .criticalExtensions(names.compactMap(\.self))
        }
        if let encoded = header["b64"] {
            guard let isEncoded = encoded.bool else {
                throw .headerMalformed(member: "b64", expected: "a boolean", found: encoded.kind)
            }
            guard isEncoded else { throw .payloadNotEncoded }
        }
    }
}
