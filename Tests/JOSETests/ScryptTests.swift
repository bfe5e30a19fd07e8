// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import Testing

/// The test vectors of RFC 7914 §12.
struct ScryptTests {
    struct Vector: Sendable {
        let password: String
        let salt: String
        let cost: UInt64
        let blockSize: UInt64
        let parallelism: UInt64
        let hash: String
    }

    @Test(arguments: [
        Vector(
            password: "",
            salt: "",
            cost: 16,
            blockSize: 1,
            parallelism: 1,
            hash: "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        Vector(
            password: "password",
            salt: "NaCl",
            cost: 1024,
            blockSize: 8,
            parallelism: 16,
            hash: "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        Vector(
            password: "pleaseletmein",
            salt: "SodiumChloride",
            cost: 16_384,
            blockSize: 8,
            parallelism: 1,
            hash: "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ])
    func `it computes what the RFC has`(_ vector: Vector) {
        let hash = Scrypt.hash(
            vector.password.utf8,
            salt: Array(vector.salt.utf8),
            cost: vector.cost,
            blockSize: vector.blockSize,
            parallelism: vector.parallelism,
            length: 64
        )
        let digits = Array("0123456789abcdef".utf8)
        let text = String(decoding: hash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
        #expect(text == vector.hash)
    }
}
