// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayHandlers
import GatewayJSON
import GatewayModel
import GatewayTime
import GatewayTransport

/// One request, and what the gateway knows of it: where events, identity sources, condition keys and what templates see
/// are taken from.
///
/// It is made of references; texts are made when somebody asks.
struct RequestFacts: Sendable {
    let request: Request
    let path: RequestPath
    /// `nil` when none was found.
    let resource: Deployment.Resource?
    let deployment: Deployment
    let requestId: RequestID
    let startedAt: Timestamp
    /// Empty where no authorizer is asked.
    var methodArn: [UInt8] = []

    var head: RequestHead { request.head }
    var route: Route? { resource?.route }
    var identity: APIIdentity { deployment.identity }

    /// The client's address: an IPv4 address that came through an IPv6 socket in its own form.
    var sourceIp: String {
        let text = request.peer.hostText
        let prefix = "::ffff:"
        return text.hasPrefix(prefix) && text.contains(".") ? String(text.dropFirst(prefix.count)) : text
    }

    /// The first value of a header as a text.
    ///
    /// - Parameter name: In small letters.
    /// - Returns: The value without white space around it; `nil` when there is no such header.
    func text(ofHeader name: StaticString) -> String? {
        head.firstValue(of: name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The host that the client called, without the port.
    var domainName: String {
        guard let host = text(ofHeader: "host") else { return "localhost" }
        if host.hasPrefix("[") { return String(host.prefix { $0 != "]" }) + "]" }
        return String(host.prefix { $0 != ":" })
    }

    /// The id that the answer shows: a REST API has a UUID, an HTTP API the same text for both of its ids.
    var requestText: String { deployment.kind == .rest ? requestId.uuid : requestId.extendedID }

    /// The variables of the route's path.
    ///
    /// - Source: recorded: a REST API decodes nothing, an HTTP API does.
    var pathParameters: [String: String] {
        guard let route else { return [:] }
        let values = route.path.parameters(in: path.matched)
        return deployment.kind == .rest ? values : values.mapValues(PercentEncoding.decode)
    }

    /// The path below the stage; `/` for the root.
    var pathText: String { path.path.isEmpty ? "/" : String(decoding: path.path, as: UTF8.self) }

    /// The path with its stage, as an HTTP API's events show it; nothing decoded.
    ///
    /// The `$default` stage has no name in it.
    var rawPath: String { String(decoding: path.fromStage, as: UTF8.self) }

    var decodedPath: String { PercentEncoding.decode(rawPath) }

    /// The names and values of the query, decoded, in their order.
    ///
    /// - Source: recorded: the query is form-decoded, so `+` is a space.
    var query: [NameAndValue] {
        FormURLEncoded.pairs(of: path.query).map { pair in
            NameAndValue(
                String(decoding: FormURLEncoded.decodeLeniently(pair.name), as: UTF8.self),
                String(decoding: FormURLEncoded.decodeLeniently(pair.value), as: UTF8.self)
            )
        }
    }

    /// The value of `X-Amzn-Trace-Id` that events carry.
    var traceId: String {
        var bytes: [UInt8] = []
        ResponseWriter.appendTraceID(
            requestId,
            incoming: head.firstValue(of: "x-amzn-trace-id"),
            seconds: startedAt.secondsSince1970,
            to: &bytes
        )
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension RequestFacts: GuardedRequest {
    var authorizationScopes: [String] {
        if case .private(_, let scopes)? = route?.access { scopes } else { [] }
    }

    func header(_ name: [UInt8]) -> ArraySlice<UInt8>? {
        head.firstValue(ofLowercase: name)
    }

    func values(of source: IdentitySource) -> [ArraySlice<UInt8>] {
        switch source {
        case .header(let name):
            // What the gateway puts in place of the client's is what an event shows, too.
            if let value = replacedHeader(name.lowercased()) { return [Array(value.utf8)[...]] }
            return head.values(ofName: Array(name.utf8))
        case .queryString(let name):
            let wanted = Array(name.utf8)
            return FormURLEncoded.pairs(of: path.query).compactMap { pair in
                guard FormURLEncoded.decodeLeniently(pair.name) == wanted else { return nil }
                return FormURLEncoded.decodeLeniently(pair.value)[...]
            }
        case .stageVariable(let name):
            return deployment.stageVariables[name].map { [Array($0.utf8)[...]] } ?? []
        case .context(let variable):
            return value(of: variable).map { [Array($0.utf8)[...]] } ?? []
        }
    }

    /// - Source: API Gateway developer guide, "Variables for data models, authorizers, mapping templates, and CloudWatch
    ///   access logging".
    func value(of variable: ContextVariable) -> String? {
        switch variable {
        case .accountId: identity.accountId
        case .apiId: identity.apiId
        case .domainName: domainName
        case .domainPrefix: domainPrefix
        case .extendedRequestId: requestId.extendedID
        case .httpMethod: String(decoding: head.method, as: UTF8.self)
        case .path: String(decoding: path.fromStage, as: UTF8.self)
        case .protocol: head.isHTTP10 ? "HTTP/1.0" : "HTTP/1.1"
        case .requestId: requestText
        case .requestTime: startedAt.commonLogFormat
        case .requestTimeEpoch: String(startedAt.millisecondsSince1970)
        case .resourceId: route?.path.resourceId
        case .resourcePath: route?.path.description
        case .routeKey: deployment.kind == .http ? route?.key : nil
        case .stage: deployment.stageName
        case .sourceIp: sourceIp
        case .userAgent: text(ofHeader: "user-agent")
        }
    }

    /// The first label of the host.
    var domainPrefix: String {
        domainName.first == "[" ? domainName : String(domainName.prefix { $0 != "." })
    }
}
