// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayEmulator
import GatewayHandlers

/// Hands one input to the target: what a function behind a proxy integration returned.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let payload = input(start, count)
    judge { () throws(ProxyAnswerError) in try ProxyAnswer.rest(payload, acceptsBinary: false) }
    judge { () throws(ProxyAnswerError) in try ProxyAnswer.rest(payload, acceptsBinary: true) }
    judge { () throws(ProxyAnswerError) in try ProxyAnswer.httpV1(payload) }
    judge { () throws(ProxyAnswerError) in try ProxyAnswer.httpV2(payload) }
    return 0
}

private func judge(_ read: () throws(ProxyAnswerError) -> ProxyResponse) {
    let response: ProxyResponse
    do throws(ProxyAnswerError) {
        response = try read()
    } catch {
        if case .malformed(let reason) = error { require(isOneLine(reason), "the reason stays on its line") }
        return
    }
    require((200...599).contains(response.status), "\(response.status) is a status")
    require(
        !response.headers.contains { $0.name.lowercased() == "content-type" },
        "Content-Type stands where it belongs"
    )
    if let reason = response.malformation {
        require(isOneLine(reason), "the reason stays on its line")
        return
    }
    for header in response.headers {
        require(header.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }, "a value ends no line")
        require(
            header.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") },
            "a name is a name"
        )
    }
}
