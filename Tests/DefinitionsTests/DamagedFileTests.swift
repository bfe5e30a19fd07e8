// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import TestSupport
import Testing

/// A file that a slipping hand or a broken disk has changed.
struct DamagedFileTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `a damaged file is read in full or refused with a reason`(_ seed: UInt64) {
        var random = SeededGenerator(state: seed)
        for _ in 0..<50 {
            let text = damaged(Array(original.utf8), &random)
            do throws(DefinitionProblems) {
                let result = try RoutesFile.read(text: text, file: "r.yml")
                #expect(!result.api.routes.isEmpty)
                #expect(result.routePositions.count == result.api.routes.count)
                for route in result.api.routes {
                    guard case .private(let name) = route.access else { continue }
                    #expect(result.api.authorizer(named: name) != nil)
                }
            } catch {
                let lines = String(decoding: text, as: UTF8.self).split(
                    omittingEmptySubsequences: false,
                    whereSeparator: \.isNewline
                )
                for problem in error.problems {
                    #expect(!problem.message.isEmpty)
                    #expect(problem.position.map { $0.column >= 1 && 1...lines.count + 1 ~= $0.line } ?? false)
                }
            }
        }
    }

    private let original = """
        api: rest
        stage: dev
        authorizers:
          first: &first
            handler: builtin:auth0
            resultTtlInSeconds: 60
          second: *first
        public:
          - GET /public: builtin:public
        private:
          - POST /a/{id}:
              handler: builtin:private
              authorizer: first
          - ANY /b/{proxy+}: {handler: builtin:private, authorizer: second}
        """

    private let pieces = [
        "[", "]", "{", "}", "&x ", "*first", "!x ", "- ", ": ", "\n", "  ", "\t", "\"", "'", "|", ">", "? ", "<<: ",
        "\n---\n", "#", "\u{FEFF}", "é", "~", "\0",
    ]

    private func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0...Int.random(in: 0..<3, using: &random) {
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 1...40, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[start] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.insert(contentsOf: pieces.randomElement(using: &random)?.utf8 ?? "".utf8, at: start)
            case 2:
                bytes.insert(contentsOf: Array(bytes[start..<end]), at: Int.random(in: 0..<start + 1, using: &random))
            default: bytes.removeSubrange(start..<min(end, bytes.count - 1))
            }
        }
        return bytes
    }
}

/// SplitMix64: the same numbers for the same seed, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
