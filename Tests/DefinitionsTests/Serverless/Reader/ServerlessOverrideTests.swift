// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayModel
import Glibc
import Testing

/// `--authorizer-override NAME=VALUE`.
struct ServerlessOverrideTests {
    private static func file(_ authorizer: String, in event: String = "http", path: String = "x") -> String {
        ServerlessText.events("[{\(event): {method: get, path: \(path), authorizer: \(authorizer)}}]")
    }

    private func overriding(_ name: String, _ value: String) -> ServerlessOptions {
        .with { $0.authorizerOverrides = [name: value] }
    }

    @Test(
        arguments: [
            ("aws_iam", "aws_iam", .token(identityHeader: "Authorization"), 300),
            (
                "{name: pool, type: COGNITO_USER_POOLS, arn: 'arn:aws:cognito-idp:a:1:userpool/a', "
                    + "identitySource: method.request.header.X}", "pool", .token(identityHeader: "X"), 300
            ),
            ("{name: auth, type: request, resultTtlInSeconds: 0}", "auth", .token(identityHeader: "Authorization"), 0),
            (
                "{name: auth, type: request, identitySource: method.request.querystring.t}", "auth",
                .request(identitySources: [.queryString("t")]), 300
            ),
        ] as [(String, String, AuthorizerDefinition.Kind, Int)]
    )
    func `builtin auth0 takes the token from where the authorizer would`(
        written: String,
        name: String,
        kind: AuthorizerDefinition.Kind,
        ttl: Int
    ) throws {
        let result = try readServerless(Self.file(written), overriding(name, "builtin:auth0"))
        let definition = AuthorizerDefinition(
            name: name,
            kind: kind,
            function: .auth0(TokenRequirements()),
            resultTtlInSeconds: ttl
        )
        #expect(result.api(.rest)?.authorizers == [definition])
        #expect(result.routes(.rest) == ["GET /x -> function:hello [\(name)]"])
        #expect(result.warnings.isEmpty)
    }

    @Test func `builtin allow is warned of loudly`() throws {
        let result = try readServerless(Self.file("aws_iam"), overriding("aws_iam", "builtin:allow"))
        #expect(result.api(.rest)?.authorizers.map(\.function) == [.allow])
        #expect(
            result.warningTexts == [
                "s.yml:5:83: --authorizer-override aws_iam=builtin:allow: EVERYBODY PASSES the authorizer \"aws_iam\""
            ]
        )
    }

    @Test func `a JWT authorizer that is overridden by builtin auth0 takes tokens of the project, and asks for scopes`()
        throws
    {
        let text = """
            service: s
            provider: {name: aws, httpApi: {authorizers: {jwt: {issuerUrl: 'https://a/', audience: b}}}}
            functions:
              f: {handler: a.b, events: [{httpApi: {method: get, path: /, authorizer: {name: jwt, scopes: [read]}}}]}
            """
        let result = try readServerless(text, overriding("jwt", "builtin:auth0"))
        let definition = AuthorizerDefinition(
            name: "jwt",
            kind: .jwt(identitySource: .header("Authorization")),
            function: .jwt(JWTConfiguration()),
            resultTtlInSeconds: 0
        )
        #expect(result.api(.http)?.authorizers == [definition])
        #expect(result.routes(.http) == ["GET / -> function:f [jwt read]"])
        #expect(
            reportOfServerless(text, overriding("jwt", "builtin:allow"))
                == "s.yml:4:95: \"scopes\" is for JWT authorizers only, \"jwt\" is none; "
                + "--authorizer-override jwt=builtin:auth0 checks them"
        )
    }

    @Test func `scopes of a user pool are not checked by what stands in, and that is said`() throws {
        let result = try readServerless(
            Self.file("{name: p, type: COGNITO_USER_POOLS, arn: 'arn:aws:cognito-idp:a:1:userpool/a', scopes: [a/b]}"),
            overriding("p", "builtin:auth0")
        )
        #expect(
            result.warningTexts == [
                #"s.yml:5:162: the scopes of "GET /x" are not checked by what is asked here"#
            ]
        )
    }

    @Test func `an HTTP API's is overridden, too`() throws {
        let result = try readServerless(
            Self.file("{type: aws_iam}", in: "httpApi", path: "/x"),
            overriding("aws_iam", "builtin:deny")
        )
        let kind = AuthorizerDefinition.Kind.request(
            identitySources: [.header("Authorization")],
            format: .v2(enableSimpleResponses: true)
        )
        let definition = AuthorizerDefinition(name: "aws_iam", kind: kind, function: .deny, resultTtlInSeconds: 0)
        #expect(result.api(.http)?.authorizers == [definition])
    }

    @Test(
        arguments: [
            ("js", "", "handler", "nodejs22.x"), ("mjs", ":check", "check", "nodejs22.x"),
            ("cjs", "", "handler", "nodejs22.x"), ("ts", "", "handler", "nodejs22.x"),
            ("py", ":ask", "ask", "python3.12"),
        ]
    )
    func `a file becomes a function`(ending: String, export: String, name: String, runtime: String) throws {
        try withFile("guard.\(ending)") { folder, file in
            let result = try readServerless(Self.file("aws_iam"), overriding("aws_iam", file + export))
            #expect(result.api(.rest)?.authorizers.map(\.function) == [.function("authorizer-override:aws_iam")])
            let configuration = try #require(result.configuration("authorizer-override:aws_iam"))
            #expect(configuration.handler == "guard.\(name)")
            #expect(configuration.code == .folder(folder))
            #expect(configuration.runtime.identifier == runtime)
            #expect(configuration.functionName == "shop-dev-aws-iam-override")
            #expect(result.api(.rest)?.functions.map(\.name) == ["auth", "hello", "authorizer-override:aws_iam"])
        }
    }

    @Test func `a file that Lambda could not name is refused`() throws {
        try withFile("guard.v2.js") { _, file in
            #expect(
                reportOfServerless(Self.file("aws_iam"), overriding("aws_iam", file))
                    == "--authorizer-override aws_iam=\(file): Lambda cannot name a file with two dots; rename it, such as "
                    + "guard-v2"
            )
        }
    }

    @Test(
        arguments: [
            (
                "aws_iam=builtin:alow",
                #"--authorizer-override aws_iam=builtin:alow: "builtin:alow" is nothing that can be asked; write builtin:auth0, builtin:allow, builtin:deny, or a file that ends in .js, .mjs, .cjs, .ts or .py, perhaps with :EXPORT"#
            ),
            (
                "aws_iam=no/such.js",
                #"--authorizer-override aws_iam=no/such.js: there is no file "no/such.js""#
            ),
        ]
    )
    func `a value that is none is refused`(option: String, report: String) {
        let parts = option.split(separator: "=").map(String.init)
        #expect(reportOfServerless(Self.file("aws_iam"), overriding(parts[0], parts[1])) == report)
    }

    @Test func `an override that names nobody is refused, since the authorizer would stay as it is`() {
        #expect(
            reportOfServerless(Self.file("auth"), overriding("auht", "builtin:deny"))
                == #"--authorizer-override auht: no route asks for an authorizer of this name; did you mean "auth"?"#
        )
    }

    /// Lends a file in a folder of its own.
    private func withFile(_ name: String, _ body: (_ folder: String, _ file: String) throws -> Void) throws {
        var template = Array("/tmp/gateway-override-XXXXXX".utf8CString)
        let made = mkdtemp(&template) != nil
        try #require(made)
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let file = folder + "/" + name
        defer {
            unlink(file)
            rmdir(folder)
        }
        let descriptor = open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        close(descriptor)
        try body(folder, file)
    }

    /// A user pool that is deployed with the service: its issuer is known then.
    @Test(arguments: [
        "issuerUrl: !Sub 'https://cognito-idp.${AWS::Region}.amazonaws.com/${Pool}', audience: [a]",
        "issuerUrl: 'https://a.b/', audience: [!Ref Client]", "issuerUrl: '${ssm:/x}', audience: a",
    ])
    func `a JWT authorizer of which little is known here can be another one`(settings: String) throws {
        let text = """
            service: shop
            provider:
              name: aws
              httpApi: {authorizers: {pool: {identitySource: $request.header.A, \(settings)}}}
            functions:
              hello: {handler: a.b, events: [{httpApi: {method: get, path: /x, authorizer: {name: pool, scopes: [read]}}}]}
            """
        let report = reportOfServerless(text)
        #expect(report.contains(#"whose tokens the authorizer "pool" accepts is not known here ("#))
        #expect(report.contains("--authorizer-override pool=builtin:auth0"))
        #expect(try readServerless(text, .skipping).apis == [])
        let result = try readServerless(text, .with { $0.authorizerOverrides = ["pool": "builtin:auth0"] })
        #expect(result.routes(.http) == ["GET /x -> function:hello [pool read]"])
        #expect(
            result.api(.http)?.authorizers == [
                AuthorizerDefinition(
                    name: "pool",
                    kind: .jwt(identitySource: .header("A")),
                    function: .jwt(JWTConfiguration()),
                    resultTtlInSeconds: 0
                )
            ]
        )
    }
}
