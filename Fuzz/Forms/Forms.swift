// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayIssuer

/// Hands one input to the target: a query, or a body in `application/x-www-form-urlencoded`.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = input(start, count)
    let others = SimpleForm(bytes)
    do throws(OAuthError) {
        let parameters = try Parameters(form: bytes[...])
        require(others.pairs.count <= 200, "nobody sends 200 parameters")
        require(others.isWellFormed, "a form with a bad escape, or that is no UTF-8, is refused")
        require(!others.repeatsItself, "a parameter that somebody reads stands once (RFC 6749 §3.1)")
        for (name, value) in Dictionary(others.texts.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }) {
            // RFC 6749 §3.1: sent without a value is as good as not sent.
            require(parameters[name] == (value.isEmpty ? nil : value), "\(name) is what was sent")
        }
        require(try Parameters(form: Array(parameters.encoded.utf8)[...]) == parameters, "it can be written and read")
        require(parameters.encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "what is written may stand in a URL")
    } catch {
        require(
            others.pairs.count > 200 || !others.isWellFormed || others.repeatsItself,
            "what is refused is wrong (\(error.description))"
        )
        require(error.status == 400 && error.code == "invalid_request", "it is the client's fault")
    }
    return 0
}

/// The same, read again in a simpler way.
private struct SimpleForm {
    let pairs: [(name: [UInt8]?, value: [UInt8]?)]

    init(_ bytes: [UInt8]) {
        pairs = bytes.split(separator: UInt8(ascii: "&")).map { piece in
            let parts = piece.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(Array(parts[0])), Self.decoded(parts.count == 2 ? Array(parts[1]) : []))
        }
    }

    /// `nil` for a pair that cannot be read.
    private var all: [(name: String, value: String)?] {
        pairs.map { pair in
            guard let name = pair.name.flatMap({ String(validating: $0, as: UTF8.self) }),
                let value = pair.value.flatMap({ String(validating: $0, as: UTF8.self) })
            else { return nil }
            return (name, value)
        }
    }

    var texts: [(name: String, value: String)] { all.compactMap(\.self) }

    var isWellFormed: Bool { texts.count == pairs.count }

    var repeatsItself: Bool {
        let known = texts.map(\.name).filter(Parameters.known.contains)
        return Set(known).count < known.count
    }

    private static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "%"):
                // A number may begin with a sign, and an escape may not.
                guard index + 2 < bytes.count, bytes[index + 1] != UInt8(ascii: "+"),
                    bytes[index + 1] != UInt8(ascii: "-"),
                    let value = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
                else { return nil }
                result.append(value)
                index += 3
            case let byte:
                result.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
                index += 1
            }
        }
        return result
    }
}
