// SPDX-License-Identifier: Apache-2.0

import GatewayTransport

/// What a runtime asks for.
enum Endpoint {
    case next
    case response(ArraySlice<UInt8>)
    case error(ArraySlice<UInt8>)
    case initError

    /// - Returns: `nil` when there is no such method and path.
    init?(_ head: RequestHead) {
        let target = head.target
        guard target.starts(with: Self.invocation) else {
            guard head.hasMethod("POST"), target.elementsEqual(Self.initErrorPath) else { return nil }
            self = .initError
            return
        }
        let rest = target.dropFirst(Self.invocation.count)
        if head.hasMethod("GET") {
            guard rest.elementsEqual("next".utf8) else { return nil }
            self = .next
            return
        }
        guard head.hasMethod("POST"), let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let last = rest[(slash + 1)...]
        if last.elementsEqual("response".utf8) {
            self = .response(rest[..<slash])
        } else if last.elementsEqual("error".utf8) {
            self = .error(rest[..<slash])
        } else {
            return nil
        }
    }

    private static let invocation = Array("/2018-06-01/runtime/invocation/".utf8)
    private static let initErrorPath = Array("/2018-06-01/runtime/init/error".utf8)
}
