// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayJSON
import GatewayModel

/// What a REQUEST authorizer is told.
///
/// - Source: API Gateway developer guide, "Input to an API Gateway Lambda authorizer" and "Control access to HTTP APIs with
///   AWS Lambda authorizers". There is no body. On a REST API a map without entries is `{}`, where a proxy event has `null`.
extension RequestFacts {
    func requestEvent(_ format: AuthorizerDefinition.RequestFormat) -> JSONObject {
        switch format {
        case .rest: requestEvent(context: requestContext(), path: pathText)
        case .v1: requestEvent(context: requestContextV1(), path: rawPath)
        case .v2: requestEventV2()
        }
    }

    private func requestEvent(context: JSONObject, path: String) -> JSONObject {
        let headers = Multimap(headers)
        let query = Multimap(query)
        return JSONObject(literal: [
            "resource": .string(route?.path.description ?? ""),
            "path": .string(path),
            "httpMethod": .string(methodText),
            "headers": headers.lastValues,
            "multiValueHeaders": headers.allValues,
            "queryStringParameters": query.lastValues,
            "multiValueQueryStringParameters": query.allValues,
            "pathParameters": Self.texts(pathParameters),
            "stageVariables": Self.texts(deployment.stageVariables),
            "requestContext": .object(context),
        ])
    }

    private func requestEventV2() -> JSONObject {
        var object = JSONObject(literal: ["routeKey": .string(route?.key ?? "")])
        appendPath(to: &object)
        object["requestContext"] = .object(requestContextV2())
        appendParameters(to: &object)
        return object
    }
}
