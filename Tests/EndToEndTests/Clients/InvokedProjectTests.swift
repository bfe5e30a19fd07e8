// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport
import Testing

/// boto3 and `aws lambda invoke` against `gateway serve` in the folder of a serverless.yml, with functions that run.
///
/// Source: AWS Lambda API reference, `Invoke`; developer guide, "Lambda function handler errors" of Python and Node.js.
@Suite(.enabled(if: Tool.mayRun(AWSClient.python) && Tool.mayRun(Tool.node) && Tool.mayRun(Tool.find("python3"))))
struct InvokedProjectTests {
    private static let service = """
        service: shop
        provider: { name: aws, runtime: python3.11 }
        functions:
          python: { handler: handler.echo }
          python-marks: { handler: handler.marks }
          python-fails: { handler: handler.fails }
          node: { handler: index.echo, runtime: nodejs20.x }
          node-marks: { handler: index.marks, runtime: nodejs20.x }
          node-fails: { handler: index.fails, runtime: nodejs20.x }
        """

    private static let python = """
        def echo(event, context):
            print("echo was called")
            client = context.client_context
            return {
                "event": event, "name": context.function_name, "arn": context.invoked_function_arn,
                "who": client.custom["who"] if client else None,
            }

        def marks(event, context):
            open(event, "w").close()

        def fails(event, context):
            print("about to fail")
            raise ValueError("no")
        """

    private static let node = """
        exports.echo = async (event, context) => {
          console.log("echo was called");
          return {
            event, name: context.functionName, arn: context.invokedFunctionArn,
            who: context.clientContext?.custom.who ?? null,
          };
        };
        exports.marks = async (event) => require("fs").writeFileSync(event, "");
        exports.fails = async () => {
          console.log("about to fail");
          throw new RangeError("no");
        };
        """

    /// Serves the project, and lends the URL of its lambda port.
    private static func serving<Result>(_ body: (ServedGateway, String) async throws -> Result) async throws -> Result {
        let files = ["serverless.yml": service, "handler.py": python, "index.js": node]
        return try await withGateway(files, arguments: ["serverless.yml", "--lambda-port", "0"]) {
            (gateway: ServedGateway) async throws -> Result in
            let ready = try JSONValue(parsing: try read("\(gateway.folder)/ready.json"))
            let port = try #require(ready["lambda", "port"]?.number?.int64)
            return try await body(gateway, "http://127.0.0.1:\(port)")
        }
    }

    private static func json(_ value: JSONValue?) throws -> JSONValue {
        try JSONValue(parsing: try #require(value?.string).utf8)
    }

    private static let arn = "arn:aws:lambda:us-east-1:123456789012:function:"

    @Test(arguments: [("python", "ValueError"), ("node", "RangeError")])
    func `boto3 invokes the functions of a project`(language: String, errorType: String) async throws {
        let python = try Tool.need(AWSClient.python, "the Python with boto3")
        try await Self.serving { gateway, endpoint in
            let script = "\(Tool.repository)/Tests/Oracle/Clients/with_boto3_project.py"
            let answer = try JSONValue(parsing: try await AWSClient.run(python, [script, endpoint, language]).utf8)

            let name = "shop-dev-\(language)"
            for call in ["plain", "arn"] {
                #expect(answer[call, "status"] == 200)
                #expect(answer[call, "version"] == "$LATEST")
                #expect(answer[call, "error"] == .null)
                #expect(answer[call, "log"] == .null)
                let told = try Self.json(answer[call, "payload"])
                #expect(told["event", "a"] == [1, "é"])
                #expect(told["name"] == .string(name))
                #expect(told["arn"] == .string(Self.arn + name))
                #expect(told["who"] == .null)
            }
            #expect(try Self.json(answer["empty", "payload"])["event"] == .object(JSONObject()))

            #expect(try Self.json(answer["told", "payload"])["who"] == "boto3")
            let log = try #require(answer["told", "log"]?.string)
            let id = try #require(answer["told", "requestId"]?.string)
            let lines = ["START RequestId: \(id) Version: $LATEST", "echo was called", "END RequestId: \(id)"]
            for line in lines + ["REPORT RequestId: \(id)"] { #expect(log.contains(line), "\(log)") }

            #expect(answer["dryRun", "status"] == 204)
            #expect(answer["dryRun", "payload"] == "")
            #expect(answer["event", "status"] == 202)
            #expect(answer["event", "payload"] == "")
            try await eventually("the event is handled; the log is: \(gateway.process.errors)") {
                access("\(gateway.folder)/\(language)-event", F_OK) == 0
            }
            #expect(access("\(gateway.folder)/\(language)-dry", F_OK) != 0)

            #expect(answer["failing", "status"] == 200)
            #expect(answer["failing", "error"] == "Unhandled")
            let failure = try Self.json(answer["failing", "payload"])
            #expect(failure["errorMessage"] == "no")
            #expect(failure["errorType"] == .string(errorType))
            #expect(answer["failing", "log"]?.string?.contains("about to fail") == true)
            // Nobody waits for it, so nobody is told.
            #expect(answer["failingEvent", "status"] == 202)
            #expect(answer["failingEvent", "error"] == .null)

            #expect(answer["missing", "exception"] == "ResourceNotFoundException")
            #expect(answer["missing", "status"] == 404)
            #expect(answer["missing", "message"] == .string("Function not found: \(Self.arn)\(name)-missing"))
        }
    }

    @Test(arguments: ["python", "node"])
    func `the command line of AWS invokes the functions of a project`(language: String) async throws {
        let aws = try Tool.need(AWSClient.aws, "aws")
        try await Self.serving { gateway, endpoint in
            let name = "shop-dev-\(language)"
            let file = "\(gateway.folder)/answer.json"
            func invoke(_ function: String, _ more: String...) async throws -> JSONValue {
                let command = ["--endpoint-url", endpoint, "lambda", "invoke", "--function-name", function]
                return try JSONValue(parsing: try await AWSClient.run(aws, command + more + [file]).utf8)
            }
            let context = Base64.encode(Array(#"{"custom":{"who":"aws"}}"#.utf8))
            let told = try await invoke(
                name,
                "--payload",
                #"{"a": 1}"#,
                "--log-type",
                "Tail",
                "--client-context",
                context
            )
            #expect(told["StatusCode"] == 200)
            #expect(told["ExecutedVersion"] == "$LATEST")
            let log = try Base64.decode(Array(try #require(told["LogResult"]?.string).utf8)[...])
            #expect(String(decoding: log, as: UTF8.self).contains("echo was called"))
            let payload = try JSONValue(parsing: try read(file))
            #expect(payload["event", "a"] == 1)
            #expect(payload["who"] == "aws")

            let failing = try await invoke("\(name)-fails")
            #expect(failing["StatusCode"] == 200)
            #expect(failing["FunctionError"] == "Unhandled")
            #expect(try JSONValue(parsing: try read(file))["errorMessage"] == "no")

            let event = try await invoke(
                "\(name)-marks",
                "--invocation-type",
                "Event",
                "--payload",
                #""aws-event""#
            )
            #expect(event["StatusCode"] == 202)
            try await eventually("the event is handled; the log is: \(gateway.process.errors)") {
                access("\(gateway.folder)/aws-event", F_OK) == 0
            }
            #expect(try await invoke("\(name)-marks", "--invocation-type", "DryRun")["StatusCode"] == 204)

            let missing = ["--endpoint-url", endpoint, "lambda", "invoke", "--function-name", "missing", file]
            let refusal = try await run(aws, missing, in: gateway.folder, environment: AWSClient.environment)
            #expect(refusal.code != 0)
            #expect(refusal.errors.contains("(ResourceNotFoundException)"))
        }
    }
}
