// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Testing

/// Texts with a few bytes changed: each is refused, or means the same after it was written and read again.
@Suite struct JSONMutationTests {
    private static let texts = [
        #"{"iss":"https://a/","aud":["b",1,-2.5e+10,true,false,null],"é":{"\ud83d\ude00":"\u0041\\\/"}}"#,
        #"[[[]],{},"",0,-0,1E5,{"a":{"a":{"a":[]}}}]"#,
    ]

    @Test(arguments: texts) func `whatever is read is written and read again as the same`(text: String) throws {
        var generator = Generator(state: 0x1234_5678_9ABC_DEF1)
        let alphabet = Array("{}[]\",:\\u0123eE+-.dtfn \n\u{0}\u{7F}".utf8) + [0x80, 0xC3, 0xFF]
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = Array(text.utf8)
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                let index = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: bytes[index] = alphabet.randomElement(using: &generator) ?? 0
                case 1: bytes.insert(alphabet.randomElement(using: &generator) ?? 0, at: index)
                default: bytes.remove(at: index)
                }
            }
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            accepted += 1
            let written = value.compactBytes
            guard try JSONValue(parsing: written) == value, try JSONValue(parsing: written).compactBytes == written
            else {
                Issue.record("\(String(decoding: bytes, as: UTF8.self))")
                return
            }
        }
        #expect(accepted > 1000)
    }
}

/// The same numbers in each run (Marsaglia's xorshift).
private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
