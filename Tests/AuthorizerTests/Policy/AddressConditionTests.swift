// SPDX-License-Identifier: Apache-2.0

import Testing

/// IP address operators.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Condition operators", "IP address condition operators"
///   (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html); Access
///   Analyzer, "Improve IP range": bits behind the prefix are ignored.
struct AddressConditionTests {
    @Test(arguments: [
        ConditionClaim("IpAddress", #""203.0.113.0/24""#, ["203.0.113.0"], .met),
        ConditionClaim("IpAddress", #""203.0.113.0/24""#, ["203.0.113.255"], .met),
        ConditionClaim("IpAddress", #""203.0.113.0/24""#, ["203.0.114.0"], .notMet),
        ConditionClaim("IpAddress", #""203.0.113.0/24""#, ["203.0.112.255"], .notMet),
        ConditionClaim("IpAddress", #""203.0.113.77/24""#, ["203.0.113.1"], .met),
        ConditionClaim("IpAddress", #""203.0.113.128/25""#, ["203.0.113.128"], .met),
        ConditionClaim("IpAddress", #""203.0.113.128/25""#, ["203.0.113.127"], .notMet),
        ConditionClaim("IpAddress", #""203.0.113.7""#, ["203.0.113.7"], .met),
        ConditionClaim("IpAddress", #""203.0.113.7""#, ["203.0.113.6"], .notMet),
        ConditionClaim("IpAddress", #""203.0.113.7/32""#, ["203.0.113.7"], .met),
        ConditionClaim("IpAddress", #""203.0.113.6/31""#, ["203.0.113.7"], .met),
        ConditionClaim("IpAddress", #""0.0.0.0/0""#, ["198.51.100.7"], .met),
        ConditionClaim("IpAddress", #""128.0.0.0/1""#, ["198.51.100.7"], .met),
        ConditionClaim("IpAddress", #""128.0.0.0/1""#, ["127.0.0.1"], .notMet),
        ConditionClaim("IpAddress", #"["10.0.0.0/8", "127.0.0.1"]"#, ["127.0.0.1"], .met),
        ConditionClaim("IpAddress", #""203.0.113.0/24""#, nil, .notMet),
        ConditionClaim("NotIpAddress", #""203.0.113.0/24""#, ["203.0.113.9"], .notMet),
        ConditionClaim("NotIpAddress", #""203.0.113.0/24""#, ["198.51.100.7"], .met),
        ConditionClaim("NotIpAddress", #"["203.0.113.0/24", "198.51.100.0/24"]"#, ["198.51.100.7"], .notMet),
        ConditionClaim("NotIpAddress", #"["203.0.113.0/24", "198.51.100.0/24"]"#, ["127.0.0.1"], .met),
        ConditionClaim("NotIpAddress", #""203.0.113.0/24""#, nil, .met),
    ])
    func `an IPv4 address is in a range or not`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: [
        ConditionClaim("IpAddress", #""2001:DB8:1234:5678::/64""#, ["2001:db8:1234:5678::1"], .met),
        ConditionClaim("IpAddress", #""2001:DB8:1234:5678::/64""#, ["2001:db8:1234:5679::1"], .notMet),
        ConditionClaim("IpAddress", #""2001:db8::/29""#, ["2001:dbf::1"], .met),
        ConditionClaim("IpAddress", #""2001:db8::/29""#, ["2001:dc0::1"], .notMet),
        ConditionClaim("IpAddress", #""::1""#, ["0:0:0:0:0:0:0:1"], .met),
        ConditionClaim("IpAddress", #""::1""#, ["::2"], .notMet),
        ConditionClaim("IpAddress", #""::1/128""#, ["::1"], .met),
        ConditionClaim("IpAddress", #""::/0""#, ["2001:db8::1"], .met),
        ConditionClaim("IpAddress", #"["203.0.113.0/24", "2001:DB8:1234:5678::/64"]"#, ["2001:db8:1234:5678::1"], .met),
        // The families are two worlds.
        ConditionClaim("IpAddress", #""::/0""#, ["127.0.0.1"], .notMet),
        ConditionClaim("IpAddress", #""0.0.0.0/0""#, ["::1"], .notMet),
        ConditionClaim("NotIpAddress", #""0.0.0.0/0""#, ["::1"], .met),
        // But an IPv4 client is one, however the socket shows it (RFC 4291 §2.5.5.2).
        ConditionClaim("IpAddress", #""203.0.113.0/24""#, ["::ffff:203.0.113.9"], .met),
        ConditionClaim("IpAddress", #""::ffff:203.0.113.0/120""#, ["203.0.113.9"], .met),
        ConditionClaim("IpAddress", #""::ffff:203.0.113.0/120""#, ["203.0.114.9"], .notMet),
        ConditionClaim("IpAddress", #""::ffff:cb00:7109""#, ["203.0.113.9"], .met),
        ConditionClaim("NotIpAddress", #""203.0.113.0/24""#, ["::ffff:203.0.113.9"], .notMet),
    ])
    func `so is an IPv6 address`(_ claim: ConditionClaim) throws {
        try claim.check()
    }

    @Test(arguments: [
        "", "*", "10.0.0/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/8/8", "10.0.0.0/a",
        "/8", "256.0.0.1", "010.0.0.1", "10.0.0.1 ", "10.0.0.1:80", "::1/129", "fe80::1%eth0", "[::1]", ":::",
        "localhost",
        "10.0.0.0/255.0.0.0", "::ffff:10.0.0.0/95", "${aws:SourceIp}", "10.0.0.0/99999999999999999999",
    ])
    func `anything else is no range`(_ text: String) throws {
        try ConditionMistake(
            #"{"IpAddress": {"aws:k": "\#(text)"}}"#,
            #".IpAddress.aws:k: "\#(text)" is not an IP address or a range like 203.0.113.0/24"#
        ).check()
    }

    @Test(arguments: ["", "localhost", "10.0.0", "10.0.0.1/32", "10.0.0.1:80", "fe80::1%eth0", "10.0.0.1\u{0}"])
    func `a value of the request that is no address decides nothing`(_ value: String) throws {
        try ConditionClaim("IpAddress", #""0.0.0.0/0""#, [value], .undecidable).check()
        try ConditionClaim("NotIpAddress", #""10.0.0.0/8""#, [value], .undecidable).check()
    }
}
