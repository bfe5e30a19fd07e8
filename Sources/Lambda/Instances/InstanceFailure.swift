// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON

/// Why an instance did not do what it was asked to.
enum InstanceFailure {
    /// It did not start on this machine.
    case launch(LaunchProblem)
    case start(StartFailure, executable: String, workingDirectory: String)
    /// It said so itself.
    case reported(FunctionErrorReport)
    case exited(Ending)
    case timedOut(Duration)
    /// Its answer has so many bytes; `nil` for one that was not read to its end.
    case responseTooLarge(Int?)

    /// The type as REPORT has it; `nil` for a time-out.
    var logged: PlatformLine.Failure {
        switch self {
        case .timedOut: .timeout
        case .launch, .start: .error(type: "Runtime.InvalidEntrypoint")
        case .reported(let report): .error(type: report.errorType)
        case .exited: .error(type: "Runtime.ExitError")
        case .responseTooLarge: .error(type: "Function.ResponseSizeTooLarge")
        }
    }

    /// What the caller gets.
    func outcome(_ requestId: String) -> InvocationOutcome {
        switch self {
        // Invoke, "InvalidRuntimeException": the runtime cannot be used. What it is stands in the log.
        case .launch: .invokeError("InvalidRuntimeException")
        case .start(.noWorkingDirectory(let code), _, let folder):
            .functionError(
                errorType: "Runtime.InvalidWorkingDir",
                requestId: requestId,
                message: "chdir \(folder): \(StartFailure.noWorkingDirectory(code).reason)"
            )
        case .start(let failure, let executable, _):
            .functionError(
                errorType: "Runtime.InvalidEntrypoint",
                requestId: requestId,
                message: "fork/exec \(executable): \(failure.reason)"
            )
        case .reported(let report): report.outcome
        case .exited(let ending):
            .functionError(errorType: "Runtime.ExitError", requestId: requestId, message: ending.words)
        case .timedOut(let timeout):
            .functionError(errorType: "Sandbox.Timedout", requestId: requestId, message: TimeOut.words(timeout))
        case .responseTooLarge(let size):
            .plainFunctionError(
                errorType: "Function.ResponseSizeTooLarge",
                message: "Response payload size \(size.map { "(\($0) bytes) " } ?? "")"
                    + "exceeded maximum allowed payload size (\(RuntimeAPI.payloadAtMost) bytes)."
            )
        }
    }
}

/// An error as a runtime reports it.
struct FunctionErrorReport {
    let payload: [UInt8]
    let errorType: String?
    let errorMessage: String

    /// - Parameters:
    ///   - body: The error, as JSON.
    ///   - typeField: The value of `Lambda-Runtime-Function-Error-Type`.
    ///
    /// - Source: Lambda developer guide, "Using the Lambda runtime API": the body is `ErrorRequest`, with errorMessage,
    ///   errorType and stackTrace; the header says the type where there is no body.
    init(body: [UInt8], typeField: String?) {
        let object = body.isEmpty ? nil : Self.object(body)
        if let object {
            payload = body
            errorType = object["errorType"]?.string ?? typeField
            errorMessage = object["errorMessage"]?.string ?? ""
        } else {
            let type = typeField ?? "Unhandled"
            errorType = type
            errorMessage = String(decoding: body, as: UTF8.self)
            let error = JSONObject(literal: ["errorType": .string(type), "errorMessage": .string(errorMessage)])
            payload = JSONValue.object(error).compactBytes
        }
    }

    private static func object(_ body: [UInt8]) -> JSONObject? {
        do {
            return try JSONValue(parsing: body).object
        } catch {
            return nil  // It is told on as text.
        }
    }

    var outcome: InvocationOutcome { .functionError(errorMessage: errorMessage, payload: payload) }
}

extension InvocationOutcome {
    fileprivate static func plainFunctionError(errorType: String, message: String) -> InvocationOutcome {
        let error = JSONObject(literal: ["errorType": .string(errorType), "errorMessage": .string(message)])
        return .functionError(errorMessage: message, payload: JSONValue.object(error).compactBytes)
    }
}

extension Ending {
    /// Lambda's words: those of Go's os/exec, in which its platform is written.
    var words: String {
        switch self {
        case .exited(0): "Runtime exited without providing a reason"
        case .exited(let code): "Runtime exited with error: exit status \(code)"
        case .signalled(let number): "Runtime exited with error: signal: \(Self.name(of: number))"
        }
    }

    private static func name(of signal: Int32) -> String {
        let names = [
            1: "hangup", 2: "interrupt", 3: "quit", 4: "illegal instruction", 5: "trace/breakpoint trap", 6: "aborted",
            7: "bus error", 8: "floating point exception", 9: "killed", 10: "user defined signal 1",
            11: "segmentation fault", 12: "user defined signal 2", 13: "broken pipe", 14: "alarm clock",
            15: "terminated",
        ]
        return names[Int(signal)] ?? "signal \(signal)"
    }
}
