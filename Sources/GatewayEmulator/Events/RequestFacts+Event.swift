// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport

/// What a REQUEST authorizer is told.
///
/// - Source: API Gateway developer guide, "Input to an API Gateway Lambda authorizer"; the members of `requestContext` as
///   recorded with proxy events. There is no body, and a map without entries is `{}`, where a proxy event has `null`.
extension RequestFacts {
    func requestEvent(_ format: AuthorizerDefinition.RequestFormat) -> JSONObject {
        let headers = Multimap(headerPairs)
        let query = Multimap(queryPairs)
        return JSONObject([
            "resource": .string(route.path.description),
            "path": .string(pathText),
            "httpMethod": .string(String(decoding: head.method, as: UTF8.self)),
            "headers": headers.lastValues,
            "multiValueHeaders": headers.allValues,
            "queryStringParameters": query.lastValues,
            "multiValueQueryStringParameters": query.allValues,
            "pathParameters": Self.texts(route.path.parameters(in: path.matched)),
            "stageVariables": Self.texts(deployment.stageVariables),
            "requestContext": requestContext,
        ])
    }

    private var requestContext: JSONValue {
        var object = JSONObject()
        let variables: [ContextVariable] = [
            .resourceId, .resourcePath, .httpMethod, .extendedRequestId, .requestTime, .path, .accountId, .protocol,
            .stage, .domainPrefix,
        ]
        for variable in variables { object[variable.rawValue] = value(of: variable).map(JSONValue.string) }
        object["requestTimeEpoch"] = .number(JSONNumber(startedAt.millisecondsSince1970))
        object["requestId"] = .string(requestId.uuid)
        object["identity"] = callerIdentity
        object["domainName"] = .string(domainName)
        object["deploymentId"] = .string(deployment.deploymentId)
        object["apiId"] = .string(identity.apiId)
        return .object(object)
    }

    /// Its twelve members; nothing is known of a caller who did not sign with keys of AWS.
    private var callerIdentity: JSONValue {
        [
            "cognitoIdentityPoolId": nil, "accountId": nil, "cognitoIdentityId": nil, "caller": nil,
            "sourceIp": .string(sourceIp), "principalOrgId": nil, "accessKey": nil,
            "cognitoAuthenticationType": nil, "cognitoAuthenticationProvider": nil, "userArn": nil,
            "userAgent": text(ofHeader: "user-agent").map(JSONValue.string) ?? .null, "user": nil,
        ]
    }

    private static func texts(_ map: [String: String]) -> JSONValue {
        .object(
            JSONObject(
                distinct: map.sorted { $0.key < $1.key }.map { (name: $0.key, value: JSONValue.string($0.value)) }
            )
        )
    }

    // MARK: - Headers

    /// The request's headers, less those that end at the gateway, and those that it adds.
    private var headerPairs: [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for index in 0..<head.fieldCount {
            let (name, value) = head.field(at: index)
            let lowercase = String(decoding: name, as: UTF8.self).lowercased()
            guard !Self.dropped.contains(lowercase), replacedHeader(lowercase) == nil else { continue }
            let spelled = Self.canonical[lowercase] ?? String(decoding: name, as: UTF8.self)
            pairs.append((spelled, String(decoding: value, as: UTF8.self)))
        }
        for name in Self.replaced {
            if let value = replacedHeader(name.lowercased()) { pairs.append((name, value)) }
        }
        return pairs
    }

    /// The value of a header that the gateway writes itself.
    ///
    /// - Parameter name: In small letters.
    /// - Returns: `nil` for a header that is the client's.
    func replacedHeader(_ name: String) -> String? {
        switch name {
        case "x-amzn-trace-id": traceId
        case "x-forwarded-for": forwardedFor
        case "x-forwarded-port": forwardedPort
        case "x-forwarded-proto": request.isSecure ? "https" : "http"
        default: nil
        }
    }

    /// - Source: recorded: headers of the request that a function does not see.
    private static let dropped: Set<String> = [
        "connection", "content-length", "content-md5", "expect", "max-forwards", "proxy-authenticate", "server", "te",
        "trailer", "transfer-encoding", "upgrade", "www-authenticate",
    ]

    private static let replaced = ["X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"]

    /// Well-known names arrive in one spelling, whatever the client's; other names keep it.
    private static let canonical = ["authorization": "Authorization", "host": "Host", "user-agent": "User-Agent"]

    /// Each proxy adds whom it heard it from.
    private var forwardedFor: String {
        let earlier = head.values(ofName: Array("x-forwarded-for".utf8)).map { String(decoding: $0, as: UTF8.self) }
        return (earlier + [sourceIp]).joined(separator: ", ")
    }

    private var forwardedPort: String {
        let host = text(ofHeader: "host") ?? ""
        let port = host.dropFirst(domainName.count)
        return port.first == ":" && port.count > 1 ? String(port.dropFirst()) : request.isSecure ? "443" : "80"
    }
}

/// Names with all their values, in the order in which the names came first.
///
/// Names are compared as bytes: for Swift's `==` some that differ are the same text.
private struct Multimap {
    private var entries: [(name: String, values: [String])] = []

    init(_ pairs: [(name: String, value: String)]) {
        var positions: [[UInt8]: Int] = [:]
        for (name, value) in pairs {
            let key = Array(name.utf8)
            if let position = positions[key] {
                entries[position].values.append(value)
            } else {
                positions[key] = entries.count
                entries.append((name, [value]))
            }
        }
    }

    /// - Source: recorded: the single-value maps hold the last one.
    var lastValues: JSONValue {
        .object(JSONObject(distinct: entries.map { (name: $0.name, value: JSONValue.string($0.values.last ?? "")) }))
    }

    var allValues: JSONValue {
        .object(
            JSONObject(
                distinct: entries.map { (name: $0.name, value: JSONValue.array($0.values.map(JSONValue.string))) }
            )
        )
    }
}
