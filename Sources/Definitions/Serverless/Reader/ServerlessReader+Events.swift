// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `events` of a function.
extension ServerlessReader {
    /// What would have to be served, and is not yet.
    static let unsupportedEvents = ["websocket": "WebSocket APIs", "alb": "Application Load Balancers"]

    /// What calls a function otherwise than over HTTP.
    static let otherEvents = [
        "activemq", "alexaSkill", "alexaSmartHome", "cloudFront", "cloudwatchEvent", "cloudwatchLog", "cognitoUserPool",
        "docdb", "eventBridge", "iot", "iotFleetProvisioning", "kafka", "msk", "rabbitmq", "s3", "schedule", "sns",
        "sqs",
        "stream",
    ]

    mutating func readEvents(of function: ServerlessFunction) {
        guard let node = function.events, !node.isNull,
            let events = problems.sequence(node, for: "events", of: "events")
        else { return }
        for event in events where !event.isNull {
            guard let entry = event.mapping?.entries.first(where: { !$0.key.isMerge }) else {
                readNamedEvent(event, of: function)
                continue
            }
            if let other = event.mapping?.entries.first(where: { $0.key.text != entry.key.text && !$0.key.isMerge }) {
                problems.note(
                    "\(quoted(other.key.text)) stands beside the event, not under it",
                    at: other.key.position,
                    suggestion: "indent it more, or begin an event of its own with \"- \""
                )
                continue
            }
            switch entry.key.text {
            case "http": readHTTPEvent(entry, of: function)
            case "httpApi": readHTTPAPIEvent(entry, of: function)
            default: skipEvent(entry.key.text, of: function, at: entry.key.position)
            }
        }
    }

    /// An event that is a name alone, such as `alexaSkill`.
    private mutating func readNamedEvent(_ event: YAMLNode, of function: ServerlessFunction) {
        guard let text = event.scalar?.text else {
            return problems.wrongType(event, "events", wanted: "a list of events") ?? ()
        }
        guard text != "http", text != "httpApi" else {
            return problems.note(
                "the event \(quoted(text)) says nothing about its route",
                at: event.position,
                suggestion: "write \"\(text): GET /path\""
            )
        }
        skipEvent(text, of: function, at: event.position)
    }

    private mutating func skipEvent(_ name: String, of function: ServerlessFunction, at position: SourcePosition) {
        if let what = Self.unsupportedEvents[name] {
            return unsupported("\(what) are not supported yet", at: position, leavingOut: "this event")
        }
        let known = ["http", "httpApi"] + Self.otherEvents + Self.unsupportedEvents.keys.sorted()
        if !known.contains(name), let near = nearest(to: name, among: known) {
            // It could be meant for a route.
            return problems.note(
                "unknown event \(quoted(name))",
                at: position,
                suggestion: "did you mean \(quoted(near))?"
            )
        }
        notices.append(
            "\(position): the event \(quoted(name)) of \(quoted(function.key)) is no HTTP, and never happens here"
        )
    }

    /// Notes that a route runs a function.
    ///
    /// - Returns: Whether it can be run.
    mutating func use(_ function: ServerlessFunction, for route: String, at position: SourcePosition) -> Bool {
        usedFunctions.insert(function.key)
        guard let refusal = function.refusal else { return true }
        if options.skipsUnsupported { warnings.note("\(refusal.message); \(quoted(route)) is left out", at: position) }
        return false
    }
}

/// One HTTP event on its way to a route.
struct ServerlessEvent {
    let function: ServerlessFunction
    let position: SourcePosition
    let method: RouteMethod
    let path: PathTemplate
    /// The map; `nil` for a text, `GET /users`.
    let mapping: YAMLMapping?

    var name: String { path.isDefault ? path.description : "\(method) \(path)" }
}
