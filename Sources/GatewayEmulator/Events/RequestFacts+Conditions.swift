// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayModel
import GatewayTime
import GatewayTransport

/// The condition keys of a request.
///
/// - Source: API Gateway developer guide, "AWS condition keys that can be used in API Gateway resource policies": those of
///   them that a request has which is not signed and does not come through a VPC endpoint; IAM user guide, "AWS global
///   condition context keys".
extension RequestFacts: PolicyContext {
    func values(ofConditionKey key: String) -> [String]? {
        value(ofConditionKey: key).map { [$0] }
    }

    private func value(ofConditionKey key: String) -> String? {
        switch key {
        case "aws:sourceip": sourceIp
        case "aws:useragent": text(ofHeader: "user-agent")
        case "aws:referer": text(ofHeader: "referer")
        case "aws:currenttime": startedAt.iso8601
        case "aws:epochtime": String(startedAt.secondsSince1970)
        // The transport as it is: API Gateway itself answers over TLS only, and localhost speaks both.
        case "aws:securetransport": request.isSecure ? "true" : "false"
        case "aws:requestedregion": identity.region
        case "aws:viaawsservice": "false"
        default: nil
        }
    }
}
