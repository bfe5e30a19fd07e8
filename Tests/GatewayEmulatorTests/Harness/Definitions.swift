// SPDX-License-Identifier: Apache-2.0

import GatewayAuthorizer
import GatewayEmulator
import GatewayHandlers
import GatewayJSON
import GatewayModel
import Synchronization

/// A route in one line: `GET /users/{id}`.
///
/// - Parameters:
///   - text: Method and resource.
///   - authorizer: The guard of a private route; `nil` for a public one.
///   - handler: What it runs.
/// - Returns: The route.
/// - Throws: ``NoRoute`` or the template's error.
func route(_ text: String, authorizer: String? = nil, _ handler: HandlerReference = .function("echo")) throws -> Route {
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 2, let method = RouteMethod(parts[0]) else { throw NoRoute(text: text) }
    return Route(
        method: method,
        path: try PathTemplate(parsing: parts[1]),
        access: authorizer.map { .private(authorizer: $0) } ?? .public,
        handler: handler
    )
}

struct NoRoute: Error {
    let text: String
}

/// An API on the stage `dev` whose private routes are guarded by the function `guard`.
func api(_ routes: [Route], ttl: Int = 300) -> API {
    API(
        stage: "dev",
        routes: routes,
        authorizers: [
            AuthorizerDefinition(name: "guard", function: .function("guard"), resultTtlInSeconds: ttl)
        ]
    )
}

/// One public and one private route, as the product ships them.
func demoAPI(ttl: Int = 300) throws -> API {
    api(
        [
            try route("GET /public", .builtIn(.public)),
            try route("GET /private", authorizer: "guard", .builtIn(.private)),
        ],
        ttl: ttl
    )
}

/// Parts with an echo handler, and an authorizer that allows everything to `user`.
func parts(authorizer: @escaping AuthorizerFunction = { _ in policy("Allow", "*") }) -> GatewayParts {
    var parts = GatewayParts()
    parts.authorizers["guard"] = authorizer
    parts.handlers["echo"] = { .json(echo($0).compactText) }
    return parts
}

func policy(_ effect: String, _ resource: String, principalId: JSONValue = "user") -> JSONValue {
    [
        "principalId": principalId,
        "policyDocument": [
            "Version": "2012-10-17",
            "Statement": [["Effect": .string(effect), "Action": "execute-api:Invoke", "Resource": .string(resource)]],
        ],
        "context": ["role": "admin", "level": 7],
    ]
}

/// What a handler was told, as JSON.
private func echo(_ event: HandlerEvent) -> JSONValue {
    var object = JSONObject([
        "method": .string(event.method),
        "path": .string(event.path),
        "resource": .string(event.resource),
        "body": .string(String(decoding: event.body, as: UTF8.self)),
    ])
    var parameters = JSONObject()
    for (name, value) in event.pathParameters.sorted(by: { $0.key < $1.key }) {
        parameters[name] = .string(value)
    }
    object["pathParameters"] = .object(parameters)
    if let authorizer = event.authorizer {
        var context = JSONObject(["principalId": authorizer.principalId.map(JSONValue.string) ?? .null])
        for entry in authorizer.entries { context[entry.key] = .string(entry.value) }
        object["authorizer"] = .object(context)
    }
    return .object(object)
}

/// What happened, in order.
final class Record<Element: Sendable>: Sendable {
    private let state = Mutex<[Element]>([])

    func note(_ element: Element) {
        state.withLock { $0.append(element) }
    }

    var all: [Element] { state.withLock { $0 } }
}

/// An error with words of the test's choice.
struct Worded: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
