// SPDX-License-Identifier: Apache-2.0

/// The Runtime API: events come out of it, answers go into it, over one connection that stays.
struct RuntimeAPI: ~Copyable {
    private var connection: HTTPConnection
    private static let version = "/2018-06-01/runtime"

    struct Invocation {
        let requestId: String
        let event: [UInt8]
    }

    private struct ErrorReport: Encodable {
        var errorMessage: String
        var errorType = "Error"
    }

    /// Connects to `host:port`, as `AWS_LAMBDA_RUNTIME_API` has it.
    init(at address: String) throws {
        connection = try HTTPConnection(to: address)
    }

    /// Waits for an event.
    mutating func next() throws -> Invocation {
        let response = try connection.send("GET", "\(Self.version)/invocation/next")
        guard response.status == 200, let id = response.fields["lambda-runtime-aws-request-id"] else {
            throw Failure("the Runtime API answered \(response.status)")
        }
        return Invocation(requestId: id, event: response.body)
    }

    mutating func respond(to invocation: Invocation, _ answer: [UInt8]) throws {
        _ = try connection.send("POST", "\(Self.version)/invocation/\(invocation.requestId)/response", answer)
    }

    mutating func fail(_ invocation: Invocation, _ message: String) throws {
        let report = try encode(ErrorReport(errorMessage: message))
        _ = try connection.send("POST", "\(Self.version)/invocation/\(invocation.requestId)/error", report)
    }

    mutating func initError(_ message: String) throws {
        let report = try encode(ErrorReport(errorMessage: message, errorType: "Runtime.NoSuchHandler"))
        _ = try connection.send("POST", "\(Self.version)/init/error", report)
    }
}
