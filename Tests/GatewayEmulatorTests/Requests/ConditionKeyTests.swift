// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayJSON
import GatewayModel
import TestSupport
import Testing

/// What a policy's conditions and variables see of a request, over a socket.
///
/// - Source: API Gateway developer guide, "AWS condition keys that can be used in API Gateway resource policies"; IAM user
///   guide, "AWS global condition context keys".
struct ConditionKeyTests {
    private static func policy(_ condition: JSONValue, effect: String = "Allow", resource: String = "*") -> JSONValue {
        [
            "principalId": "user",
            "policyDocument": [
                "Version": "2012-10-17",
                "Statement": [
                    [
                        "Effect": .string(effect), "Action": "execute-api:Invoke", "Resource": .string(resource),
                        "Condition": condition,
                    ]
                ],
            ],
        ]
    }

    private func status(_ answer: JSONValue, _ field: String = "X: y") async throws -> (Int, String) {
        try await withGateway(try demoAPI(), parts(authorizer: { _ in answer })) { gateway in
            let response = try await gateway.ask("GET /dev/private", "Authorization: t", field)
            return (response.status, gateway.line)
        }
    }

    /// The clock of the test stands at 2026-11-18T11:06:40Z.
    @Test(
        arguments: [
            (["IpAddress": ["aws:SourceIp": "127.0.0.0/8"]], "X: y", 200),
            (["IpAddress": ["aws:SourceIp": ["203.0.113.0/24", "::1/128"]]], "X: y", 403),
            (["NotIpAddress": ["aws:SourceIp": "127.0.0.1"]], "X: y", 403),
            (["IpAddress": ["aws:SourceIp": "203.0.113.0/24"]], "X-Forwarded-For: 203.0.113.1", 403),
            (["StringLike": ["aws:UserAgent": "probe/*"]], "User-Agent: probe/1", 200),
            (["StringLike": ["aws:UserAgent": "probe/*"]], "User-Agent: other/1", 403),
            (["StringLike": ["aws:UserAgent": "probe/*"]], "X: y", 403),
            (["StringLikeIfExists": ["aws:UserAgent": "probe/*"]], "X: y", 200),
            (["StringEquals": ["AWS:referer": "https://a.example/"]], "Referer: https://a.example/", 200),
            (["Null": ["aws:Referer": "true"]], "X: y", 200),
            (["Null": ["aws:Referer": "true"]], "Referer: x", 403),
            (["Bool": ["aws:SecureTransport": "true"]], "X: y", 403),
            (["Bool": ["aws:SecureTransport": false]], "X: y", 200),
            (["DateLessThan": ["aws:CurrentTime": "2026-11-18T11:06:41Z"]], "X: y", 200),
            (["DateLessThan": ["aws:CurrentTime": "2026-11-18T11:06:40Z"]], "X: y", 403),
            (["NumericLessThanEquals": ["aws:EpochTime": 1_795_000_000]], "X: y", 200),
            (["StringEquals": ["aws:RequestedRegion": ["eu-west-1", "us-east-1"]]], "X: y", 200),
            (["StringEquals": ["aws:SourceVpc": "vpc-1"]], "X: y", 403),
            (["StringNotEquals": ["aws:SourceVpc": "vpc-1"]], "X: y", 200),
            (["StringEquals": ["aws:username": "mary"]], "X: y", 403),
        ] as [(JSONValue, String, Int)]
    )
    func `a condition is held against the request`(_ condition: JSONValue, _ field: String, _ status: Int) async throws
    {
        #expect(try await self.status(Self.policy(condition), field).0 == status)
    }

    @Test func `the line says which condition kept a statement from allowing`() async throws {
        let (_, line) = try await status(Self.policy(["IpAddress": ["aws:SourceIp": "203.0.113.0/24"]]))
        #expect(
            line == "403 GET /dev/private 0.00 ms · Deny: no statement of the policy allows it; "
                + "Statement[0] Condition IpAddress aws:SourceIp: 127.0.0.1 is not in 203.0.113.0/24"
        )
    }

    @Test func `a Deny with a condition denies only whom it names`() async throws {
        func answer(_ agent: String) -> JSONValue {
            let statements: JSONValue = [
                ["Effect": "Allow", "Action": "*", "Resource": "*"],
                [
                    "Sid": "robots", "Effect": "Deny", "Action": "execute-api:*", "Resource": "*",
                    "Condition": ["StringLike": ["aws:UserAgent": .string(agent)]],
                ],
            ]
            return ["principalId": "user", "policyDocument": ["Version": "2012-10-17", "Statement": statements]]
        }
        #expect(try await status(answer("*bot*"), "User-Agent: a browser").0 == 200)
        let (status, line) = try await status(answer("*bot*"), "User-Agent: a bot")
        #expect(status == 403)
        #expect(
            line.hasSuffix(
                "Deny: Statement[1] \"robots\" of the policy covers execute-api:Invoke on *; its Condition is met"
            )
        )
    }

    @Test func `a variable stands for the request's own value, each time anew`() async throws {
        let answer = Self.policy(
            ["Null": ["aws:UserAgent": "false"]],
            resource: "arn:aws:execute-api:*:*:*/dev/GET/users/${aws:UserAgent}"
        )
        let routes = [try route("GET /users/{id}", authorizer: "guard")]
        try await withGateway(api(routes), parts(authorizer: { _ in answer })) { (gateway) async throws -> Void in
            for (path, agent, status) in [
                ("mary", "mary", 200), ("mary", "john", 403), ("john", "john", 200), ("mary", "*", 403),
            ] {
                let response = try await gateway.ask(
                    "GET /dev/users/\(path)",
                    "Authorization: t",
                    "User-Agent: \(agent)"
                )
                #expect(response.status == status, "\(path) as \(agent)")
            }
            // One answer served them all.
            #expect(gateway.traces.all.filter { $0.authorization?.invocation != nil }.count == 1)
        }
    }

    @Test(
        arguments: [
            ["IpAdress": ["aws:SourceIp": "127.0.0.1"]], ["IpAddress": ["aws:SourceIp": "127.0.0"]],
            ["stringEquals": ["aws:UserAgent": "x"]], ["StringEquals": "x"], [],
        ] as [JSONValue]
    )
    func `a condition that is malformed is a 500`(_ condition: JSONValue) async throws {
        let (status, line) = try await status(Self.policy(condition))
        #expect(status == 500)
        #expect(line.contains("the authorizer's policy is malformed: Statement[0].Condition"), "\(line)")
    }
}
