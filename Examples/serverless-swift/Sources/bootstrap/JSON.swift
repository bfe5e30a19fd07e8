// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A function: an event, and what becomes of it.
typealias Handler = (_ event: [UInt8]) throws -> any Encodable

/// What a function throws; its message is all that API Gateway looks at.
struct Failure: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}

func encode(_ value: any Encodable) throws -> [UInt8] {
    do {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    } catch {
        throw Failure("the answer cannot be written: \(error)")
    }
}

func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value {
    do {
        return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
        throw Failure("this is no \(type): \(error)")
    }
}

/// Decodes base64url without padding (RFC 7515 §2).
func decodeBase64URL(_ text: some StringProtocol) -> [UInt8]? {
    guard !text.contains(where: { "+/=".contains($0) }) else { return nil }
    var base64 = text.map { character -> Character in
        switch character {
        case "-": "+"
        case "_": "/"
        default: character
        }
    }
    while base64.count % 4 != 0 { base64.append("=") }
    return Data(base64Encoded: String(base64)).map(Array.init)
}

/// Seconds since 1970, as tokens count them.
func now() -> Double { Date().timeIntervalSince1970 }
