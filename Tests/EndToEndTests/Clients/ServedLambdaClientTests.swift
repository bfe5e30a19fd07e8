// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import TestSupport
import Testing

/// Programs of AWS that invoke functions of a gateway that serves: functions in processes, by the binary.
@Suite(
    .enabled(
        if: Tool.mayRun(AWSClient.python) && Tool.mayRun(Tool.find("node")) && Tool.mayRun(Tool.find("python3"))
    )
)
struct ServedLambdaClientTests {
    private static let files = [
        "routes.yml": """
        api: rest
        stage: dev
        functions:
          hello: { runtime: nodejs20.x, handler: handler.hello }
          boom: { runtime: nodejs20.x, handler: handler.boom }
          snake: { runtime: python3.11, handler: snake.hello }
        public:
          - GET /hello: function:hello
        """,
        "handler.js": """
        exports.hello = async (event, context) => {
          console.log("printed");
          return { event, who: context.clientContext?.custom?.who, arn: context.invokedFunctionArn };
        };
        exports.boom = async () => { throw new TypeError("no"); };
        """,
        "snake.py": """
        def hello(event, context):
            return {"event": event, "name": context.function_name}
        """,
    ]

    @Test func `boto3 invokes functions that run`() async throws {
        try await withGateway(Self.files) { (gateway: ServedGateway) async throws -> Void in
            let port = try #require(gateway.invokePort)
            let python = try Tool.need(AWSClient.python, "the Python with boto3")
            let script = "\(Tool.repository)/Tests/Oracle/Clients/invoke_served.py"
            let answer = try JSONValue(
                parsing: try await AWSClient.run(python, [script, "http://127.0.0.1:\(port)"])
            )
            #expect(
                answer["node", "payload"] == [
                    "event": ["a": 1], "who": "boto3",
                    "arn": "arn:aws:lambda:us-east-1:123456789012:function:hello",
                ]
            )
            let log = answer["node", "log"]?.string ?? ""
            #expect(log.hasPrefix("START RequestId: "), "\(log)")
            #expect(log.contains("\tINFO\tprinted\nEND RequestId: "), "\(log)")
            #expect(answer["python", "payload"] == ["event": ["a": 2], "name": "snake"])
            #expect(answer["failing", "status"] == 200)
            #expect(answer["failing", "error"] == "Unhandled")
            #expect(answer["failing", "payload", "errorType"] == "TypeError")
            #expect(answer["event", "status"] == 202)
            #expect(answer["dryRun", "status"] == 204)
            #expect(
                answer["missing"] == "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody"
            )
        }
    }

    @Test func `the command line of AWS invokes functions that run`() async throws {
        try await withGateway(Self.files) { (gateway: ServedGateway) async throws -> Void in
            let port = try #require(gateway.invokePort)
            let aws = try Tool.need(AWSClient.aws, "aws")
            let file = "\(gateway.folder)/answer.json"
            let told = try await AWSClient.run(
                aws,
                [
                    "--endpoint-url", "http://127.0.0.1:\(port)", "lambda", "invoke", "--function-name", "snake",
                    "--payload", #"{"a": 3}"#, file,
                ]
            )
            #expect(try JSONValue(parsing: told)["StatusCode"] == 200)
            #expect(try JSONValue(parsing: try read(file)) == ["event": ["a": 3], "name": "snake"])
        }
    }
}
