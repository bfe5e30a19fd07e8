// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTemplates
import Testing

/// What real AWS was seen to render.
///
/// Source: snapshots that LocalStack took from AWS (test_apigateway_common: test_input_path_template_formatting,
/// test_input_body_formatting; test_apigateway_sqs; test_apigateway_integrations), and the API Gateway developer guide,
/// "Variables for data transformations". The numbers are those of the conformance cases.
struct RecordedTests {
    private static let probe =
        ##"{"body": $result, "nested": $result.nested, "isNull": #if( $result == $null )"true"#else"false"#end, "##
        + ##""isEmptyString": #if( $result == "" )"true"#else"false"#end}"##

    @Test(
        arguments: [
            ("rest-vtl-001", #"#set($result = $input.path("$.json"))$result"#, #"{"json":{"foo":"bar"}}"#, "{foo=bar}"),
            (
                "rest-vtl-003", #"#set($result = $input.path("$.json"))$result.nested"#,
                #"{"json":{"nested":{"foo":"bar"}}}"#, "{foo=bar}"
            ),
            (
                "rest-vtl-004", #"#set($result = $input.path("$.json"))$result.nested"#,
                #"{"json":{"nested":[{"foo":"bar"}]}}"#, #"[{"foo":"bar"}]"#
            ),
            (
                "rest-vtl-005", #"#set($result = $input.path("$.json"))$result[0]"#, #"{"json":[{"foo":"bar"}]}"#,
                "{foo=bar}"
            ),
            (
                "rest-vtl-008", #"#set($result = $input.path("$.json"))$result"#,
                #"{"json":{"bigger":"dict","to":"test","with":"separators"}}"#,
                "{bigger=dict, to=test, with=separators}"
            ),
            (
                "rest-vtl-009", #"#set($result = $input.path("$.json"))$result.toString()"#,
                #"{"json":{"foo":"bar"}}"#, "{foo=bar}"
            ),
            (
                "rest-vtl-010", #"#set($result = $input.path("$.json"))$result.toString()"#,
                #"{"json":{"list":[{"foo":"bar"}]}}"#, #"{list=[{"foo":"bar"}]}"#
            ),
            (
                "section 11", #"$input.path("$")"#, #"{"foo":[{"nested":"bar"}]}"#, #"{foo=[{"nested":"bar"}]}"#
            ),
            (
                "rest-vtl-011", ##"#set($result = $input.path("$.nonExisting"))"## + probe, "",
                #"{"body": , "nested": , "isNull": "true", "isEmptyString": "true"}"#
            ),
            (
                "rest-vtl-012", ##"#set($result = $input.path("$.json.listValue"))"## + probe,
                #"{"json":{"listValue":[]}}"#,
                #"{"body": [], "nested": , "isNull": "false", "isEmptyString": "false"}"#
            ),
            ("rest-vtl-015", "$input.body", "some raw data", "some raw data"),
            ("rest-vtl-016", "Action=SendMessage&MessageBody=$input.body", "", "Action=SendMessage&MessageBody={}"),
            // The recorded answer is {}: what the next step makes of an empty text.
            ("rest-vtl-017", "#set($result = $input.body.testAccess)$result", #"{"some": "value"}"#, ""),
            ("section 11", "B=$util.urlEncode($input.body.testAccess)", #"{"some": "value"}"#, "B="),
            (
                "rest-vtl-020", "$util.parseJson($input.path('$.errorMessage')).key2.arr[0]",
                #"{"errorMessage": "{\"key1\":\"var1\",\"key2\":{\"arr\":[1,2,3]}}"}"#, "1"
            ),
            ("rest-vtl-021", #"$util.escapeJavaScript("it's")"#, "", #"it\'s"#),
        ]
    )
    func `a template renders what AWS rendered`(id: String, template: String, body: String, text: String) throws {
        #expect(try rendered(template, body: body) == text, "\(id)")
    }

    @Test(
        arguments: [
            ("$context.identity", ""), ("$context.identity.user", ""), ("$context.requestOverride", ""),
            ("$context.authorizer.keySet()", "{}"),
        ]
    )
    func `rest-vtl-019: parts of $context print nothing`(template: String, text: String) throws {
        let context = JSONObject(["identity": ["user": nil, "sourceIp": "127.0.0.1"]])
        #expect(try rendered(template, context: context) == text)
        #expect(try rendered(template) == text)
    }

    @Test func `rest-vtl-022: a parameter is looked for in path, query string and header`() throws {
        var parameters = TemplateParameters(path: [("x", "p")], querystring: [("x", "q")], header: [("x", "h")])
        #expect(try rendered("$input.params('x')", parameters: parameters) == "p")
        parameters.path = []
        #expect(try rendered("$input.params('x')", parameters: parameters) == "q")
        parameters.querystring = []
        #expect(try rendered("$input.params('x')", parameters: parameters) == "h")
        #expect(try rendered("$input.params('X')", parameters: parameters) == "h")
        #expect(try rendered("[$input.params('y')]", parameters: parameters) == "[]")
    }

    @Test func `rest-vtl-023: a second override of the same name fails`() throws {
        for path in ["requestOverride.header.a", "requestOverride.path.a", "responseOverride.header.a"] {
            let set = "#set($context.\(path) = 'x')"
            #expect(try rendered(set) == "")
            #expect(throws: TemplateFault.self) { try rendered(set + set) }
        }
        #expect(throws: TemplateFault.self) {
            try rendered("#set($context.responseOverride.status = 200)#set($context.responseOverride.status = 200)")
        }
        #expect(throws: TemplateFault.self) {
            try rendered("#set($o = $context.responseOverride.header)$o.put('a', 'b')#set($o['a'] = 'c')")
        }
    }

    @Test func `rest-mock-003: overrides and members of one's own go on to the response's template`() throws {
        var evaluation = TemplateEvaluation(body: "")
        let request = try MappingTemplate(
            """
            #set($context.responseOverride.status = 444)
            #set($context.responseOverride.header.foo = "bar")
            #set($context.custom = "is also passed around")
            {"statusCode": 200}
            """
        )
        #expect(try request.render(&evaluation) == #"{"statusCode": 200}"#)
        #expect(evaluation.overrides.status == 444)
        #expect(evaluation.overrides.responseHeaders.map(\.name) == ["foo"])
        #expect(evaluation.overrides.responseHeaders.map(\.values) == [["bar"]])
        let response = try MappingTemplate(
            "$context.responseOverride.status $context.responseOverride.header.foo $context.custom"
        )
        #expect(try response.render(&evaluation) == "444 bar is also passed around")
        let again = try MappingTemplate("#set($context.responseOverride.status = 200)")
        #expect(throws: TemplateFault.self) { try again.render(&evaluation) }
        #expect(evaluation.overrides.status == 444)
    }

    @Test func `rest-mock-005: overrides can be set by index, by put and by a literal`() throws {
        var evaluation = TemplateEvaluation(body: "")
        let request = try MappingTemplate(
            """
            #set($paramName = "foo")
            #set($context.requestOverride.querystring[$paramName] = "bar")
            #set($paramPutName = "putfoo")
            $context.requestOverride.querystring.put($paramPutName, "putBar")
            #set($context["requestOverride"].querystring["nestedfoo"] = "nestedFoo")
            """
        )
        #expect(try request.render(&evaluation) == "\n")
        let overrides = evaluation.overrides.querystring
        #expect(overrides.map(\.name) == ["foo", "putfoo", "nestedfoo"])
        #expect(overrides.flatMap(\.values) == ["bar", "putBar", "nestedFoo"])
        let response = try MappingTemplate(
            """
            #set($q = $context.requestOverride.querystring)
            $q.foo $q.putfoo $q.nestedfoo
            """
        )
        #expect(try response.render(&evaluation) == "bar putBar nestedFoo")
    }
}
