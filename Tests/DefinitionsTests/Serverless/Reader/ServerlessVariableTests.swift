// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// Variables are refused where they would be read, and nothing else is taken for one.
struct ServerlessVariableTests {
    private func file(_ environment: String, custom: String = "{}") -> String {
        """
        service: s
        provider: {name: aws, runtime: nodejs20.x}
        custom: \(custom)
        functions:
          f:
            handler: a.b
            environment: {NAME: \(environment)}
            events: [{http: GET /x}]
        """
    }

    @Test(arguments: [
        ("'${self:custom.table}'", "${self:custom.table}"), ("'a ${env:X, 1} b'", "${env:X, 1}"),
        ("'${file(./c.yml):k}'", "${file(./c.yml):k}"), ("'${file(./c.yml)}'", "${file(./c.yml)}"),
        ("'${strToBool(x)}'", "${strToBool(x)}"), ("'${AWS::Region} ${ssm:/p}'", "${ssm:/p}"),
    ])
    func `a variable is refused by name and place`(written: String, variable: String) {
        let expected =
            #"s.yml:7:25: the variable "\#(variable)" is not resolved yet; write its value here, or keep a copy of the "#
            + "file for this"
        #expect(reportOfServerless(file(written)) == expected)
    }

    @Test(arguments: ["'${AWS::Region}'", "'${Name}'", "'$ { self:x }'", "'{self:x}'", "'$'", "'${'"])
    func `what is no variable is a text`(written: String) {
        #expect(reportOfServerless(file(written)) == "")
    }

    @Test func `what nobody reads may have variables`() {
        #expect(reportOfServerless(file("x", custom: "{a: '${ssm:/p}'}")) == "")
        #expect(reportOfServerless(file("x", custom: "{serverless-offline: {prefix: '${ssm:/p}'}}")) != "")
    }
}
