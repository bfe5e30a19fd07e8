// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON
import GatewayTransport

/// The answers of the Invoke API, with the headers of Lambda's.
struct InvokeAnswer: Sendable {
    let requestId: String
    let traceId: String

    /// - Source: `Invoke`, "LogType": the last 4 KB of the log.
    private static let logBytes = 4096

    var dryRun: Response { response(204) }

    var event: Response { response(202) }

    /// - Source: `InvokeAsync`, "Response Syntax".
    var invokeAsync: Response {
        var response = response(202)
        response.contentType = Array("application/json".utf8)
        response.body = Array(#"{"Status":202}"#.utf8)
        return response
    }

    /// What a function that was waited for has come to.
    ///
    /// - Throws: ``InvokeError`` when it did not run.
    func response(_ result: FunctionResult, _ wantsLog: Bool) throws(InvokeError) -> Response {
        let body: [UInt8]
        var isError = false
        switch result.outcome {
        case .payload(let payload): body = payload
        case .functionError(_, let payload):
            body = payload
            isError = true
        case .invokeError(let type): throw .notRun(type)
        }
        var response = response(200)
        response.contentType = Array("application/json".utf8)
        if isError { response.fields.append("X-Amz-Function-Error", "Unhandled") }
        if wantsLog {
            response.fields.append("X-Amz-Log-Result", Base64.encode(result.logTail.suffix(Self.logBytes)).utf8)
        }
        response.fields.append("X-Amz-Executed-Version", FunctionIdentifier.latest.utf8)
        response.body = body
        return response
    }

    private func response(_ status: UInt16) -> Response {
        var response = Response(status: status)
        response.fields.append("x-amzn-RequestId", requestId.utf8)
        response.fields.append("x-amzn-Remapped-Content-Length", "0")
        // Lambda writes it in small letters, and without the parent: root=1-…;sampled=0.
        let fields = traceId.split(separator: ";").map { $0.split(separator: "=", maxSplits: 1) }
        let told = fields.filter { $0.count == 2 && ["root", "sampled"].contains($0[0].lowercased()) }
        response.fields.append(
            "X-Amzn-Trace-Id",
            told.map { "\($0[0].lowercased())=\($0[1])" }.joined(separator: ";").utf8
        )
        return response
    }
}
