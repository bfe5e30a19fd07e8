// SPDX-License-Identifier: Apache-2.0

import GatewayJSON

/// What the last of a case's requests has to bring.
///
/// Names of headers are compared without regard to case, but for ``rawHeaderNames``. Members of events are named by
/// dotted paths: `requestContext.stage`.
struct Expectation: Sendable {
    let status: Int?
    /// Of all requests, in their order.
    let statuses: [Int]

    let headers: [(name: String, value: String)]
    let headersPresent: [String]
    let headersAbsent: [String]
    /// Regular expressions that hold for the whole value.
    let headersMatch: [(name: String, value: String)]
    /// All values of a name, in their order.
    let headerValues: [(name: String, value: JSONValue)]
    let rawHeaderNames: [String]

    let body: String?
    let bodyMatch: String?
    let bodyContains: String?
    let bodyBase64: String?
    let bodyJSON: JSONValue?
    let bodyJSONHas: [String]
    let contentLength: Int?

    /// Of the function that was called last.
    let event: EventExpectation
    /// Of the authorizer that was called last.
    let authorizerEvent: EventExpectation
    /// How often authorizers were called.
    let invocations: Int?
    /// The function that ran.
    let selected: String?
    /// That no function ran which is not an authorizer.
    let selectedNone: Bool

    init(_ value: JSONValue, _ place: String) throws(CaseMistake) {
        var members = try Members(value, place)
        status = try members.optionalInteger("status")
        var statuses: [Int] = []
        for value in try members.list("statuses") {
            guard let status = value.number?.int64 else { throw CaseMistake("a status of \(place) is no number") }
            statuses.append(Int(status))
        }
        self.statuses = statuses
        headers = try members.textPairs("headers")
        headersPresent = try members.texts("headersPresent")
        headersAbsent = try members.texts("headersAbsent")
        headersMatch = try members.textPairs("headersMatch")
        headerValues = try members.pairs("headerValues")
        rawHeaderNames = try members.texts("rawHeaderNames")
        body = try members.optionalText("body")
        bodyMatch = try members.optionalText("bodyMatch")
        bodyContains = try members.optionalText("bodyContains")
        bodyBase64 = try members.optionalText("bodyBase64")
        bodyJSON = members.value("bodyJSON")
        bodyJSONHas = try members.texts("bodyJSONHas")
        contentLength = try members.optionalInteger("contentLength")
        event = try EventExpectation(&members, "event")
        authorizerEvent = try EventExpectation(&members, "authorizerEvent")
        invocations = try members.optionalInteger("invocations")
        let selected = members.value("selected")
        self.selected = selected?.string
        selectedNone = selected == .null
        try members.finish()
    }
}

/// What an event has to hold.
struct EventExpectation: Sendable {
    let values: [(name: String, value: JSONValue)]
    let has: [String]
    let absent: [String]
    /// Regular expressions that hold for the whole text.
    let match: [(name: String, value: String)]
    /// The keys of the whole event, if they are said; nothing else may be there.
    let keys: [String]
    let requestContextKeys: [String]

    init(_ members: inout Members, _ name: String) throws(CaseMistake) {
        values = try members.pairs(name)
        has = try members.texts("\(name)Has")
        absent = try members.texts("\(name)Absent")
        match = try members.textPairs("\(name)Match")
        keys = try members.texts("\(name)Keys")
        requestContextKeys = name == "event" ? try members.texts("requestContextKeys") : []
    }

    var isEmpty: Bool {
        values.isEmpty && has.isEmpty && absent.isEmpty && match.isEmpty && keys.isEmpty && requestContextKeys.isEmpty
    }
}
