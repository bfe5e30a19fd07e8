// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJSON

/// The requests on which every policy is tried.
enum SampleRequest {
    static let all: [(arn: [UInt8], facts: Facts)] = [
        (bytes(stage + "GET/pets/7"), Facts(values: [:])),
        (bytes(stage + "GET/pets/7"), known),
        // A client's path may be any bytes: characters of several bytes, a wildcard, and what is no UTF-8.
        (bytes(stage + "POST/p\u{E4}ts/*/?/${aws:username}/") + [0xC3, 0xFF], known),
    ]

    static let denyAll: JSONValue = ["Effect": "Deny", "Action": "*", "Resource": "*"]

    private static let stage = "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/"

    private static let known = Facts(values: [
        "aws:sourceip": ["203.0.113.7"],
        "aws:username": ["*"],
        "aws:useragent": ["curl/8.0 \u{202E}\u{1B}[2J\n"],
        "aws:currenttime": ["2026-11-22T14:02:11Z"],
        "aws:epochtime": ["1795356131"],
        "aws:securetransport": ["true"],
        "aws:referer": [""],
        "aws:multifactorauthage": ["-12.50"],
        "aws:sourcearn": ["arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/GET/pets"],
        "aws:userid": ["Zm9v"],
        "aws:tagkeys": ["a", "b", ""],
        "aws:calledvia": ["", ""],
    ])

    private static func bytes(_ text: String) -> [UInt8] {
        Array(text.utf8)
    }
}

/// What is known of a request, by condition key in small letters.
struct Facts: PolicyContext {
    let values: [String: [String]]

    func values(ofConditionKey key: String) -> [String]? { values[key] }
}
