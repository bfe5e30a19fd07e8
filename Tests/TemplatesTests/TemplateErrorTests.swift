// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTemplates
import Testing

/// What is said of a template that cannot be read, or not be rendered, and where.
struct TemplateErrorTests {
    @Test(
        arguments: [
            ("a\n#if(true", ##"line 2, column 9: "#if" wants ")", found the end"##),
            ("#if(true)x", ##"line 1, column 1: "#if" wants "#end", found the end of the template"##),
            ("#if(true)x#else y#elseif(1)z#end", ##"line 1, column 1: "#else" wants "#end", found "#elseif""##),
            ("ä#end", ##"line 1, column 6: "#end" without what it belongs to"##),
            ("#set(x = 1)", ##"line 1, column 6: "#set" wants a variable to set, found "x""##),
            ("#set($x 1)", ##"line 1, column 9: "#set" wants "=", found "1""##),
            ("#set($x.put('a', 1) = 1)", ##"line 1, column 20: "#set" cannot set a method's result, found " ""##),
            ("#set($x = )", ##"line 1, column 11: expected a value, found ")""##),
            ("#set($x = 'a)", "line 1, column 11: a string is not closed"),
            ("#set($x = \"$y[\")", "line 1, column 15: expected a value, found the end"),
            ("#set($x = \"\"\"a\"\" $y[\")", "line 1, column 12: expected a value, found the end"),
            ("#set($x = [1, 2)", ##"line 1, column 16: a list wants "," or "]", found ")""##),
            ("#set($x = {1 2})", ##"line 1, column 14: a key wants ":", found "2""##),
            ("$a.b(1 2)", ##"line 1, column 8: the arguments of a method want "," or ")", found "2""##),
            ("$a[1", ##"line 1, column 5: an index wants "]", found the end"##),
            ("${a.b", ##"line 1, column 6: "${a" wants "}", found the end"##),
            (
                "${a|'b'}",
                ##"line 1, column 4: alternate values ("${name|'…'}") came with Velocity 2.1 and are not supported, found "|""##
            ),
            ("#foreach(x in $y)#end", ##"line 1, column 10: "#foreach" wants a variable, found "x""##),
            ("#foreach($x of $y)#end", ##"line 1, column 15: "#foreach" wants "in", found " ""##),
            ("x #include('a')", ##"line 1, column 3: API Gateway has no "#include": a mapping template stands alone"##),
            ("#parse('a')", ##"line 1, column 1: API Gateway has no "#parse": a mapping template stands alone"##),
            ("#evaluate('a')", ##"line 1, column 1: API Gateway has no "#evaluate": a mapping template stands alone"##),
            ("#[[ a", "line 1, column 1: a literal block is not closed"),
            ("\n #* a", "line 2, column 2: a comment is not closed"),
            ("#set($x = 99999999999999999999)", "line 1, column 11: the number 99999999999999999999 is too large"),
            ("#set($x = $y \u{7})", ##"line 1, column 14: "#set" wants ")", found "\u{7}""##),
        ]
    )
    func `a syntax error has a place and the way out`(template: String, message: String) {
        do throws(TemplateSyntaxError) {
            _ = try MappingTemplate(template)
            Issue.record("no error")
        } catch {
            #expect(error.description == message)
        }
    }

    @Test(
        arguments: [
            (
                "\n $input.path('$[')",
                #"line 2, column 2: the JSONPath "$[" cannot be read: a number is missing, at byte 2"#
            ),
            ("$input.json('$')", "line 1, column 1: the payload is no JSON: the text ends too early at byte 1"),
            (
                "#set($context.responseOverride.header.a = 1)\n#set($context.responseOverride.header.a = 2)",
                "line 2, column 6: $context.responseOverride.header.a is overridden a second time; overrides are final"
            ),
            (
                "#set($l = [1])\n#if(true)\"$l.get(7)\"#end",
                "line 2, column 11: index 7 of a list of 1 (IndexOutOfBoundsException)"
            ),
            ("#macro(m)#m()#end\n#m()", "line 1, column 10: macros call each other more than 20 deep"),
            ("$util.base64Decode('*')", ##"line 1, column 1: $util.base64Decode: its padding ("=") is wrong"##),
            ("$util.parseJson('{')", "line 1, column 1: $util.parseJson: the text ends too early at byte 1"),
        ]
    )
    func `a fault has a place and a reason`(template: String, message: String) throws {
        var evaluation = TemplateEvaluation(body: "{")
        let template = try MappingTemplate(template)
        do throws(TemplateFault) {
            _ = try template.render(&evaluation)
            Issue.record("no fault")
        } catch {
            #expect(error.description == message)
        }
    }

    @Test(
        arguments: [
            "$input.path($stageVariables.x)", "#set($s = 'a')$s.replaceAll($stageVariables.x, 'b')",
            "#set($h = $context.requestOverride.header)$h.put($stageVariables.x, 1)$h.put($stageVariables.x, 1)",
        ]
    )
    func `what a stranger wrote stays on its line`(template: String) throws {
        let text: JSONValue = "$.a\u{0}\u{1B}[2J\n(\u{202E}"
        var evaluation = TemplateEvaluation(body: "{}", stageVariables: JSONObject(["x": text]))
        let template = try MappingTemplate(template)
        do throws(TemplateFault) {
            _ = try template.render(&evaluation)
            Issue.record("no fault")
        } catch {
            #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
        }
    }
}
