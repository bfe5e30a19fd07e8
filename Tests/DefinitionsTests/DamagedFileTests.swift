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
            let text = Damage.done(to: original, &random)
            do throws(DefinitionProblems) {
                let result = try RoutesFile.read(text: text, file: "r.yml")
                #expect(!result.api.routes.isEmpty)
                #expect(result.routePositions.count == result.api.routes.count)
                for route in result.api.routes {
                    guard case .private(let name, _) = route.access else { continue }
                    #expect(result.api.authorizer(named: name) != nil)
                }
                for case .request(let sources, _) in result.api.authorizers.map(\.kind) {
                    #expect(!sources.isEmpty || result.api.authorizers.contains { $0.resultTtlInSeconds == 0 })
                }
            } catch {
                Damage.expectReasons(error, in: text)
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
}
