// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// One mistake each, and exactly what is said about it.
struct RoutesFileMistakesTests {
    @Test(arguments: [
        Mistake(
            "",
            #"r.yml:1:1: the file is empty; it wants at least "api: rest", "stage: dev" and a route under "public:" "#
                + #"or "private:""#
        ),
        Mistake(
            "---\n# nothing\n",
            #"r.yml:1:1: the file is empty; it wants at least "api: rest", "stage: dev" and a route under "public:" "#
                + #"or "private:""#
        ),
        Mistake("- a", #"r.yml:1:1: a routes file is a map of keys, this is a list; begin with "api: rest""#),
        Mistake("\n hello", #"r.yml:2:2: a routes file is a map of keys, this is a text; begin with "api: rest""#),
        Mistake(
            "api: [rest",
            "r.yml:2:1: did not find expected ',' or ']' while parsing a flow sequence that starts "
                + "at r.yml:1:6; close the list with \"]\""
        ),
    ])
    func `a file that is no map of keys is reported as such`(_ mistake: Mistake) {
        #expect(read(mistake.text) == mistake.report)
    }

    /// Line 1 is the line under test, the rest is right.
    @Test(arguments: [
        Mistake(
            "api: websocket",
            #"r.yml:1:6: "api: websocket" is not supported; write "api: rest" or "api: http""#
        ),
        Mistake("api: HTTP", #"r.yml:1:6: unknown kind of API "HTTP"; did you mean "http"?"#),
        Mistake("api: Rest", #"r.yml:1:6: unknown kind of API "Rest"; did you mean "rest"?"#),
        Mistake("api: graphql", #"r.yml:1:6: unknown kind of API "graphql"; known kinds: rest, http"#),
        Mistake("api: [rest]", #"r.yml:1:6: "api" wants a text, this is a list"#),
        Mistake("api:", #"r.yml:1:5: "api" wants a text, this is empty"#),
        Mistake("# no api", #"r.yml:2:1: "api" is missing; add "api: rest""#),
        Mistake("aip: rest", #"r.yml:1:1: unknown key "aip"; did you mean "api"?"#),
    ])
    func `a wrong api is reported at its place`(_ mistake: Mistake) {
        #expect(read(mistake.text + "\nstage: dev\npublic:\n- GET /: builtin:public") == mistake.report)
    }

    @Test(arguments: [
        Mistake("stage: [dev]", #"r.yml:2:8: "stage" wants a text, this is a list"#),
        Mistake("stage: {a: b}", #"r.yml:2:8: "stage" wants a text, this is a map"#),
        Mistake("stage: ~", #"r.yml:2:8: "stage" wants a text, this is empty"#),
        Mistake(#"stage: """#, #"r.yml:2:8: "stage" wants a text, this one is empty"#),
        Mistake(
            "stage: my stage",
            #"r.yml:2:8: "stage" wants letters, digits, "-" and "_", 128 at most; this is "my stage""#
        ),
        Mistake(
            "stage: $default",
            #"r.yml:2:8: "$default" is a stage of HTTP APIs only; write "stage: dev", or "api: http""#
        ),
        Mistake(
            "stage: d\u{E9}v",
            "r.yml:2:8: \"stage\" wants letters, digits, \"-\" and \"_\", 128 at most; this is \"d\u{E9}v\""
        ),
        Mistake(
            "stage: " + String(repeating: "x", count: 129),
            #"r.yml:2:8: "stage" wants letters, digits, "-" and "_", 128 at most; this is ""#
                + String(repeating: "x", count: 80) + #"…""#
        ),
        Mistake("# no stage", #"r.yml:1:1: "stage" is missing; add "stage: dev""#),
        Mistake("Stage: dev", #"r.yml:2:1: unknown key "Stage"; did you mean "stage"?"#),
        Mistake("stage: !Ref dev", #"r.yml:2:8: the tag "!Ref" is not supported in this file; leave it out"#),
        Mistake("stage: !!str dev", #"r.yml:2:8: the tag "!!str" is not supported in this file; leave it out"#),
        Mistake("!x stage: dev", #"r.yml:2:1: the tag "!x" is not supported in this file; leave it out"#),
        Mistake(
            "stage: dev\nstage: prod",
            #"r.yml:3:1: the key "stage" occurs twice, first at r.yml:2:1; keep one of them"#
        ),
        Mistake(
            "stage: dev\ntimeout: 3",
            #"r.yml:3:1: unknown key "timeout"; known keys: api, stage, stageVariables, region, accountId, apiId, "#
                + "binaryMediaTypes, gatewayResponses, cors, limits, demo, functions, authorizers, public, private"
        ),
        Mistake(
            "stage: dev\n<<: {region: x}",
            #"r.yml:3:1: the merge key "<<" is not supported in this file; write the keys out"#
        ),
        Mistake(
            "stage: dev\nregion: US East",
            #"r.yml:3:9: "region" wants lower-case letters, digits and "-", 64 at most; this is "US East""#
        ),
        Mistake(
            "stage: dev\nregion: us:east",
            #"r.yml:3:9: "region" wants lower-case letters, digits and "-", 64 at most; this is "us:east""#
        ),
        Mistake("stage: dev\nregion: [a]", #"r.yml:3:9: "region" wants a text, this is a list"#),
        Mistake(
            "stage: dev\naccountId: 12345678901",
            #"r.yml:3:12: "accountId" wants 12 digits; this is "12345678901""#
        ),
        Mistake(
            "stage: dev\naccountId: 1234567890123",
            #"r.yml:3:12: "accountId" wants 12 digits; this is "1234567890123""#
        ),
        Mistake(
            "stage: dev\naccountId: 1234-5678-90",
            #"r.yml:3:12: "accountId" wants 12 digits; this is "1234-5678-90""#
        ),
        Mistake("stage: dev\naccountId: {a: b}", #"r.yml:3:12: "accountId" wants a text, this is a map"#),
        Mistake(
            "stage: dev\napiId: Abc",
            #"r.yml:3:8: "apiId" wants lower-case letters and digits, 64 at most; this is "Abc""#
        ),
        Mistake(
            "stage: dev\napiId: a/b",
            #"r.yml:3:8: "apiId" wants lower-case letters and digits, 64 at most; this is "a/b""#
        ),
        Mistake("stage: dev\napiId:", #"r.yml:3:7: "apiId" wants a text, this is empty"#),
    ])
    func `a mistake in a key at the top is reported at its place`(_ mistake: Mistake) {
        #expect(read("api: rest\n\(mistake.text)\npublic:\n- GET /: builtin:public") == mistake.report)
    }

    /// The text under test begins on line 3, `authorizers:` is on line 3.
    @Test(arguments: [
        Mistake(
            "authorizers: x",
            #"r.yml:3:14: "authorizers" wants a map of names and handlers, this is the text "x""#
        ),
        Mistake(
            "authorizers:\n  - a: builtin:auth0",
            #"r.yml:4:3: "authorizers" wants a map of names and handlers, this is a list"#
        ),
        Mistake("authorizers:\n  a:", #"r.yml:4:5: "a" wants a handler, or a map with one, this is empty"#),
        Mistake("authorizers:\n  a: [x]", #"r.yml:4:6: "a" wants a handler, or a map with one, this is a list"#),
        Mistake(
            "authorizers:\n  a: builtin:auth",
            #"r.yml:4:6: unknown authorizer handler "builtin:auth"; did you mean "builtin:auth0"?"#
        ),
        Mistake(
            "authorizers:\n  a: src/auth.handler",
            #"r.yml:4:6: unknown authorizer handler "src/auth.handler"; known handlers of authorizers: "#
                + "builtin:auth0, builtin:allow, builtin:deny"
        ),
        Mistake(
            "authorizers:\n  a: builtin:private",
            #"r.yml:4:6: "builtin:private" is the handler of a route, not of an authorizer; "#
                + "known handlers of authorizers: builtin:auth0, builtin:allow, builtin:deny"
        ),
        Mistake(
            "authorizers:\n  a: {type: TOKEN}",
            #"r.yml:4:3: the authorizer "a" has no handler; add "handler: builtin:auth0""#
        ),
        Mistake(
            "authorizers:\n  a: {hander: builtin:auth0}",
            #"r.yml:4:7: unknown key "hander" in an authorizer; did you mean "handler"?"#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, x: 1}",
            #"r.yml:4:31: unknown key "x" in an authorizer; known keys: handler, type, identitySource, "#
                + "identityValidationExpression, resultTtlInSeconds, authorizerResultTtlInSeconds, "
                + "authorizerPayloadFormatVersion, enableSimpleResponses, jwtConfiguration, audience, issuer, jwksUri, "
                + "scopes"
        ),
        Mistake("authorizers:\n  a: {handler: [b]}", #"r.yml:4:16: "handler" wants a text, this is a list"#),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, type: token}",
            #"r.yml:4:37: unknown type of authorizer "token"; did you mean "TOKEN"?"#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, type: COGNITO}",
            #"r.yml:4:37: unknown type of authorizer "COGNITO"; known types: TOKEN, REQUEST"#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, type: }",
            #"r.yml:4:37: "type" wants a text, this is empty"#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, identitySource: Auth}",
            #"r.yml:4:47: "identitySource" wants a header, written method.request.header.NAME; this is "Auth"; "#
                + #"did you mean "method.request.header.Auth"?"#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, identitySource: $request.header.Auth}",
            #"r.yml:4:47: "identitySource" wants a header, written method.request.header.NAME; this is "#
                + #""$request.header.Auth"; did you mean "method.request.header.Auth"?"#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, identitySource: method.request.header.}",
            #"r.yml:4:47: "identitySource" wants a header, written method.request.header.NAME; this is "#
                + #""method.request.header."; write "method.request.header.Authorization""#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, identitySource: method.request.header.My Auth}",
            #"r.yml:4:47: "identitySource" wants a header, written method.request.header.NAME; this is "#
                + #""method.request.header.My Auth"; write "method.request.header.Authorization""#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, identitySource: \"method.request.header.A, method.request.header.B\"}",
            #"r.yml:4:47: a TOKEN authorizer has exactly one identity source, this is "#
                + #""method.request.header.A, method.request.header.B"; write "method.request.header.Authorization""#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, identitySource: [x]}",
            #"r.yml:4:47: "identitySource" wants a text, this is a list"#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, resultTtlInSeconds: \"300\"}",
            #"r.yml:4:51: "resultTtlInSeconds" wants a whole number without quotes, this is the text "300""#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, resultTtlInSeconds: \"5m\"}",
            #"r.yml:4:51: "resultTtlInSeconds" wants a whole number, this is the text "5m""#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, resultTtlInSeconds: 5m}",
            #"r.yml:4:51: "resultTtlInSeconds" wants a whole number, this is the text "5m""#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, resultTtlInSeconds: +5}",
            #"r.yml:4:51: "resultTtlInSeconds" wants a whole number, this is the text "+5""#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, resultTtlInSeconds: true}",
            #"r.yml:4:51: "resultTtlInSeconds" wants a whole number, this is the boolean "true""#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, resultTtlInSeconds: }",
            #"r.yml:4:51: "resultTtlInSeconds" wants a whole number, this is empty"#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, resultTtlInSeconds: 3601}",
            #"r.yml:4:51: "resultTtlInSeconds" is 3601, it must be 0 to 3600"#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, resultTtlInSeconds: -1}",
            #"r.yml:4:51: "resultTtlInSeconds" is -1, it must be 0 to 3600"#
        ),
        Mistake(
            "authorizers:\n  a: {handler: builtin:auth0, resultTtlInSeconds: 99999999999999999999}",
            #"r.yml:4:51: "resultTtlInSeconds" is 99999999999999999999, it must be 0 to 3600"#
        ),
        Mistake(
            "authorizers:\n  a: builtin:auth0\n  a: builtin:auth0",
            #"r.yml:5:3: the key "a" occurs twice, first at r.yml:4:3; keep one of them"#
        ),
        Mistake(
            "authorizers:\n  my guard: builtin:auth0",
            #"r.yml:4:3: "my guard" is no name of an authorizer; use letters, digits and any of . _ -, 128 at most"#
        ),
        Mistake(
            "authorizers:\n  \"\": builtin:auth0",
            #"r.yml:4:3: "" is no name of an authorizer; use letters, digits and any of . _ -, 128 at most"#
        ),
        Mistake(
            "authorizers:\n  <<: {a: builtin:auth0}",
            #"r.yml:4:3: the merge key "<<" is not supported in this file; write the keys out"#
        ),
    ])
    func `a mistake in an authorizer is reported at its place`(_ mistake: Mistake) {
        #expect(read("api: rest\nstage: dev\n\(mistake.text)\npublic:\n- GET /: builtin:public") == mistake.report)
    }

    /// The text under test begins on line 4; there is one authorizer, `guard`.
    @Test(arguments: [
        Mistake(
            "",
            #"r.yml:1:1: there are no routes; add one under "public:" or "private:", such as "#
                + #""- GET /public: builtin:public""#
        ),
        Mistake(
            "public: []\nprivate:",
            #"r.yml:1:1: there are no routes; add one under "public:" or "private:", such as "#
                + #""- GET /public: builtin:public""#
        ),
        Mistake("pubic:\n- GET /: builtin:public", #"r.yml:4:1: unknown key "pubic"; did you mean "public"?"#),
        Mistake(
            "public:\n  GET /a: builtin:public",
            #"r.yml:5:3: "public" wants a list of routes, this is a map; begin each route with "- ""#
        ),
        Mistake(
            "private: GET /a",
            #"r.yml:4:10: "private" wants a list of routes, this is the text "GET /a"; begin each route with "- ""#
        ),
        Mistake(
            "public:\n- GET /a",
            #"r.yml:5:3: a route is written "METHOD /path: handler", this is the text "GET /a"; "#
                + #"for example "- GET /public: builtin:public""#
        ),
        Mistake(
            "private:\n- [a]",
            #"r.yml:5:3: a route is written "METHOD /path: handler", this is a list; "#
                + #"for example "- GET /private: builtin:private""#
        ),
        Mistake(
            "public:\n-",
            #"r.yml:5:2: a route is written "METHOD /path: handler", this is empty; "#
                + #"for example "- GET /public: builtin:public""#
        ),
        Mistake(
            "public:\n- {}",
            #"r.yml:5:3: a route is written "METHOD /path: handler", this is an empty map; "#
                + #"for example "- GET /public: builtin:public""#
        ),
        Mistake(
            "public:\n- /a: builtin:public",
            #"r.yml:5:3: "/a" is no route, it has no method; write "GET /a""#
        ),
        Mistake(
            "public:\n- GET: builtin:public",
            #"r.yml:5:3: "GET" is no route, it has no path; write "METHOD /path""#
        ),
        Mistake("public:\n- get /a: builtin:public", #"r.yml:5:3: unknown method "get"; did you mean "GET"?"#),
        Mistake("public:\n- DELTE /a: builtin:public", #"r.yml:5:3: unknown method "DELTE"; did you mean "DELETE"?"#),
        Mistake(
            "public:\n- CONNECT /a: builtin:public",
            #"r.yml:5:3: unknown method "CONNECT"; known methods: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, ANY"#
        ),
        Mistake("public:\n- GET a: builtin:public", #"r.yml:5:3: "a" is no path; a path starts with "/""#),
        Mistake(
            "public:\n- GET /a//b: builtin:public",
            #"r.yml:5:3: "/a//b" is no path; a path has no empty segment ("//")"#
        ),
        Mistake(
            "public:\n- GET /a/: builtin:public",
            #"r.yml:5:3: "/a/" is no path; a path does not end with "/"; requests match with and without one"#
        ),
        Mistake(
            "public:\n- GET /a?b=c: builtin:public",
            #"r.yml:5:3: "/a?b=c" is no path; "a?b=c" contains "?"; a segment is letters, digits and any of "#
                + ". _ - ~ : @ ! $ & ' ( ) * + , ; = %"
        ),
        Mistake("public:\n- GET /a:", #"r.yml:5:10: "GET /a" wants a handler, or a map with one, this is empty"#),
        Mistake("public:\n- GET /a: [x]", #"r.yml:5:11: "GET /a" wants a handler, or a map with one, this is a list"#),
        Mistake(
            "public:\n- GET /a: builtin:publc",
            #"r.yml:5:11: unknown handler "builtin:publc"; did you mean "builtin:public"?"#
        ),
        Mistake(
            "public:\n- GET /a: src/a.handler",
            #"r.yml:5:11: unknown handler "src/a.handler"; known handlers: builtin:public, builtin:private"#
        ),
        Mistake(
            "public:\n- GET /a: builtin:auth0",
            #"r.yml:5:11: "builtin:auth0" is the handler of an authorizer, not of a route; "#
                + "known handlers: builtin:public, builtin:private"
        ),
        Mistake(
            "public:\n- GET /a: {}",
            #"r.yml:5:3: "GET /a" has no handler; add "handler: builtin:public""#
        ),
        Mistake(
            "private:\n- GET /a: {authorizer: guard}",
            #"r.yml:5:3: "GET /a" has no handler; add "handler: builtin:private""#
        ),
        Mistake(
            "public:\n- GET /a: {handlr: builtin:public}",
            #"r.yml:5:12: unknown key "handlr" in a route; did you mean "handler"?"#
        ),
        Mistake(
            "public:\n- GET /a: {handler: builtin:public, cors: true}",
            #"r.yml:5:37: unknown key "cors" in a route; known keys: handler, authorizer, authorizationScopes, "#
                + "integration"
        ),
        Mistake("public:\n- GET /a: {handler: {a: b}}", #"r.yml:5:21: "handler" wants a text, this is a map"#),
        Mistake(
            "public:\n- GET /a: {handler: builtin:public, authorizer: guard}",
            #"r.yml:5:37: the public route "GET /a" takes no authorizer; move the route to "private:", "#
                + "or remove the authorizer"
        ),
        Mistake(
            "private:\n- GET /a: {handler: builtin:private, authorizer: gaurd}",
            #"r.yml:5:50: unknown authorizer "gaurd"; did you mean "guard"?"#
        ),
        Mistake(
            "private:\n- GET /a: {handler: builtin:private, authorizer: admin}",
            #"r.yml:5:50: unknown authorizer "admin"; known authorizers: guard"#
        ),
        Mistake(
            "private:\n- GET /a: {handler: builtin:private, authorizer: [guard]}",
            #"r.yml:5:50: "authorizer" wants a text, this is a list"#
        ),
        Mistake(
            "public:\n- GET /a: builtin:public\n- POST /a: builtin:public\n- GET /a: builtin:private",
            #"r.yml:7:3: the route "GET /a" occurs twice, first declared at r.yml:5:3; keep one of them"#
        ),
        Mistake(
            "private:\n- GET /a: builtin:public\npublic:\n- GET /a: builtin:private",
            #"r.yml:7:3: the route "GET /a" occurs twice, first declared at r.yml:5:3; keep one of them"#
        ),
        Mistake(
            "public:\n- GET /a/{id}: builtin:public\n- PUT /a/{name}/b: builtin:public",
            "r.yml:6:3: {name} stands beside {id}, first declared at r.yml:5:3; API Gateway allows one variable on a "
                + "level; use one of them for both"
        ),
        Mistake(
            "public:\n- GET /{a+}: builtin:public\n- PUT /{b+}: builtin:public",
            "r.yml:6:3: {b+} stands beside {a+}, first declared at r.yml:5:3; API Gateway allows one variable on a "
                + "level; use one of them for both"
        ),
        Mistake(
            "public:\n- GET /{id}: builtin:public\n- ANY /{proxy+}: builtin:public",
            "r.yml:6:3: {proxy+} stands beside {id}, first declared at r.yml:5:3; API Gateway allows one variable on a "
                + "level; use one of them for both"
        ),
        Mistake(
            "public:\n- GET /{id}: builtin:public\n- ANY /{id+}: builtin:public",
            "r.yml:6:3: {id+} stands beside {id}, first declared at r.yml:5:3; API Gateway allows one variable on a "
                + "level; use one of them for both"
        ),
        Mistake(
            "public:\n- GET /a:\n  handler: builtin:public",
            #"r.yml:6:3: "handler" stands beside the route, not under it; indent it by four columns more than the "-""#
        ),
        Mistake(
            "public:\n- GET /a: builtin:public\n  GET /b: builtin:public",
            #"r.yml:6:3: "GET /b" is a second key in the entry of a route; begin each route with "- ""#
        ),
        Mistake(
            "public:\n- &r {GET /a: builtin:public}\n- <<: *r",
            #"r.yml:6:3: the merge key "<<" is not supported in this file; write the keys out"#
        ),
    ])
    func `a mistake in a route is reported at its place`(_ mistake: Mistake) {
        #expect(read("api: rest\nstage: dev\nauthorizers: {guard: builtin:auth0}\n\(mistake.text)") == mistake.report)
    }

    @Test(arguments: [
        Mistake(
            "private:\n- GET /a: builtin:private",
            #"r.yml:4:3: the private route "GET /a" has no authorizer, and the file declares none; "#
                + #"add one under "authorizers:", such as "customAuthorizer: builtin:auth0""#
        ),
        Mistake(
            "private:\n- GET /a: {handler: builtin:private, authorizer: b}",
            #"r.yml:4:50: unknown authorizer "b"; there are no authorizers"#
        ),
        Mistake(
            "private:\n- GET /a: builtin:private\nauthorizers: {b: builtin:auth0, c: builtin:auth0}",
            #"r.yml:4:3: the private route "GET /a" names no authorizer, and there are several; "#
                + #"add "authorizer:" with one of: b, c"#
        ),
        Mistake(
            "private:\n- GET /a: {handler: builtin:private}\nauthorizers: {b: builtin:auth0, c: builtin:auth0}",
            #"r.yml:4:3: the private route "GET /a" names no authorizer, and there are several; "#
                + #"add "authorizer:" with one of: b, c"#
        ),
        // The authorizer is wrong, the route that names it is not.
        Mistake(
            "private:\n- GET /a: {handler: builtin:private, authorizer: b}\nauthorizers: {b: x}",
            #"r.yml:5:18: unknown authorizer handler "x"; known handlers of authorizers: builtin:auth0, "#
                + "builtin:allow, builtin:deny"
        ),
    ])
    func `a private route must end up with one authorizer`(_ mistake: Mistake) {
        #expect(read("api: rest\nstage: dev\n\(mistake.text)") == mistake.report)
    }

    @Test func `all problems are reported at once, in the order of the file`() {
        let text = """
            api: websocket
            public:
              - get /a: builtin:public
              - GET /b//: builtin:publik
              - GET /c: {handler: builtin:public, authorizer: b}
            apiId: !Ref x
            authorizers:
              a: {handler: nothing, resultTtlInSeconds: "1", type: REQUEST}
            private:
              - GET /d: {handler: builtin:private, authorizer: c}
              - GET /d: builtin:private
            private: []
            stag: dev
            """
        #expect(
            read(text) == """
                r.yml:1:6: "api: websocket" is not supported; write "api: rest" or "api: http"
                r.yml:3:5: unknown method "get"; did you mean "GET"?
                r.yml:4:5: "/b//" is no path; a path has no empty segment ("//")
                r.yml:4:15: unknown handler "builtin:publik"; did you mean "builtin:public"?
                r.yml:5:39: the public route "GET /c" takes no authorizer; move the route to "private:", or remove \
                the authorizer
                r.yml:6:8: the tag "!Ref" is not supported in this file; leave it out
                r.yml:8:16: unknown authorizer handler "nothing"; known handlers of authorizers: builtin:auth0, \
                builtin:allow, builtin:deny
                r.yml:8:45: "resultTtlInSeconds" wants a whole number without quotes, this is the text "1"
                r.yml:10:52: unknown authorizer "c"; known authorizers: a
                r.yml:11:5: the route "GET /d" occurs twice, first declared at r.yml:10:5; keep one of them
                r.yml:12:1: the key "private" occurs twice, first at r.yml:9:1; keep one of them
                r.yml:13:1: unknown key "stag"; did you mean "stage"?
                """
        )
    }

    @Test func `text that is not ASCII before a key does not move its column`() {
        #expect(
            read("api: rest\nstage: dev\npublic: [{\"GET /\": builtin:public}, {\"日本 😀 /a\": é}]")
                == """
                r.yml:3:38: unknown method "日本"; known methods: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, ANY
                r.yml:3:38: "😀 /a" is no path; a path starts with "/"
                r.yml:3:49: unknown handler "é"; known handlers: builtin:public, builtin:private
                """
        )
    }

    @Test func `the path is the one that the user gave`() {
        let problem = report { try RoutesFile.read(text: Array("a".utf8), file: "../x/routes.yml") }
        #expect(problem.hasPrefix("../x/routes.yml:1:1: "))
    }

    @Test func `what an alias repeats is reported where it is written, and once`() {
        let text = """
            api: rest
            stage: dev
            public:
              - GET /a: &r {handler: nothing}
              - GET /b: *r
            """
        #expect(
            read(text) == #"r.yml:4:26: unknown handler "nothing"; known handlers: builtin:public, builtin:private"#
        )
    }

    private func read(_ text: String) -> String {
        report { try RoutesFile.read(text: Array(text.utf8), file: "r.yml") }
    }
}
