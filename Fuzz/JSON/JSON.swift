// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayJSON

/// Hands one input to the target: a JSON text.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do throws(JSONError) {
        let value = try JSONValue(parsing: input(start, count))
        let compact = value.compactBytes
        require(written(compact) == compact, "what is written is read as the same")
        require(written(Array(value.prettyLines().joined(separator: "\n").utf8)) == compact, "lines change nothing")
        require(depth(of: value) <= 64, "no value is nested deeper than the limit")
        if case .string(let text) = value {
            require(isOneLine(quotedExcerpt(text)), "an excerpt stays on its line")
        }
    } catch {
        require((0...count).contains(error.offset), "an error is in the text")
        require(isOneLine(error.description), "a reason stays on its line: \(error.description.debugDescription)")
    }
    return 0
}

/// The bytes of a value that was written once: texts are compared by bytes, which `==` on Swift's strings does not do.
private func written(_ bytes: [UInt8]) -> [UInt8] {
    do throws(JSONError) {
        return try JSONValue(parsing: bytes).compactBytes
    } catch {
        fatalError("what we write is no JSON: \(error)")
    }
}

private func depth(of value: JSONValue) -> Int {
    switch value {
    case .array(let elements): 1 + (elements.map(depth).max() ?? 0)
    case .object(let object): 1 + (object.members.map { depth(of: $0.value) }.max() ?? 0)
    default: 0
    }
}
