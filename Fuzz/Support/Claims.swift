// SPDX-License-Identifier: Apache-2.0

/// The bytes that libFuzzer hands over.
///
/// - Parameters:
///   - start: The first of them; libFuzzer's memory, which is not kept.
///   - count: How many there are.
/// - Returns: A copy.
package func input(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: start, count: count))
}

/// Ends the process when a claim does not hold, which is how libFuzzer learns of it.
///
/// A `precondition` would do that, too, but an optimized build leaves its words out.
///
/// - Parameters:
///   - holds: Whether the claim holds.
///   - claim: What should be true, as a sentence.
package func require(_ holds: Bool, _ claim: @autoclosure () -> String) {
    guard holds else { fatalError("it does not hold that \(claim())") }
}

/// Whether a message stays on its line when it is logged, and shows what it holds.
///
/// - Parameter message: A message with something in it that a stranger wrote.
/// - Returns: Whether it has neither control characters nor marks that change how the rest is read.
package func isOneLine(_ message: String) -> Bool {
    message.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
