// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayPatterns

/// Hands one input to the target: an `identityValidationExpression` on the first line, and what a client sends behind it.
///
/// That a match comes back in time is libFuzzer's to see: its time limit is fifty times what one may cost.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = input(start, count)
    let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let text = String(validating: parts[0], as: UTF8.self) else { return 0 }
    let subject = parts[1]
    checkQuoted(subject)
    do throws(PatternError) {
        let pattern = try Pattern(text)
        let outcome = pattern.matchesWhole(subject)
        require(pattern.matchesWhole(subject) == outcome, "a match comes to the same twice")
        require(try Pattern(text).matchesWhole(subject) == outcome, "a pattern is the same each time it is compiled")
        if outcome == .matches {
            require(String(validating: subject, as: UTF8.self) != nil, "only characters match")
        }
    } catch {
        require((0...text.unicodeScalars.count).contains(error.offset), "an error is in the pattern (\(error))")
    }
    return 0
}

/// In quotation marks of the pattern language every text matches itself.
private func checkQuoted(_ subject: ArraySlice<UInt8>) {
    guard let text = String(validating: subject, as: UTF8.self), !text.isEmpty, subject.count <= 4000,
        !text.utf8.elementsEqual("\\".utf8), !contains(subject, "\\E")
    else { return }
    do throws(PatternError) {
        require(try Pattern("\\Q\(text)\\E").matchesWhole(subject) == .matches, "a quoted text matches itself")
    } catch {
        fatalError("a quoted text is a pattern: \(error)")
    }
}

private func contains(_ bytes: ArraySlice<UInt8>, _ text: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    return bytes.indices.contains { bytes[$0...].starts(with: wanted) }
}
