// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Testing

/// `api: http`: its stages and routes.
///
/// Source: API Gateway API reference (v2), `CreateStage`, `CreateRoute`; developer guide, "Create routes for HTTP APIs in
/// API Gateway", "Stages for HTTP APIs in API Gateway".
struct HTTPAPITests {
    @Test(
        arguments: [
            ("", ["$default"]), ("stage: $default\n", ["$default"]), ("stage: dev\n", ["dev"]),
            ("stage: [$default, dev]\n", ["$default", "dev"]), ("stage: [dev, prod]\n", ["dev", "prod"]),
        ] as [(String, [String])]
    )
    func `an HTTP API has the stages that it names, or else the default one`(
        line: String,
        stages: [String]
    ) throws {
        let api = try read("api: http\n\(line)public: [GET /: builtin:public]").api
        #expect(api.kind == .http)
        #expect([api.stage] + api.otherStages == stages)
    }

    @Test func `an HTTP API has a default route, and variables beside each other`() throws {
        let api = try read(
            """
            api: http
            public:
              - $default: builtin:public
              - GET /pets/dog/1: builtin:public
              - GET /pets/{id}: builtin:public
              - GET /pets/{proxy+}: builtin:public
              - POST /pets/{name}: builtin:public
            """
        ).api
        #expect(
            api.routes.map(\.key) == [
                "$default", "GET /pets/dog/1", "GET /pets/{id}", "GET /pets/{proxy+}", "POST /pets/{name}",
            ]
        )
        #expect(api.routes.first?.method == .any)
        #expect(api.routes.first?.path == .default)
    }

    @Test(arguments: [
        Mistake(
            "api: http\nstage: my stage\npublic: [GET /: builtin:public]",
            #"r.yml:2:8: "stage" wants letters, digits, "-" and "_", 128 at most; this is "my stage""#
        ),
        Mistake(
            "api: http\nstage: [dev, a.b]\npublic: [GET /: builtin:public]",
            #"r.yml:2:14: "stage" wants letters, digits, "-" and "_", 128 at most; this is "a.b""#
        ),
        Mistake(
            "api: http\nstage: [dev, dev]\npublic: [GET /: builtin:public]",
            #"r.yml:2:14: "dev" occurs twice in "stage"; keep one of them"#
        ),
        Mistake(
            "api: http\nstage: []\npublic: [GET /: builtin:public]",
            #"r.yml:2:8: "stage" is an empty list; fill it, or remove the key"#
        ),
        Mistake(
            "api: http\ndemo: true\npublic: [GET /: builtin:public]",
            #"r.yml:2:7: with "demo: true", the stage cannot be "$default", which has every URL, those of the demo "#
                + #"too; write "stage: dev", or remove "demo""#
        ),
        Mistake(
            "api: http\nstage: [dev, callback]\ndemo: true\npublic: [GET /: builtin:public]",
            #"r.yml:3:7: with "demo: true", the stage cannot be "callback": the demo is at /callback itself; call the "#
                + #"stage "dev", or remove "demo""#
        ),
        Mistake(
            "api: http\npublic: [$default: builtin:public, $default: builtin:private]",
            #"r.yml:2:36: the route "$default" occurs twice, first declared at r.yml:2:10; keep one of them"#
        ),
        Mistake(
            "api: http\npublic: [\"GET /a/{x}\": builtin:public, \"GET /a/{y}\": builtin:private]",
            "r.yml:2:40: \"GET /a/{y}\" is \"GET /a/{x}\" with other names, first declared at r.yml:2:10; keep one of them"
        ),
        Mistake(
            "api: http\npublic: [$defalt: builtin:public]",
            #"r.yml:2:10: "$defalt" is no route, it has no path; write "METHOD /path""#
        ),
        Mistake(
            "api: rest\nstage: dev\npublic: [$default: builtin:public]",
            #"r.yml:3:10: "$default" is a route of HTTP APIs only; write "ANY /{proxy+}", or "api: http""#
        ),
        Mistake(
            "api: rest\nstage: [dev, prod]\npublic: [GET /: builtin:public]",
            #"r.yml:2:8: "stage" wants a text, this is a list"#
        ),
    ])
    func `a mistake in stages and routes is reported at its place`(_ mistake: Mistake) {
        #expect(reportOfRoutes(mistake.text) == mistake.report)
    }

    private func read(_ text: String) throws -> RoutesFile.Result {
        try RoutesFile.read(text: Array(text.utf8), file: "r.yml")
    }
}
