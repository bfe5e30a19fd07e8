// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTemplates
import Testing

/// `$util`, `$input`, `$stageVariables` and `$context`.
///
/// Source: API Gateway developer guide, "Variables for data transformations" and "Examples using variables".
struct UtilTests {
    @Test(
        arguments: [
            ("$util.escapeJavaScript('a\"b\\c')", #"a\"b\\c"#), ("$util.escapeJavaScript(\"x\ny\tz\")", #"x\ny\tz"#),
            (#"$util.escapeJavaScript("it's").replaceAll("\\'","'")"#, "it's"),
            ("$util.urlEncode('a b&c=ä/*-._~')", "a+b%26c%3D%C3%A4%2F*-._%7E"),
            ("$util.urlDecode('a+b%26c%3D%C3%A4')", "a b&c=ä"), ("$util.base64Encode('héllo')", "aMOpbGxv"),
            ("$util.base64Decode('aMOpbGxv')", "héllo"),
            (#"$util.parseJson('{"a":[1,{"b":null}]}').a"#, #"[1,{"b":null}]"#),
            (#"$util.parseJson('{"a":[1,{"b":null}]}')"#, #"{a=[1,{"b":null}]}"#),
            (#"$util.parseJson('[1.0,1e5,12345678901234567890,0.1]')"#, "[1.0,100000.0,12345678901234567890,0.1]"),
            ("[$util.escapeJavaScript($missing)]", "[]"), ("$util.nothing('a')", ""),
        ]
    )
    func `utility functions`(template: String, text: String) throws {
        #expect(try rendered(template) == text)
    }

    @Test(
        arguments: [
            ("$input.json('$')", #"{"a":{"b":[1,2]},"n":null,"s":"x"}"#), ("$input.json('$.a.b[1]')", "2"),
            ("$input.json('$.s')", #""x""#),
            ("$input.json('$.n')", "null"), ("$input.json('$.missing')", #""""#), ("$input.path('$.s')", "x"),
            ("[$input.path('$.n')]", "[]"),
            ("$input.path('$.a')", "{b=[1,2]}"), ("$input.path('$')", "{a={b=[1,2]}, n=null, s=x}"),
            ("$input.path('s')", "x"),
            ("$input.path('$').a.b.size()", "2"), ("$input.json('$.a.b[*]')", "[1,2]"),
            ("$input.body", #"{"a": {"b": [1, 2]}, "n": null, "s": "x"}"#),
            // What is set in the payload shows in $input.json: both have the same document.
            ("#set($b = $input.path('$'))#set($b.s = 'y')$input.json('$.s')", #""y""#),
            ("#set($l = $input.path('$.a.b'))$l.add(3)$l", "true[1,2,3]"),
        ]
    )
    func `the payload`(template: String, text: String) throws {
        #expect(try rendered(template, body: #"{"a": {"b": [1, 2]}, "n": null, "s": "x"}"#) == text)
    }

    @Test func `the developer guide's template passes everything through`() throws {
        let template = ##"""
            #set($allParams = $input.params())
            {
            "body-json" : $input.json('$'),
            "params" : {
            #foreach($type in $allParams.keySet())
                #set($params = $allParams.get($type))
            "$type" : {
                #foreach($paramName in $params.keySet())
                "$paramName" : "$util.escapeJavaScript($params.get($paramName))"
                    #if($foreach.hasNext),#end
                #end
            }
                #if($foreach.hasNext),#end
            #end
            },
            "stage-variables" : {
            #foreach($key in $stageVariables.keySet())
            "$key" : "$util.escapeJavaScript($stageVariables.get($key))"
                #if($foreach.hasNext),#end
            #end
            },
            "context" : {
                "api-key" : "$context.identity.apiKey",
                "http-method" : "$context.httpMethod",
                "claim" : "$context.authorizer.claims.sub"
            }
            }
            """##
        let text = try rendered(
            template,
            body: #"{"x":[1]}"#,
            parameters: TemplateParameters(
                path: [("id", "7")],
                querystring: [("q", "a\"b"), ("r", "2")],
                header: [("Host", "h")]
            ),
            context: JSONObject(["httpMethod": "GET", "authorizer": ["claims": ["sub": "me"]]]),
            stageVariables: JSONObject(["url": "a.b"])
        )
        let expected: JSONValue = [
            "body-json": ["x": [1]],
            "params": ["path": ["id": "7"], "querystring": ["q": "a\"b", "r": "2"], "header": ["Host": "h"]],
            "stage-variables": ["url": "a.b"],
            "context": ["api-key": "", "http-method": "GET", "claim": "me"],
        ]
        #expect(try JSONValue(parsing: text) == expected)
    }

    /// - Source: templates for forms that many use; json-smart, which AWS's printing shows, reads such a payload as a text.
    @Test(arguments: [
        ("$input.path('$')", "name=a+b&e=x%40y", "name=a+b&e=x%40y"),
        ("#foreach($p in $input.path('$').split('&'))<$p>#end", "name=a+b&e=x%40y", "<name=a+b><e=x%40y>"),
        ("$input.json('$')", "some text", "\"some text\""), ("$input.path('$.a')", "some text", ""),
    ])
    func `a payload that is neither object nor list is a text`(template: String, body: String, text: String) throws {
        #expect(try rendered(template, body: body) == text)
    }

    @Test(arguments: ["[1", "{", #"{"a":1,"a":2}"#, " {a: 1}"])
    func `a payload that is no JSON is a fault only for who asks`(body: String) throws {
        #expect(try rendered("$input.body", body: body) == body)
        var evaluation = TemplateEvaluation(body: body)
        let template = try MappingTemplate("$input.json('$')")
        do throws(TemplateFault) {
            _ = try template.render(&evaluation)
            Issue.record("no fault")
        } catch {
            guard case .payload = error.reason else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test func `lists override a header with more than one value`() throws {
        var evaluation = TemplateEvaluation(body: "")
        let template = try MappingTemplate("#set($context.responseOverride.header.a = ['1', '2'])")
        _ = try template.render(&evaluation)
        #expect(evaluation.overrides.responseHeaders.first?.values == ["1", "2"])
    }

    @Test func `a template says what it reads`() throws {
        #expect(try MappingTemplate("$input.body").usesInput)
        #expect(try !MappingTemplate("$context.stage").usesInput)
        #expect(try MappingTemplate("#set($x = \"$context.stage\")").usesContext)
        #expect(try !MappingTemplate("plain").usesContext)
    }
}
