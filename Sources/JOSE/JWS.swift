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
        guard text.count <= Self.byteLimit else { throw .tooLong(bytes: text.count, limit: Self.byteLimit) }
        if let form = Self.jsonSerialization(of: text) { throw .jsonSerialization(form) }
        let parts = try Self.parts(of: text)
        let headerBytes = try Self.decode(parts.header, as: .header)
        payload = try Self.decode(parts.payload, as: .payload)
        signature = try Self.decode(parts.signature, as: .signature)
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

    /// Which JSON serialization a text is, by the member that sets it apart (RFC 7515 §7.2); nil when it may be compact.
    ///
    /// Nothing in it is believed: this only finds the right words to refuse it with.
    private static func jsonSerialization(of text: ArraySlice<UInt8>) -> TokenError.JSONSerialization? {
        guard text.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") else { return nil }
        do throws(JSONError) {
            let object = try JSONValue(parsing: text, depthLimit: 8).object
            if object?["signatures"] != nil { return .general }
            return object?["signature"] != nil ? .flattened : .neither
        } catch {
            return .neither
        }
    }

    private static func parts(
        of text: ArraySlice<UInt8>
    ) throws(TokenError) -> (header: ArraySlice<UInt8>, payload: ArraySlice<UInt8>, signature: ArraySlice<UInt8>) {
        guard !text.isEmpty else { throw .empty }
        let dot = UInt8(ascii: ".")
        guard let first = text.firstIndex(of: dot), let last = text.lastIndex(of: dot) else { throw .partCount(1) }
        guard first < last else { throw .partCount(2) }
        let payload = text[(first + 1)..<last]
        guard !payload.contains(dot) else {
            let count = 3 + payload.count { $0 == dot }
            throw count == 5 ? .encrypted : .partCount(count)
        }
        return (text[..<first], payload, text[(last + 1)...])
    }

    private static func decode(_ text: ArraySlice<UInt8>, as part: TokenError.Part) throws(TokenError) -> [UInt8] {
        do {
            return try Base64URL.decode(text)
        } catch {
            throw .notBase64URL(part, error)
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
