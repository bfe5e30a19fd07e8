// SPDX-License-Identifier: Apache-2.0

import GatewayHandlers
import GatewayJSON
import GatewayLambda
import GatewayModel
import GatewayTime
import GatewayTransport
import Glibc
import Logging
import TestSupport
import Testing

/// Programs of AWS that invoke functions, as they come from PyPI: nothing in them knows of us but the endpoint's URL.
@Suite(.enabled(if: Tool.mayRun(AWSClient.python)))
struct LambdaClientTests {
    @Test func `boto3 invokes functions`() async throws {
        let answer = try await withEndpoint { endpoint in
            let python = try Tool.need(AWSClient.python, "the Python with boto3")
            let script = "\(Tool.repository)/Tests/Oracle/Clients/with_boto3.py"
            return try JSONValue(parsing: try await AWSClient.run(python, [script, endpoint]))
        }
        #expect(answer["plain", "payload"] == #"{"a": 1}"#)
        #expect(answer["plain", "status"] == 200)
        #expect(answer["plain", "version"] == "$LATEST")
        #expect(answer["plain", "error"] == .null)
        #expect(answer["plain", "requestId"]?.string?.utf8.count == 36)
        #expect(answer["empty", "payload"] == "{}")
        #expect(answer["qualified", "payload"] == "1")
        #expect(answer["arn", "payload"] == "2")
        #expect(answer["log", "log"] == #"context {"custom": {"who": "boto3"}}"#)
        #expect(answer["large"] == 5_000_002)
        #expect(answer["event", "status"] == 202)
        #expect(answer["event", "payload"] == "")
        #expect(answer["dryRun", "status"] == 204)
        #expect(answer["async"] == 202)
        #expect(answer["failing", "status"] == 200)
        #expect(answer["failing", "error"] == "Unhandled")
        #expect(answer["failing", "payload"] == #"{"errorMessage":"no","errorType":"Error"}"#)
        // Exceptions of the client's own model, by their names.
        #expect(answer["throttled", "exception"] == "TooManyRequestsException")
        #expect(answer["throttled", "reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded")
        #expect(answer["throttled", "message"] == "Rate Exceeded.")
        #expect(answer["missing", "exception"] == "ResourceNotFoundException")
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:"
        #expect(answer["missing", "message"] == .string("Function not found: \(arn)missing"))
        #expect(answer["version", "message"] == .string("Function not found: \(arn)echo:prod"))
        #expect(answer["noJSON", "exception"] == "InvalidRequestContentException")
        #expect(answer["noType", "code"] == "ValidationException")
        #expect(answer["tooLarge", "status"] == 413)
    }

    @Test func `the command line of AWS invokes functions`() async throws {
        try await withEndpoint { endpoint in
            let aws = try Tool.need(AWSClient.aws, "aws")
            try await withFolder { folder in
                let invoke = ["--endpoint-url", endpoint, "lambda", "invoke", "--payload", #"{"a": 1}"#]
                let told = try JSONValue(
                    parsing: try await AWSClient.run(
                        aws,
                        invoke + ["--function-name", "echo", "--log-type", "Tail", "\(folder)/answer.json"]
                    )
                )
                #expect(told["StatusCode"] == 200)
                #expect(told["ExecutedVersion"] == "$LATEST")
                #expect(told["LogResult"]?.string == Base64.encode(Array("context none".utf8)))
                #expect(try read("\(folder)/answer.json") == #"{"a": 1}"#)

                let failure = try await EndToEndTests.run(
                    aws,
                    invoke + ["--function-name", "missing", "\(folder)/answer.json"],
                    in: folder,
                    environment: AWSClient.environment
                )
                #expect(failure.code != 0)
                #expect(failure.errors.contains("(ResourceNotFoundException)"))
            }
        }
    }
}

/// What scripts/oracle.sh installs of AWS's.
enum AWSClient {
    static let aws = Tool.python.flatMap { python in
        let aws = "\(python.dropLast("python".count))aws"
        return access(aws, X_OK) == 0 ? aws : nil
    }

    /// The Python that has boto3, which comes with the command line: one that was made before is none.
    static let python = aws == nil ? nil : Tool.python

    static let environment = [
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
        // Nobody is to be asked for credentials, and no file of whoever runs the tests is read.
        "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "PYTHONDONTWRITEBYTECODE": "1", "NO_PROXY": "127.0.0.1",
    ]

    /// Runs one to its end.
    ///
    /// - Returns: What it printed.
    static func run(_ program: String, _ arguments: [String]) async throws -> String {
        try await withFolder { folder in
            let (code, output, errors) = try await EndToEndTests.run(
                program,
                arguments,
                in: folder,
                environment: environment
            )
            guard code == 0 else { throw Failure(description: "\(program): \(errors)\(output)") }
            return output
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}

/// Functions that need no processes.
private struct FakeService: LambdaService {
    func function(named functionName: String) -> (any InvocableFunction)? {
        guard ["echo", "failing", "throttled"].contains(functionName), let runtime = Runtime("provided") else {
            return nil
        }
        return FakeFunction(
            configuration: FunctionConfiguration(
                functionName: functionName,
                runtime: runtime,
                handler: "bootstrap",
                code: .folder("/")
            )
        )
    }
}

private struct FakeFunction: InvocableFunction {
    let configuration: FunctionConfiguration

    func invoke(_ call: FunctionCall, wantsLog: Bool) async -> FunctionResult {
        let outcome: InvocationOutcome =
            switch configuration.functionName {
            case "echo": .payload(call.payload)
            case "failing":
                .functionError(
                    errorMessage: "no",
                    payload: Array(#"{"errorMessage":"no","errorType":"Error"}"#.utf8)
                )
            default: .invokeError("TooManyRequestsException")
            }
        return FunctionResult(
            outcome: outcome,
            requestId: call.requestId ?? "",
            logTail: Array("context \(call.clientContext ?? "none")".utf8)
        )
    }

    func invoke(_ invocation: Invocation, within limit: Duration?) async -> InvocationOutcome? {
        await invoke(FunctionCall(payload: invocation.payload), wantsLog: false).outcome
    }
}

/// Serves the Invoke API, lends its URL, and stops it.
private func withEndpoint<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let api = InvokeAPI(service: FakeService(), time: .system, logger: logger)
    var settings = ServerSettings(limits: InvokeAPI.limits, logger: logger)
    // On a machine that is busy with other tests, who has connected may be silent for long.
    settings.limits.headTime = .seconds(3600)
    settings.limits.bodyTime = .seconds(3600)
    settings.limits.writeTime = .seconds(3600)
    let server = Server(group: testLoops, handler: api, time: .system, settings: settings)
    let port = try await server.listen(on: [.loopbackV4(port: 0)]).first?.port ?? 0
    do {
        let result = try await body("http://127.0.0.1:\(port)")
        api.close()
        await server.drain()
        return result
    } catch {
        api.close()
        await server.drain()
        throw error
    }
}
