// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

/// A set of keys: RFC 7517 §5.
@Suite struct JWKSetTests {
    private func document(_ entries: [JSONValue]) -> [UInt8] {
        JSONValue.object(JSONObject(["keys": .array(entries)])).compactBytes
    }

    private func entry(_ key: PrivateKey, kid: String?) throws -> JSONObject {
        try JWK(key.publicKey, kid: kid).object
    }

    @Test func `one bad key does not spoil the set`() throws {
        var bad = try entry(Keys.rsa, kid: "bad")
        bad["e"] = "AQ"
        let set = try JWKSet(
            parsing: document([
                .object(entry(Keys.p256, kid: "first")), .object(bad), "garbage", nil,
                .object(entry(Keys.rsa, kid: "last")), .object(JSONObject()),
            ])
        )
        #expect(set.keys.map(\.kid) == ["first", "last"])
        #expect(
            set.rejected == [
                JWKSet.Rejected(index: 1, kid: "bad", reason: .key(.exponentTooSmall)),
                JWKSet.Rejected(index: 2, kid: nil, reason: .notAnObject(found: "a string")),
                JWKSet.Rejected(index: 3, kid: nil, reason: .notAnObject(found: "null")),
                JWKSet.Rejected(index: 5, kid: nil, reason: .memberMissing("kty")),
            ]
        )
        #expect(set["first"]?.algorithm == .es256)
        #expect(set["last"]?.algorithm == .rs256)
        #expect(set["bad"] == nil)
        #expect(set.rejection(of: "bad") == .key(.exponentTooSmall))
        #expect(set.rejection(of: "first") == nil)
        #expect(set.rejection(of: "nowhere") == nil)
    }

    @Test func `two good keys of one name are both rejected`() throws {
        let set = try JWKSet(
            parsing: document([
                .object(entry(Keys.rsa, kid: "twin")), .object(entry(Keys.p256, kid: "twin")),
                .object(entry(Keys.p384, kid: "single")),
            ])
        )
        #expect(set.keys.map(\.kid) == ["single"])
        #expect(set.rejected.map(\.reason) == [.kidTwice, .kidTwice])
        #expect(set["twin"] == nil)
    }

    @Test func `a bad key does not take the name of a good one away`() throws {
        var encryption = try entry(Keys.p256, kid: "name")
        encryption["use"] = "enc"
        let set = try JWKSet(parsing: document([.object(encryption), .object(entry(Keys.rsa, kid: "name"))]))
        #expect(set["name"]?.algorithm == .rs256)
    }

    @Test func `names that only look alike are two names`() throws {
        let set = JWKSet([
            try JWK(Keys.rsa.publicKey, kid: "\u{E9}"), try JWK(Keys.p256.publicKey, kid: "e\u{301}"),
        ])
        #expect(set["\u{E9}"]?.algorithm == .rs256)
        #expect(set["e\u{301}"]?.algorithm == .es256)
    }

    @Test func `a key without a name is rejected`() throws {
        let set = try JWKSet(parsing: document([.object(entry(Keys.rsa, kid: nil))]))
        #expect(set.keys.isEmpty)
        #expect(set.rejected == [JWKSet.Rejected(index: 0, kid: nil, reason: .memberMissing("kid"))])
    }

    @Test func `an empty list is a set without keys`() throws {
        let set = try JWKSet(parsing: bytes(#"{"keys":[],"more":1}"#))
        #expect(set.keys.isEmpty)
        #expect(set.rejected.isEmpty)
    }

    @Test(arguments: [
        ("", JWKSetError.notJSON(JSONError(reason: .unexpectedEnd, offset: 0))),
        ("<html>", .notJSON(JSONError(reason: .unexpectedByte(UInt8(ascii: "<")), offset: 0))),
        ("[]", .notAnObject(found: "a list")), ("{}", .keysMissing),
        (#"{"keys":{}}"#, .keysNotAList(found: "an object")),
        (#"{"keys":null}"#, .keysNotAList(found: "null")),
        (#"{"keys":[],"keys":[]}"#, .notJSON(JSONError(reason: .duplicateMember("keys"), offset: 11))),
        (#"{"keys":[{"kty":"RSA","kty":"EC"}]}"#, .notJSON(JSONError(reason: .duplicateMember("kty"), offset: 22))),
    ])
    func `what is not a JWKS is refused as a whole`(text: String, error: JWKSetError) {
        #expect(throws: error) { try JWKSet(parsing: bytes(text)) }
    }

    @Test func `a document nested deeper than any JWKS is refused`() {
        let deep = bytes(#"{"keys":"# + String(repeating: "[", count: 100_000))
        #expect(throws: JWKSetError.notJSON(JSONError(reason: .tooDeep(limit: 16), offset: 23))) {
            try JWKSet(parsing: deep)
        }
    }

    @Test func `a hundred keys are read and one more is not`() throws {
        let hundred = [JSONValue](repeating: .object(JSONObject()), count: JWKSet.keyLimit)
        #expect(try JWKSet(parsing: document(hundred)).rejected.count == 100)
        #expect(throws: JWKSetError.tooManyKeys(101)) { try JWKSet(parsing: document(hundred + [nil])) }
    }

    @Test func `a document of half a MiB is read and a longer one is not`() {
        let text = bytes(#"{"keys":[]}"#)
        let padding = [UInt8](repeating: 0x20, count: JWKSet.byteLimit - text.count)
        #expect(throws: Never.self) { try JWKSet(parsing: text + padding) }
        #expect(throws: JWKSetError.tooLarge(bytes: JWKSet.byteLimit + 1)) {
            try JWKSet(parsing: text + padding + [0x20])
        }
    }

    @Test func `a set is published and read back`() throws {
        let set = try Tenant.keys
        let read = try JWKSet(parsing: JSONValue.object(set.object).compactBytes)
        #expect(read.keys.map(\.kid) == ["rsa", "p256", "p384"])
        #expect(read.rejected.isEmpty)
    }
}
