// SPDX-License-Identifier: Apache-2.0

import GatewayTransport

/// What of Lambda's API a request names by method and path.
struct Operation {
    /// The function as the caller names it, decoded.
    let function: String
    /// What stands behind the question mark.
    let query: ArraySlice<UInt8>
    let isInvokeAsync: Bool

    /// - Throws: `UnknownOperationException` for everything else.
    init(_ request: Request) throws(InvokeError) {
        let target = request.head.target
        let path = target.prefix { $0 != UInt8(ascii: "?") }
        query = target[path.endIndex...].dropFirst()
        var segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        // InvokeAsync is documented with a slash at its end, and some clients add or drop one.
        if segments.last?.isEmpty == true { segments.removeLast() }
        let words = segments.map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 4, words[1] == "functions" else { throw Self.unknown(request, path) }
        switch (words[0], words[3]) {
        case ("2015-03-31", "invocations"): isInvokeAsync = false
        case ("2014-11-13", "invoke-async"): isInvokeAsync = true
        case (_, "response-streaming-invocations"):
            throw .unknownOperation(
                "InvokeWithResponseStream is not emulated: functions answer as a whole here. Call Invoke."
            )
        default: throw Self.unknown(request, path)
        }
        guard request.head.hasMethod("POST") else { throw Self.unknown(request, path) }
        // No name holds "+" or a space, so it does not matter that this is a form's decoding.
        guard let name = FormURLEncoded.decode(segments[segments.startIndex + 2]) else {
            throw .invalid(words[2], at: "functionName", "Member must be percent-encoded")
        }
        function = String(decoding: name, as: UTF8.self)
    }

    private static func unknown(_ request: Request, _ path: ArraySlice<UInt8>) -> InvokeError {
        let method = String(decoding: request.head.method, as: UTF8.self)
        return .unknownOperation(
            "\(method) \(String(decoding: path.prefix(200), as: UTF8.self)) is no operation of the Invoke API: it has "
                + "POST /2015-03-31/functions/{FunctionName}/invocations and "
                + "POST /2014-11-13/functions/{FunctionName}/invoke-async/."
        )
    }
}
