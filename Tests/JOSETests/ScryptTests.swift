// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import Testing

/// Password hashes, by the vectors of RFC 7914 §12; the last of them needs a gigabyte, and is left out.
struct ScryptTests {
    @Test(
        arguments: [
            (
                "", "", 16, 1, 1,
                "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                    + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
            ),
            (
                "password", "NaCl", 1024, 8, 16,
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                    + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
            ),
            (
                "pleaseletmein", "SodiumChloride", 16_384, 8, 1,
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                    + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
            ),
        ] as [(String, String, UInt64, UInt64, UInt64, String)]
    )
    func `the hash is that of RFC 7914`(
        _ password: String,
        _ salt: String,
        _ iterations: UInt64,
        _ blockSize: UInt64,
        _ parallelization: UInt64,
        _ expected: String
    ) {
        let cost = Scrypt.Cost(iterations: iterations, blockSize: blockSize, parallelization: parallelization)
        let hash = Scrypt.hash(password.utf8, salt: Array(salt.utf8), cost: cost, byteCount: 64)
        #expect(hexadecimal(hash) == expected)
    }

    @Test func `without more it is 32 bytes at the cost of logging in`() {
        // PBKDF2 makes the last bytes, so a shorter hash is the beginning of a longer one (RFC 7914 §6).
        let hash = Scrypt.hash("pleaseletmein".utf8, salt: Array("SodiumChloride".utf8))
        #expect(hexadecimal(hash) == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2")
    }

    @Test(arguments: [
        ("", "", true), ("a", "a", true), ("a", "b", false), ("a", "", false), ("a", "ab", false), ("A", "a", false),
        // Other bytes, though Swift's `==` calls the texts equal.
        ("\u{E9}", "e\u{301}", false),
    ])
    func `secrets are compared by their bytes`(_ one: String, _ other: String, _ areEqual: Bool) {
        #expect(constantTimeEquals(one.utf8, other.utf8) == areEqual)
        #expect(constantTimeEquals(Array(other.utf8), one.utf8) == areEqual)
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
