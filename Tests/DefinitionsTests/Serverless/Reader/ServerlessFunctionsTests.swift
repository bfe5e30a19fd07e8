// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `service`, `provider` and `functions`.
///
/// Source: Serverless Framework documentation, "Serverless.yml Reference" and "AWS Lambda Functions"; Lambda developer
/// guide, "Lambda quotas" and "Define Lambda function handler in Node.js".
struct ServerlessFunctionsTests {
    @Test func `a function has what the framework would deploy`() throws {
        let result = try readServerless(
            """
            service: shop
            provider:
              name: aws
              runtime: nodejs22.x
              environment: {TABLE: orders, LEVEL: 1.0, ON: true, GONE: x}
            functions:
              hello:
                handler: src/hello.ns.main
                environment: {TABLE: other, GONE: null}
              worker:
                name: my-worker
                handler: worker.run
                runtime: python3.12
                timeout: '30'
                memorySize: 256
                reservedConcurrency: 2
                package: {artifact: build/worker.zip}
            """
        )
        let hello = try #require(result.configuration("hello"))
        #expect(hello.functionName == "shop-dev-hello")
        #expect(hello.runtime.identifier == "nodejs22.x")
        #expect(hello.handler == "src/hello.ns.main")
        #expect(hello.timeout == .seconds(6))
        #expect(hello.memorySize == 1024)
        #expect(hello.environment == ["TABLE": "other", "LEVEL": "1", "ON": "true"])
        #expect(hello.reservedConcurrency == nil)
        guard case .folder(let folder) = hello.code else {
            Issue.record("no folder: \(hello.code)")
            return
        }
        #expect(folder.hasPrefix("/") && !folder.hasSuffix("/"))
        let worker = try #require(result.configuration("worker"))
        #expect(worker.functionName == "my-worker")
        #expect(worker.runtime.family == .python)
        #expect(worker.code == .archive(folder + "/build/worker.zip"))
        #expect(worker.timeout == .seconds(30))
        #expect(worker.memorySize == 256)
        #expect(worker.reservedConcurrency == 2)
        #expect(result.functions.map(\.name) == ["hello", "worker"])
        #expect(result.apis.isEmpty)
        #expect(result.warnings.isEmpty)
        #expect(result.notices.isEmpty)
        #expect(result.files == ["s.yml", ".env.dev", ".env"])
    }

    @Test func `functions may be a list of maps`() throws {
        let text = """
            service: shop
            provider: aws
            package: {artifact: /all.zip}
            functions:
              - one: {handler: a.b}
              - two: {handler: a.c}
                three: {handler: a.d}
            """
        let result = try readServerless(text)
        #expect(result.functions.map(\.name) == ["one", "two", "three"])
        #expect(result.configuration("two")?.code == .archive("/all.zip"))
        // Nothing is said of a runtime.
        #expect(result.configuration("one")?.runtime.identifier == "nodejs20.x")
    }

    @Test func `a file may be JSON`() throws {
        let text =
            "{\n\t\"service\": \"s\",\n\t\"provider\": {\"name\": \"aws\", \"timeout\": 3},\n"
            + "\t\"functions\": {\"f\": {\"handler\": \"a.b\", \"events\": [{\"http\": \"GET /x/{id}\"}]}}\n}"
        let result = try readServerless(text)
        #expect(result.routes(.rest) == ["GET /x/{id} -> function:f"])
        #expect(result.configuration("f")?.timeout == .seconds(3))
    }

    @Test func `a merge key is carried out, and with it the guard that it holds`() throws {
        let text =
            "service: s\nprovider: aws\ncustom: {base: &base {authorizer: f}}\n"
            + "functions: {f: {handler: a.b, events: [{http: {<<: *base, method: get, path: /}}]}}"
        #expect(try readServerless(text).apis.first?.routes.first?.access == .private(authorizer: "f"))
    }

    @Test func `stage and region of the command line are stronger`() throws {
        let text =
            "service: s\nprovider: {name: aws, stage: prod, region: eu-west-1}\n"
            + "functions: {f: {handler: a.b, events: [{http: GET /}]}}"
        let file = try readServerless(text)
        #expect(file.api(.rest)?.stage == "prod")
        #expect(file.api(.rest)?.identity.region == "eu-west-1")
        let line = try readServerless(
            text,
            .with {
                $0.stage = "qa"
                $0.region = "us-west-2"
            }
        )
        #expect(line.api(.rest)?.stage == "qa")
        #expect(line.api(.rest)?.identity.region == "us-west-2")
        #expect(line.configuration("f")?.functionName == "s-qa-f")
    }

    /// A file of one function `f`, whose map begins at column 16 of line 3.
    private static func file(_ function: String) -> String {
        "service: s\nprovider: aws\nfunctions: {f: {\(function)}}"
    }

    @Test(arguments: [
        Mistake(
            "provider: aws\nfunctions: {f: {handler: a.b}}",
            #"s.yml:1:1: "service" is missing; add "service: NAME""#
        ),
        Mistake(
            "service: s\nfunctions: {f: {handler: a.b}}",
            #"s.yml:1:1: "provider" is missing; add "provider: aws""#
        ),
        Mistake("service: s\nprovider: aws", #"s.yml:1:1: there are no functions; add "functions:""#),
        Mistake(
            "service: s\nprovider: google\nfunctions: {f: {handler: a.b}}",
            #"s.yml:2:11: the provider is "google", and this is AWS's API Gateway; write "aws""#
        ),
        Mistake(
            "service: s\nprovider: {runtime: nodejs22.x}\nfunctions: {f: {handler: a.b}}",
            #"s.yml:2:1: "provider" has no name; add "name: aws""#
        ),
        Mistake(
            "service: s\nprovider: {name: aws, stage: a.b}\nfunctions: {f: {handler: a.b}}",
            #"s.yml:2:30: "stage" wants letters, digits, "-" and "_", 128 at most; this is "a.b""#
        ),
        Mistake(
            "[]",
            #"s.yml:1:1: a serverless.yml is a map of keys, this is an empty list; begin with "service: NAME""#
        ),
        Mistake(
            "",
            "s.yml:1:1: the file is empty; it wants at least \"service\", \"provider: aws\" and \"functions\""
        ),
        Mistake(
            file("timeout: 6"),
            #"s.yml:3:13: the function "f" has no handler; add "handler: handler.main""#
        ),
        Mistake(
            file("handler: handler"),
            #"s.yml:3:26: the handler "handler" names no function of "nodejs20.x"; write it as FILE.FUNCTION, such as "handler.main""#
        ),
        Mistake(
            file("handler: src/handler., runtime: nodejs22.x"),
            #"s.yml:3:26: the handler "src/handler." names no function of "nodejs22.x"; write it as FILE.FUNCTION, such as "handler.main""#
        ),
        Mistake(
            file("handler: 'a/b', runtime: python3.12"),
            #"s.yml:3:26: the handler "a/b" names no function of "python3.12"; write it as FILE.FUNCTION, such as "handler.main""#
        ),
        Mistake(file("handler: a.b, timeout: 901"), #"s.yml:3:40: "timeout" is 901, it must be 1 to 900"#),
        Mistake(
            file("handler: a.b, memorySize: lots"),
            #"s.yml:3:43: "memorySize" wants a whole number, this is the text "lots""#
        ),
        Mistake(
            file("handler: a.b, name: a b"),
            #"s.yml:3:37: the function "f" is deployed as "a b", which is no name of a Lambda function; letters, digits, "-" and "_", 64 at most: set its "name""#
        ),
        Mistake(
            file("handler: a.b, environment: {'a-b': 1}"),
            #"s.yml:3:45: "a-b" is no name of an environment variable; use letters, digits and "_", two at least, and begin with a letter"#
        ),
        Mistake(
            file("handler: a.b, environment: {B: 1}"),
            #"s.yml:3:45: "B" is no name of an environment variable; use letters, digits and "_", two at least, and begin with a letter"#
        ),
        Mistake(
            file("handler: a.b, environment: {AB: [1]}"),
            #"s.yml:3:49: "AB" wants a text, this is a list"#
        ),
        Mistake(
            "service: s\nprovider: aws\nfunctions:\n  - f: {handler: a.b}\n  - f: {handler: a.c}",
            #"s.yml:5:5: the function "f" occurs twice, first declared at s.yml:4:5; keep one of them"#
        ),
        Mistake(
            file("handler: a.b, url: true"),
            #"s.yml:3:31: the function "f" has a URL of its own, which is not supported; --skip-unsupported runs the rest"#
        ),
    ])
    func `a mistake is named with its place and the way out`(mistake: Mistake) {
        #expect(reportOfServerless(mistake.text) == mistake.report)
    }

    @Test(arguments: ["a.b", "src/a.b", "src/../a.b.c.d", "./a.b"])
    func `a handler of Node names a module and an export`(handler: String) throws {
        #expect(try readServerless(Self.file("handler: '\(handler)'")).configuration("f")?.handler == handler)
    }

    @Test(arguments: ["provided.al2023", "provided"])
    func `a program of its own may call its handler what it likes`(runtime: String) throws {
        let result = try readServerless(Self.file("handler: bootstrap, runtime: \(runtime)"))
        #expect(result.configuration("f")?.runtime.family == .provided)
    }

    @Test(arguments: ["java21", "ruby3.3", "go1.x", "dotnet8"])
    func `a runtime that cannot be run here matters only when somebody needs it`(runtime: String) throws {
        let idle = try readServerless(Self.file("handler: a.b, runtime: \(runtime)"))
        #expect(idle.functions.isEmpty)
        #expect(
            idle.notices == [
                "s.yml:3:40: the function \"f\" has the runtime \"\(runtime)\", which cannot be run here; nodejs*, "
                    + "python3.* and provided.* can; nothing needs it"
            ]
        )
        let routed = Self.file("handler: a.b, runtime: \(runtime), events: [{http: GET /x}]")
        #expect(
            reportOfServerless(routed)
                == "s.yml:3:40: the function \"f\" has the runtime \"\(runtime)\", which cannot be run here; nodejs*, "
                + "python3.* and provided.* can; --skip-unsupported runs the rest"
        )
        let skipped = try readServerless(routed, .skipping)
        #expect(skipped.apis.isEmpty)
        #expect(skipped.warningTexts.map { $0.hasSuffix("\"GET /x\" is left out") } == [true])
    }

    @Test func `a container image cannot be run here`() {
        #expect(
            reportOfServerless(Self.file("image: x, events: [{httpApi: GET /x}]"))
                == "s.yml:3:17: the function \"f\" is a container image, which cannot be run here; --skip-unsupported "
                + "runs the rest"
        )
    }

    @Test func `what is known in the cloud alone is not set, and said`() throws {
        let result = try readServerless(
            "service: s\nprovider: {name: aws, environment: {ARN: old}}\n"
                + "functions: {f: {handler: a.b, environment: {ARN: {'Fn::GetAtt': [Table, StreamArn]}, OK: 'yes'}}}"
        )
        #expect(result.configuration("f")?.environment == ["OK": "yes"])
        #expect(result.warnings.count == 1)
        #expect(result.warningTexts[0].hasPrefix("s.yml:3:50: the environment variable \"ARN\" is not set"))
    }

    @Test func `keys of plugins are no mistake, and slips are named`() throws {
        let result = try readServerless(
            "service: s\nprovider: {name: aws, tags: {a: b}, regoin: x}\nappSync: {}\n"
                + "functions: {f: {handler: a.b, warmup: {}, timout: 3, layers: []}}"
        )
        #expect(
            result.warningTexts == [
                #"s.yml:2:37: unknown key "regoin" in "provider"; did you mean "region"?"#,
                #"s.yml:3:1: unknown key "appSync"; it has no effect here"#,
                #"s.yml:4:31: unknown key "warmup" in a function; it has no effect here"#,
                #"s.yml:4:43: unknown key "timout" in a function; did you mean "timeout"?"#,
            ]
        )
    }

    @Test func `names that are one when they are deployed are refused, and an empty function is none`() throws {
        let text =
            ServerlessText.events("[]")
            + "\n  Auth: {handler: a.b}\n  my-x: {handler: a.b}\n  myDashx: {handler: a.b}\n"
        let lines = reportOfServerless(text).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(
            lines[0]
                == #"s.yml:6:3: "Auth" and "auth" at s.yml:4:3 get one name when they are deployed; rename one of them"#
        )
        let result = try readServerless(ServerlessText.events("[]") + "\n  gone: null\n")
        #expect(result.functions.map(\.name) == ["auth", "hello"])
        #expect(result.notices == [#"s.yml:6:3: the function "gone" is empty"#])
    }
}
