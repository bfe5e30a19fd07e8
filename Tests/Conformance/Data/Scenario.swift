// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON

/// A gateway, what it is asked, and what has to come back.
struct Scenario: Sendable {
    /// A routes.yml.
    let definition: String
    /// Tokens that the requests name.
    let tokens: [String: TokenRecipe]
    /// Which documents of the issuer cannot be had.
    let unreachable: Document?
    let requests: [CaseRequest]
    let expectation: Expectation

    enum Document: String, Sendable {
        case discovery
        case jwks
    }

    init(_ members: inout Members) throws(CaseMistake) {
        let place = members.place
        definition = try members.texts("definition").joined(separator: "\n") + "\n"
        var tokens: [String: TokenRecipe] = [:]
        for (name, value) in try members.pairs("tokens") {
            tokens[name] = try TokenRecipe(value, "the token \(name) of \(place)")
        }
        self.tokens = tokens
        let unreachable = try members.optionalText("unreachable")
        self.unreachable = unreachable.flatMap(Document.init)
        guard (unreachable == nil) == (self.unreachable == nil) else {
            throw CaseMistake("\(place) says that something unknown cannot be had")
        }
        var requests: [CaseRequest] = []
        for value in try members.list("requests") {
            requests.append(try CaseRequest(value, "request \(requests.count + 1) of \(place)"))
        }
        self.requests = requests
        guard !requests.isEmpty, let expected = members.value("expect") else {
            throw CaseMistake("\(place) asks nothing, or expects nothing")
        }
        expectation = try Expectation(expected, "what \(place) expects")
    }
}

/// One request.
struct CaseRequest: Sendable {
    let method: String
    let target: String
    let headers: [(name: String, value: String)]
    let body: [UInt8]
    /// How many seconds pass before it is sent.
    let secondsBefore: Int
    /// How many seconds pass while the gateway waits for a function.
    let secondsWaiting: Int?

    init(_ value: JSONValue, _ place: String) throws(CaseMistake) {
        var members = try Members(value, place)
        method = try members.text("method")
        target = try members.text("path")
        var headers: [(name: String, value: String)] = []
        for pair in try members.list("headers") {
            guard let texts = pair.array, texts.count == 2, let name = texts[0].string, let value = texts[1].string
            else {
                throw CaseMistake("a header of \(place) is not a pair of texts")
            }
            headers.append((name, value))
        }
        for value in try members.list("headersRepeat") {
            let (name, text) = try Self.long(value, place)
            headers.append((name, text))
        }
        self.headers = headers
        body = try Self.body(&members)
        secondsBefore = try members.optionalInteger("secondsBefore") ?? 0
        secondsWaiting = try members.optionalInteger("secondsWaiting")
        try members.finish()
    }

    private static func body(_ members: inout Members) throws(CaseMistake) -> [UInt8] {
        if let text = try members.optionalText("body") { return Array(text.utf8) }
        if let text = try members.optionalText("bodyBase64") {
            do {
                return try Base64.decode(text)
            } catch {
                throw CaseMistake("bodyBase64 of \(members.place) is no base64")
            }
        }
        guard let long = members.value("bodyRepeat") else { return [] }
        return Array(try Self.long(long, members.place).text.utf8)
    }

    /// A long text, and the name that it goes by: `{"name": "X-Big", "text": "x", "count": 10241}`.
    private static func long(_ value: JSONValue, _ place: String) throws(CaseMistake) -> (name: String, text: String) {
        var members = try Members(value, "a long text of \(place)")
        let name = try members.optionalText("name") ?? ""
        let text = try members.text("text")
        guard let count = try members.optionalInteger("count") else {
            throw CaseMistake("a long text of \(place) has no count")
        }
        try members.finish()
        return (name, String(repeating: text, count: count))
    }
}

/// What a token is made of.
struct TokenRecipe: Sendable {
    let claims: JSONObject
    let algorithm: String
    let kid: String?
    /// Who signs: `published`, whom the JWKS knows, `p256`, whom it knows too, or `stranger`.
    let key: String

    init(_ value: JSONValue, _ place: String) throws(CaseMistake) {
        var members = try Members(value, place)
        guard let claims = members.value("claims")?.object else { throw CaseMistake("\(place) has no claims") }
        self.claims = claims
        algorithm = try members.optionalText("alg") ?? "RS256"
        key = try members.optionalText("key") ?? "published"
        let kid = members.value("kid")
        self.kid = kid == .null ? nil : kid?.string ?? key
        try members.finish()
    }
}
