// SPDX-License-Identifier: Apache-2.0

/// What is known of a request, for the conditions and variables of a policy.
///
/// - Source: IAM user guide, "IAM JSON policy elements: Condition", "The request context".
package protocol PolicyContext {
    /// The values of a condition key.
    ///
    /// They are texts: `true`, decimal numbers, dates in ISO 8601 or in seconds since 1970, addresses; binary values in
    /// base64. A key has several only where IAM's list of global keys calls it multivalued.
    ///
    /// - Parameter key: The key in small letters, for instance `aws:sourceip`: keys are not case-sensitive.
    /// - Returns: The values, `nil` when the request has none.
    func values(ofConditionKey key: String) -> [String]?
}

/// A request of which nothing is known but its method ARN.
package struct NoPolicyContext: PolicyContext {
    package init() {}

    package func values(ofConditionKey key: String) -> [String]? { nil }
}

/// The condition keys that API Gateway or IAM document for requests to `execute-api`, as they are spelled there.
///
/// A policy may name any other key; a request has none, which is an answer, too.
///
/// - Source: API Gateway developer guide, "AWS condition keys that can be used in API Gateway resource policies"; IAM
///   user guide, "AWS global condition context keys".
package enum ConditionKey: String, Sendable, Hashable, CaseIterable {
    case calledVia = "aws:CalledVia"
    case currentTime = "aws:CurrentTime"
    case epochTime = "aws:EpochTime"
    case multiFactorAuthAge = "aws:MultiFactorAuthAge"
    case multiFactorAuthPresent = "aws:MultiFactorAuthPresent"
    case principalAccount = "aws:PrincipalAccount"
    case principalArn = "aws:PrincipalArn"
    case principalOrgID = "aws:PrincipalOrgID"
    case principalOrgPaths = "aws:PrincipalOrgPaths"
    case principalServiceNamesList = "aws:PrincipalServiceNamesList"
    case principalType = "aws:PrincipalType"
    case referer = "aws:Referer"
    case requestedRegion = "aws:RequestedRegion"
    case secureTransport = "aws:SecureTransport"
    case sourceAccount = "aws:SourceAccount"
    case sourceArn = "aws:SourceArn"
    case sourceIp = "aws:SourceIp"
    case sourceVpc = "aws:SourceVpc"
    case sourceVpce = "aws:SourceVpce"
    case tagKeys = "aws:TagKeys"
    case tokenIssueTime = "aws:TokenIssueTime"
    case userAgent = "aws:UserAgent"
    case userid = "aws:userid"
    case username = "aws:username"
    case viaAWSService = "aws:ViaAWSService"
    case vpcSourceIp = "aws:VpcSourceIp"

    /// The key as a ``PolicyContext`` is asked for it.
    package var lowercased: String { asciiLowercased(rawValue) }

    /// Whether a request can have several values of it; every other key has one at most.
    package var isMultivalued: Bool {
        switch self {
        case .calledVia, .principalOrgPaths, .principalServiceNamesList, .tagKeys: true
        default: false
        }
    }

    /// A key as it is spelled in IAM's guide, whatever a policy wrote.
    ///
    /// - Parameter written: The key as a policy names it.
    /// - Returns: The documented spelling, or what was written when the key is not among these.
    static func documentedName(of written: String) -> String {
        let key = asciiLowercased(written)
        return allCases.first { $0.lowercased.utf8.elementsEqual(key.utf8) }?.rawValue ?? written
    }
}

/// Small letters for the capitals of ASCII; every other byte stays.
func asciiLowercased(_ text: String) -> String {
    String(decoding: text.utf8.map(asciiLowercased), as: UTF8.self)
}

func asciiLowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}
