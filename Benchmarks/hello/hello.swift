// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// What the function reads of its event.
struct Event: Decodable {
    var path: String
    var httpMethod: String
    var headers: [String: String]?
}

struct Answer: Encodable {
    var statusCode = 200
    var headers = ["Content-Type": "application/json"]
    var body: String
}

struct Message: Encodable {
    var message: String
    var path: String
}

/// The function of the rows in Swift: `bootstrap` and the Hummingbird peer are built with it.
func hello(_ event: Event) throws -> Answer {
    let message = Message(message: "Welcome to our Public API!", path: event.path)
    return Answer(body: String(decoding: try JSONEncoder().encode(message), as: UTF8.self))
}
