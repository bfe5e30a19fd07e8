// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `custom.serverless-offline`, `plugins`, and events that are no HTTP.
///
/// Source: serverless-offline, "Usage and command line options".
struct ServerlessOfflineTests {
    private static func file(offline: String = "{}", plugins: String = "[]", events: String = "[]") -> String {
        """
        service: s
        provider: {name: aws, runtime: nodejs22.x}
        custom: {serverless-offline: \(offline)}
        plugins: \(plugins)
        functions: {f: {handler: a.b, events: \(events)}}
        """
    }

    @Test func `what makes sense here is read`() throws {
        let result = try readServerless(
            Self.file(
                offline:
                    "{host: 0.0.0.0, httpPort: 4000, lambdaPort: '4002', websocketPort: 4001, httpsProtocol: certs,"
                    + " prefix: /v1/, noPrependStageInUrl: true, noTimeout: true, reloadHandler: true,"
                    + " localEnvironment: false, terminateIdleLambdaTime: 5}",
                events: "[{http: GET /x}]"
            )
        )
        var expected = OfflineSettings()
        expected.host = "0.0.0.0"
        expected.httpPort = 4000
        expected.lambdaPort = 4002
        expected.websocketPort = 4001
        expected.httpsProtocol = "certs"
        expected.prefix = "/v1/"
        expected.noPrependStageInUrl = true
        expected.noTimeout = true
        expected.reloadHandler = true
        expected.terminateIdleLambdaTime = .seconds(5)
        #expect(result.offline == expected)
        #expect(result.api(.rest)?.stagePath == "/v1")
        #expect(result.warnings.isEmpty)
    }

    @Test(
        arguments: [
            (nil, nil, "/v1/dev"), ("api", nil, "/api/dev"), ("", nil, "/dev"), (nil, true, "/v1"),
            ("a/b", true, "/a/b"),
        ] as [(String?, Bool?, String)]
    )
    func `the command line is stronger than the file`(prefix: String?, noStage: Bool?, expected: String) throws {
        let options = ServerlessOptions.with {
            $0.prefix = prefix
            $0.noPrependStageInUrl = noStage
        }
        let text = Self.file(offline: "{prefix: v1}", events: "[{http: GET /x}, {httpApi: GET /x}]")
        let result = try readServerless(text, options)
        #expect(result.api(.rest)?.stagePath == expected)
        // The stage of an HTTP API is in no URL, and the prefix is in all of them.
        #expect(result.api(.http)?.stagePath == (prefix ?? "v1").split(separator: "/").map { "/\($0)" }.joined())
    }

    @Test func `what has no effect gets a line each`() throws {
        let result = try readServerless(
            Self.file(
                offline: "{useDocker: true, htpPort: 1}",
                plugins: "[serverless-offline, serverless-esbuild, ./plugins/mine]",
                events: "[{sqs: x}, {schedule: rate(1 day)}, alexaSkill, {http: GET /x}]"
            )
        )
        #expect(
            result.notices == [
                #"s.yml:3:31: the option "useDocker" of serverless-offline has no effect here"#,
                #"s.yml:3:48: the option "htpPort" of serverless-offline has no effect here; did you mean "httpPort"?"#,
                "s.yml:4:31: the plugin serverless-esbuild is not run; handlers are run from where they are written",
                "s.yml:4:51: the plugin ./plugins/mine is not run",
                #"s.yml:5:41: the event "sqs" of "f" is no HTTP, and never happens here"#,
                #"s.yml:5:51: the event "schedule" of "f" is no HTTP, and never happens here"#,
                #"s.yml:5:75: the event "alexaSkill" of "f" is no HTTP, and never happens here"#,
            ]
        )
        #expect(result.warnings.isEmpty)
    }

    @Test(arguments: ["{modules: [serverless-offline], localPath: ./p}", "[]", "null"])
    func `plugins may be a map`(plugins: String) throws {
        #expect(try readServerless(Self.file(plugins: plugins)).notices.isEmpty)
    }

    @Test(arguments: [true, false])
    func `noAuth opens every route, and says so loudly`(isInFile: Bool) throws {
        let text = Self.file(
            offline: "{noAuth: \(isInFile)}",
            events: "[{http: {method: get, path: x, authorizer: nobody, private: true}}, "
                + "{httpApi: {method: get, path: /y, authorizer: {name: nobody}}}]"
        )
        let result = try readServerless(text, .with { $0.noAuth = !isInFile })
        #expect(result.offline.noAuth)
        #expect(result.routes(.rest) == ["GET /x -> function:f"])
        #expect(result.routes(.http) == ["GET /y -> function:f"])
        #expect(result.warningTexts == ["noAuth: EVERY ROUTE IS OPEN, no authorizer is asked; leave it out"])
    }

    @Test(arguments: [
        Mistake(file(offline: "{httpPort: 70000}"), #"s.yml:3:41: "httpPort" is 70000, it must be 0 to 65535"#),
        Mistake(
            file(offline: "{noAuth: perhaps}"),
            #"s.yml:3:39: "noAuth" wants true or false, this is the text "perhaps""#
        ),
        Mistake(
            file(events: "[{websocket: $connect}]"),
            "s.yml:5:41: WebSocket APIs are not supported yet; --skip-unsupported runs the rest"
        ),
        Mistake(
            file(events: "[{alb: {}}]"),
            "s.yml:5:41: Application Load Balancers are not supported yet; --skip-unsupported runs the rest"
        ),
        Mistake(file(events: "[{htpp: GET /x}]"), #"s.yml:5:41: unknown event "htpp"; did you mean "http"?"#),
        Mistake(
            file(events: "[http]"),
            #"s.yml:5:40: the event "http" says nothing about its route; write "http: GET /path""#
        ),
        Mistake(
            file(events: "[{http: GET /x, cors: true}]"),
            #"s.yml:5:55: "cors" stands beside the event, not under it; indent it more, or begin an event of its own with "- ""#
        ),
        Mistake(file(events: "{http: GET /x}"), #"s.yml:5:39: "events" wants a list of events, this is a map"#),
    ])
    func `a mistake is named with its place and the way out`(mistake: Mistake) {
        #expect(reportOfServerless(mistake.text) == mistake.report)
    }

    @Test func `an event that is not supported can be left out`() throws {
        let result = try readServerless(Self.file(events: "[{websocket: $connect}, {http: GET /x}]"), .skipping)
        #expect(result.routes(.rest) == ["GET /x -> function:f"])
        #expect(
            result.warningTexts == ["s.yml:5:41: WebSocket APIs are not supported yet; this event is left out"]
        )
    }

    @Test(
        arguments: [
            ("serverless.yml", true), ("a/serverless.yaml", true), ("serverless.json", true),
            ("my-serverless.yml", true),
            ("serverless.prod.yml", true), ("routes.yml", false), ("serverless/routes.yml", false),
        ]
    )
    func `a file is known by its name`(path: String, isServerless: Bool) {
        #expect(ServerlessFile.isServerless(path) == isServerless)
    }
}
