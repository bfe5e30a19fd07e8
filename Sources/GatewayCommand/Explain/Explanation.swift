// SPDX-License-Identifier: Apache-2.0

import GatewayEmulator
import GatewayJSON
import GatewayModel

/// A request, what became of it, and what a browser would make of that: everything that `gateway explain` shows.
struct Explanation {
    let request: ExplainedRequest
    /// The one that the request is for.
    let api: API
    /// How the embedded issuer is called, or `nil` where a tenant is configured.
    let embeddedIssuer: String?
    let outcome: Rehearsal.Outcome
    let message: HTTPMessage
    let browser: BrowserView

    /// The page that a browser is taken to show when the request names none: a development server's usual one.
    private static let usualOrigin = "http://localhost:5173"

    /// - Parameters:
    ///   - request: What is asked.
    ///   - project: What is served.
    ///   - rehearsal: Its APIs without sockets.
    ///   - embeddedIssuer: How the embedded issuer is called, or `nil` where a tenant is configured.
    ///   - isSecure: Whether the request is taken to come over TLS.
    init(
        _ request: ExplainedRequest,
        of project: Project,
        in rehearsal: Rehearsal,
        embeddedIssuer: String?,
        isSecure: Bool
    )
        async
    {
        self.request = request
        self.embeddedIssuer = embeddedIssuer
        outcome = await rehearsal.answer(request.bytes, isSecure: isSecure)
        let kind = outcome.kind
        api = project.apis.first { $0.kind == kind } ?? project.api
        message = HTTPMessage(outcome.message)

        let origin = request.header("origin") ?? Self.allowedOrigin(of: api) ?? Self.usualOrigin
        let fromPage = request.with([("Origin", origin)])
        let answer = HTTPMessage(await rehearsal.answer(fromPage.bytes, isSecure: isSecure).message)
        var preflight: HTTPMessage?
        if let question = request.preflight(from: origin) {
            preflight = HTTPMessage(await rehearsal.answer(question.bytes, isSecure: isSecure).message)
        }
        browser = BrowserView(request, origin: origin, answer: answer, preflight: preflight)
    }

    private static func allowedOrigin(of api: API) -> String? {
        guard case .these(let origins)? = api.cors?.origins else { return nil }
        return origins.first
    }

    /// What is to be kept out of sight.
    var redaction: Redaction { Redaction(outcome.trace.authorization?.kind.identitySources ?? []) }

    /// The same for a program.
    var json: JSONValue {
        var object = outcome.trace.json.object ?? JSONObject()
        object["methodArn"] = outcome.methodArn.map(JSONValue.string)
        object["candidates"] = .array(
            outcome.candidates.map { candidate in
                [
                    "route": .string("\(candidate.route.method) \(candidate.route.path)"),
                    "chosen": .bool(candidate.standing == .chosen),
                    "reason": .string(candidate.reason),
                ]
            }
        )
        if let invocation = outcome.trace.authorization?.invocation {
            object["event"] = redaction.event(invocation.event())
            object["answer"] = invocation.answer?()
        }
        object["response"] = [
            "status": .number(JSONNumber(Int64(message.status))),
            "headers": .array(message.fields.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "body": .string(message.body),
        ]
        object["browser"] = browser.json
        return .object(object)
    }
}
