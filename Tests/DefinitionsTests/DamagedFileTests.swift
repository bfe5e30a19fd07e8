// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import TestSupport
import Testing

/// A file that a slipping hand or a broken disk has changed.
struct DamagedFileTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `a damaged file is read in full or refused with a reason`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
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
                for case .request(let sources) in result.api.authorizers.map(\.kind) {
                    #expect(!sources.isEmpty || result.api.authorizers.contains { $0.resultTtlInSeconds == 0 })
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
        stageVariables: {tenant: acme, level: 2}
        cors:
          origins: [https://app.example.com, "http://localhost:3000"]
          headers: [Authorization, X-A]
          methods: [GET, POST]
          credentials: true
          maxAge: 600
        authorizers:
          first: &first
            handler: builtin:auth0
            identityValidationExpression: "^Bearer [-0-9a-zA-Z._]{1,9}(?<!x)$"
            resultTtlInSeconds: 60
            audience: [a, b]
            issuer: https://t.example.com/
            jwksUri: keys/jwks.json
            scopes: read write
          second: *first
          third:
            handler: builtin:allow
            type: REQUEST
            identitySource: method.request.header.A, method.request.querystring.b, stageVariables.tenant, context.path
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
        "\n---\n", "#", ",", "*", "$", "(", "[a&&", "\u{FEFF}", "é", "~", "\0",
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
