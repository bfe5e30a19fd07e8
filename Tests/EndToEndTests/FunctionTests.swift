// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import Glibc
import TestSupport
import Testing

/// Functions of the user's own, run by the binary.
@Suite(.enabled(if: Tool.mayRun(Tool.find("node")) && Tool.mayRun(Tool.find("python3"))))
struct FunctionTests {
    private static let node = """
        exports.hello = async (event, context) => {
          console.log("hello of", event.path);
          return { statusCode: 200, body: "first " + context.functionName };
        };
        exports.boom = async () => { throw new TypeError("no"); };
        exports.never = () => new Promise(() => { setInterval(() => {}, 1000); });
        exports.exit = async () => process.exit(3);
        exports.leaves = async () => {
          const child = require("child_process").spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
          return { statusCode: 200, body: String(child.pid) };
        };
        exports.environment = async () => ({ statusCode: 200, body: JSON.stringify(process.env) });
        exports.guard = (event, context, callback) => {
          if (event.authorizationToken === "nobody") return callback("Unauthorized");
          if (event.authorizationToken === "broken") return callback(new Error("broken"));
          const Effect = event.authorizationToken === "allow" ? "Allow" : "Deny";
          const Statement = [{ Action: "execute-api:Invoke", Effect, Resource: event.methodArn }];
          callback(null, { principalId: "p", policyDocument: { Version: "2012-10-17", Statement } });
        };
        """

    private static let python = """
        def hello(event, context):
            return {"statusCode": 200, "body": "python " + context.function_name}
        """

    private static let routes = """
        api: rest
        stage: dev
        functions:
          hello: { runtime: nodejs20.x, handler: handler.hello }
          boom: { runtime: nodejs20.x, handler: handler.boom }
          never: { runtime: nodejs20.x, handler: handler.never, timeout: 1 }
          exit: { runtime: nodejs20.x, handler: handler.exit }
          leaves: { runtime: nodejs20.x, handler: handler.leaves }
          environment: { runtime: nodejs20.x, handler: handler.environment, environment: { OWN: value } }
          guard: { runtime: nodejs20.x, handler: handler.guard }
          snake: { runtime: python3.11, handler: snake.hello }
        authorizers:
          guard: function:guard
        public:
          - GET /hello: function:hello
          - GET /boom: function:boom
          - GET /never: function:never
          - GET /exit: function:exit
          - GET /leaves: function:leaves
          - GET /environment: function:environment
          - GET /snake: function:snake
        private:
          - GET /private: function:hello
        """

    private func serving<Result>(
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        _ body: (ServedGateway) async throws -> Result
    ) async throws -> Result {
        let files = ["routes.yml": Self.routes, "handler.js": Self.node, "snake.py": Self.python]
        return try await withGateway(files, arguments: arguments, environment: environment, body)
    }

    @Test func `functions of both languages answer, and how each of them fails is told`() async throws {
        try await serving { (gateway: ServedGateway) async throws -> Void in
            let hello = try await gateway.get("/dev/hello")
            #expect(hello.status == 200)
            #expect(hello.text == "first hello")
            #expect(try await gateway.get("/dev/snake").text == "python snake")
            for path in ["boom", "never", "exit"] {
                let answer = try await gateway.get("/dev/\(path)")
                #expect(answer.status == 502)
                #expect(answer.text == #"{"message": "Internal server error"}"#)
            }
            try await eventually("the log tells of all; it is: \(gateway.process.errors)") {
                let log = gateway.process.errors
                return [
                    "INFO\thello of /hello", "Task timed out after 1.00 seconds", "exit status 3",
                    "the handler threw: no",
                    "REPORT RequestId: ",
                ].allSatisfy { log.contains($0) }
            }
        }
    }

    @Test(arguments: [("allow", 200), ("deny", 403), ("nobody", 401), ("broken", 500)] as [(String, Int)])
    func `a function decides who passes`(token: String, status: Int) async throws {
        try await serving { (gateway: ServedGateway) async throws -> Void in
            let connection = try await RawConnection.open(port: gateway.port)
            try await connection.send("GET /dev/private HTTP/1.1\r\nHost: localhost\r\nAuthorization: \(token)\r\n\r\n")
            #expect(try await Int(connection.response().status) == status)
            await connection.close()
        }
    }

    @Test func `what is saved of a function is used by the next request`() async throws {
        try await serving { (gateway: ServedGateway) async throws -> Void in
            for round in 1...5 {
                #expect(try await gateway.get("/dev/hello").status == 200)
                let text = Self.node.replacing("first ", with: "round \(round) of ")
                if round.isMultiple(of: 2) {
                    try replace("\(gateway.folder)/handler.js", with: text)
                } else {
                    try write(text, to: "\(gateway.folder)/handler.js")
                }
                #expect(try await gateway.get("/dev/hello").text == "round \(round) of hello")
            }
        }
    }

    @Test func `of this environment functions get what they need and no more`() async throws {
        let host = ["HOST_SECRET": "s", "PASSED": "p", "AWS_PROFILE": "dev"]
        try await serving(["--pass-env", "PASSED"], environment: host) {
            (gateway: ServedGateway) async throws -> Void in
            let answer = try await gateway.get("/dev/environment")
            let found = try #require(try JSONValue(parsing: answer.body).object)
            #expect(found["OWN"] == "value")
            #expect(found["PASSED"] == "p")
            #expect(found["AWS_PROFILE"] == "dev")
            #expect(found["IS_OFFLINE"] == "true")
            #expect(found["AWS_LAMBDA_FUNCTION_NAME"] == "environment")
            #expect(found["HOST_SECRET"] == nil)
        }
    }

    @Test(arguments: [SIGKILL, SIGTERM])
    func `no process is left, however the gateway ends`(signal: Int32) async throws {
        try await serving { (gateway: ServedGateway) async throws -> Void in
            let answer = try await gateway.get("/dev/leaves")
            let child = try #require(pid_t(answer.text))
            #expect(kill(child, 0) == 0)
            gateway.process.signal(signal)
            try await eventually("the child of a function is gone") { !Self.isAlive(child) }
        }
    }

    /// A process that nobody has asked after counts as gone: it runs no more.
    private static func isAlive(_ process: pid_t) -> Bool {
        guard kill(process, 0) == 0, let status = try? read("/proc/\(process)/stat") else { return false }
        return status.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    @Test func `what cannot be started is refused at start`() async throws {
        let routes = """
            api: rest
            stage: dev
            functions:
              gone: { runtime: nodejs20.x, handler: handlr.hello }
            public:
              - GET /: function:gone
            """
        try await withFolder(["routes.yml": routes, "handler.js": Self.node]) { folder in
            for command in [["serve", "--port", "0"], ["check"]] {
                let (code, _, errors) = try await run(Tool.gateway, command, in: folder)
                #expect(code == 65)
                #expect(errors.contains(#"function gone: the handler "handlr.hello" has no file"#))
                #expect(errors.contains("did you mean handler.js?"))
            }
        }
        try await withFolder(["routes.yml": Self.routes, "handler.js": Self.node, "snake.py": Self.python]) { folder in
            let arguments = ["PATH=/nowhere", Tool.gateway, "serve", "--port", "0"]
            let (code, _, errors) = try await run("/usr/bin/env", arguments, in: folder)
            #expect(code == 69)
            #expect(errors.contains("nodejs"))
        }
    }

    @Test func `a runtime of another version is told of`() async throws {
        let routes = """
            api: rest
            stage: dev
            functions: { hello: { runtime: nodejs99.x, handler: handler.hello } }
            public: [GET /hello: function:hello]
            """
        try await withGateway(["routes.yml": routes, "handler.js": Self.node]) { gateway in
            try await eventually("a notice; the log is: \(gateway.process.errors)") {
                gateway.process.errors.contains("nodejs99.x is run by Node ")
            }
        }
    }

    @Test func `options of serverless-offline are heeded`() async throws {
        let service = """
            service: shop
            provider: { name: aws, runtime: nodejs20.x, timeout: 1 }
            custom:
              serverless-offline: { localEnvironment: true, noTimeout: true, prefix: api, noPrependStageInUrl: true }
            functions:
              environment: { handler: handler.environment, events: [{ http: GET environment }] }
              waits: { handler: handler.waits, events: [{ http: GET waits }] }
            """
        let waits = """
            exports.waits = async (event, context) => ({
              statusCode: 200, body: String(context.getRemainingTimeInMillis() > 60000),
            });
            """
        let files = ["serverless.yml": service, "handler.js": Self.node + "\n" + waits]
        try await withGateway(files, arguments: ["serverless.yml"], environment: ["HOST_SECRET": "s"]) {
            (gateway: ServedGateway) async throws -> Void in
            let answer = try await gateway.get("/api/environment")
            #expect(try JSONValue(parsing: answer.body).object?["HOST_SECRET"] == "s")
            #expect(try await gateway.get("/api/waits").text == "true")
        }
    }

    @Test(arguments: [["--stage", "prod"], ["--skip-unsupported"], ["--authorizer-override", "a=builtin:allow"]])
    func `options of serverless.yml mean nothing to another format, and are refused there`(
        arguments: [String]
    ) async throws {
        try await withFolder(["routes.yml": Self.routes]) { folder in
            let (code, _, errors) = try await run(Tool.gateway, ["check"] + arguments, in: folder)
            #expect(code == 65)
            #expect(errors.contains("\(arguments[0]) is for a serverless.yml, and routes.yml is none"))
        }
    }

    @Test func `--no-auth opens every route, and says so`() async throws {
        try await serving(["--no-auth"]) { (gateway: ServedGateway) async throws -> Void in
            #expect(try await gateway.get("/dev/private").text == "first hello")
            #expect(gateway.process.errors.contains("NO AUTHORIZATION: --no-auth has opened 1 private route"))
        }
    }

    @Test func `a serverless project is served as it is`() async throws {
        let service = """
            service: shop
            provider: { name: aws, runtime: nodejs20.x }
            functions:
              guard: { handler: handler.guard }
              hello:
                handler: handler.hello
                events:
                  - http: GET hello
                  - http: { path: private, method: get, authorizer: guard }
                  - httpApi: GET /v2
              lambda:
                handler: handler.boom
                events:
                  - http: { path: lambda, method: get, integration: lambda }
            """
        let files = ["serverless.yml": service, "handler.js": Self.node]
        try await withGateway(files, arguments: ["serverless.yml"]) { (gateway: ServedGateway) async throws -> Void in
            #expect(try await gateway.get("/dev/hello").text == "first shop-dev-hello")
            #expect(try await gateway.get("/v2").text == "first shop-dev-hello")
            #expect(try await gateway.get("/dev/private").status == 401)
            #expect(try await gateway.get("/dev/private", token: "x").status == 403)
            // No pattern matches the error, so it is the default response.
            let lambda = try await gateway.get("/dev/lambda")
            #expect(lambda.status == 200)
            #expect(lambda.text.contains(#""errorMessage":"no""#))
        }
    }
}
