// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport

/// `$context` as templates see it, and what mapped parameters take from a request.
extension RequestFacts {
    /// - Parameters:
    ///   - authorizer: The members of `$context.authorizer`; `nil` where no authorizer was asked.
    ///   - error: Those of `$context.error`; `nil` outside gateway responses.
    /// - Returns: Its members.
    /// - Source: API Gateway developer guide, "Variables for data transformations for API Gateway".
    func context(authorizer: JSONObject?, error: JSONObject? = nil) -> JSONObject {
        var object = JSONObject([
            "accountId": .string(identity.accountId),
            "apiId": .string(identity.apiId),
        ])
        if let authorizer { object["authorizer"] = .object(authorizer) }
        object["awsEndpointRequestId"] = .string(requestId.uuid)
        object["deploymentId"] = .string(deployment.deploymentId)
        object["domainName"] = .string(domainName)
        object["domainPrefix"] = .string(domainPrefix)
        if let error { object["error"] = .object(error) }
        object["extendedRequestId"] = .string(requestId.extendedID)
        object["httpMethod"] = .string(methodText)
        object["identity"] = .object(callerIdentity)
        for variable in [ContextVariable.path, .protocol, .requestId, .requestTime, .resourceId, .resourcePath, .stage]
        {
            object[variable.rawValue] = value(of: variable).map(JSONValue.string)
        }
        object["requestTimeEpoch"] = .number(JSONNumber(startedAt.millisecondsSince1970))
        return object
    }

    /// What an authorizer's answer says beside its policy, for `$context.authorizer`.
    static func authorizerContext(_ entries: [AuthorizerContext.Entry]) -> JSONObject {
        var object = JSONObject()
        for entry in entries { object[entry.key] = .string(entry.value) }
        return object
    }

    /// What a mapped parameter takes from the request; `nil` when it has no such thing.
    ///
    /// - Parameters:
    ///   - source: What the definition names; what belongs to the integration's answer has no value here.
    ///   - context: `$context`.
    /// - Returns: All values that are asked for.
    func values(of source: MappingSource, context: JSONObject) -> [String]? {
        switch source {
        case .constant(let text): return [text]
        case .requestHeader(let name, let all):
            return Self.some(head.values(ofName: Array(name.utf8)).map { String(decoding: $0, as: UTF8.self) }, all)
        case .requestQueryString(let name, let all):
            return Self.some(query.filter { $0.name.utf8.elementsEqual(name.utf8) }.map(\.value), all)
        case .requestPath(let name): return pathParameters[name].map { [$0] }
        case .requestBody(nil): return [String(decoding: request.body, as: UTF8.self)]
        case .requestBody(_?), .responseHeader, .responseBody: return nil
        case .context(let path): return context.text(at: path).map { [$0] }
        case .stageVariable(let name): return deployment.stageVariables[name].map { [$0] }
        }
    }

    /// All values, or the last.
    private static func some(_ values: [String], _ all: Bool) -> [String]? {
        all ? (values.isEmpty ? nil : values) : values.last.map { [$0] }
    }
}

extension JSONObject {
    /// What stands below a path of names with dots: a text as it is, anything else as JSON; `nil` for nothing.
    func text(at path: String) -> String? {
        var value = JSONValue.object(self)
        for name in path.split(separator: ".") {
            guard let next = value.object?[String(name)] else { return nil }
            value = next
        }
        switch value {
        case .string(let text): return text
        case .null: return nil
        default: return value.compactText
        }
    }
}
