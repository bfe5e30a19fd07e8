// SPDX-License-Identifier: Apache-2.0

import FuzzSupport

/// Hands one input to the target: what a browser and its pages send to the issuer, a line per request.
///
/// Conversation says how a line is read.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let conversation = Conversation()
    for line in input(start, count).split(separator: UInt8(ascii: "\n")).prefix(6) {
        conversation.say(Array(line))
    }
    return 0
}
