// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport

/// `requestContext` in its three forms.
///
/// - Source: recorded proxy events; API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs".
extension RequestFacts {
    /// A REST API's.
    ///
    /// - Parameter authorizer: What the authorizer says; `nil` without one, and for an authorizer's own event.
    /// - Returns: Its members.
    func requestContext(_ authorizer: AuthorizerContext? = nil) -> JSONObject {
        var object = JSONObject(literal: [
            "resourceId": .string(route?.path.resourceId ?? ""),
            "resourcePath": .string(route?.path.description ?? ""),
            "httpMethod": .string(methodText),
            "extendedRequestId": .string(requestId.extendedID),
            "requestTime": .string(startedAt.commonLogFormat),
            "path": .string(rawPath),
            "accountId": .string(identity.accountId),
            "protocol": .string(protocolText),
            "stage": .string(deployment.stageName),
            "domainPrefix": .string(domainPrefix),
            "requestTimeEpoch": .number(JSONNumber(startedAt.millisecondsSince1970)),
            "requestId": .string(requestId.uuid),
            "identity": .object(callerIdentity),
            "domainName": .string(domainName),
            "deploymentId": .string(deployment.deploymentId),
            "apiId": .string(identity.apiId),
        ])
        if let authorizer { object["authorizer"] = authorizer.json }
        return object
    }

    /// An HTTP API's of format 1.0: both ids are the same, and the resource's is its route key.
    func requestContextV1(_ authorizer: AuthorizerContext? = nil) -> JSONObject {
        var caller = callerIdentity
        caller["userAgent"] = .string(text(ofHeader: "user-agent") ?? "")
        return JSONObject(literal: [
            "accountId": .string(identity.accountId),
            "apiId": .string(identity.apiId),
            "authorizer": authorizer?.json ?? ["claims": nil, "scopes": nil],
            "domainName": .string(domainName),
            "domainPrefix": .string(domainPrefix),
            "extendedRequestId": .string(requestId.extendedID),
            "httpMethod": .string(methodText),
            "identity": .object(caller),
            "path": .string(decodedPath),
            "protocol": .string(protocolText),
            "requestId": .string(requestId.extendedID),
            "requestTime": .string(startedAt.commonLogFormat),
            "requestTimeEpoch": .number(JSONNumber(startedAt.millisecondsSince1970)),
            "resourceId": route.map { .string($0.key) } ?? .null,
            "resourcePath": route.map { .string($0.path.description) } ?? .null,
            "stage": .string(deployment.stageName),
        ])
    }

    /// An HTTP API's of format 2.0.
    func requestContextV2(_ authorizer: AuthorizerContext? = nil) -> JSONObject {
        var object = JSONObject(literal: [
            "accountId": .string(identity.accountId),
            "apiId": .string(identity.apiId),
        ])
        if let authorizer { object["authorizer"] = authorizer.jsonV2 }
        object["domainName"] = .string(domainName)
        object["domainPrefix"] = .string(domainPrefix)
        object["http"] = [
            "method": .string(methodText),
            "path": .string(decodedPath),
            "protocol": .string(protocolText),
            "sourceIp": .string(sourceIp),
            "userAgent": .string(text(ofHeader: "user-agent") ?? ""),
        ]
        object["requestId"] = .string(requestId.extendedID)
        object["routeKey"] = .string(route?.key ?? "")
        object["stage"] = .string(deployment.stageName)
        object["time"] = .string(startedAt.commonLogFormat)
        object["timeEpoch"] = .number(JSONNumber(startedAt.millisecondsSince1970))
        return object
    }

    /// Its twelve members; nothing is known of a caller who did not sign with keys of AWS.
    var callerIdentity: JSONObject {
        JSONObject(literal: [
            "cognitoIdentityPoolId": nil, "accountId": nil, "cognitoIdentityId": nil, "caller": nil,
            "sourceIp": .string(sourceIp), "principalOrgId": nil, "accessKey": nil,
            "cognitoAuthenticationType": nil, "cognitoAuthenticationProvider": nil, "userArn": nil,
            "userAgent": text(ofHeader: "user-agent").map(JSONValue.string) ?? .null, "user": nil,
        ])
    }

    var methodText: String { String(decoding: head.method, as: UTF8.self) }

    private var protocolText: String { head.isHTTP10 ? "HTTP/1.0" : "HTTP/1.1" }
}
