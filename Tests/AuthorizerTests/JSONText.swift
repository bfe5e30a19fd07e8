// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJSON
import GatewayModel

/// The JSON value of a text.
func json(_ text: String) throws -> JSONValue {
    try JSONValue(parsing: text.utf8)
}

func policy(_ text: String) throws -> PolicyDocument {
    try PolicyDocument(reading: json(text))
}

/// The request that most tests judge.
let methodArn = "arn:aws:execute-api:us-east-1:123456789012:localapi01/dev/GET/private"

extension PolicyDocument {
    func verdict(on arn: String = methodArn) -> Verdict {
        verdict(on: Array(arn.utf8), in: NoPolicyContext())
    }
}

/// A policy of one statement, with each part as JSON text.
func statement(
    effect: String = #""Allow""#,
    action: String = #""Action": "execute-api:Invoke""#,
    resource: String = #""Resource": "*""#
) throws -> PolicyDocument {
    try policy(#"{"Version": "2012-10-17", "Statement": [{"Effect": \#(effect), \#(action), \#(resource)}]}"#)
}
