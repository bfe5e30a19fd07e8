// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTemplates
import TestSupport
import Testing

/// That every template ends, with text or with a fault that says why.
///
/// Source: API Gateway developer guide, "Quotas for configuring and running a REST API": 1000 rounds of #foreach, 300 KB
/// of template. The other limits are ours.
struct LimitTests {
    @Test func `a loop goes round a thousand times`() throws {
        #expect(try rendered("#foreach($i in [1..1000])x#end") == String(repeating: "x", count: 1000))
        let numbers = try rendered("#foreach($i in [1..5000])$i#if($foreach.hasNext),#end#end")
        #expect(numbers.hasSuffix(",999,1000"))
        #expect(try rendered("#foreach($i in [1..2])#foreach($j in [1..1001])x#end#end").utf8.count == 2000)
    }

    @Test func `a template has 300 KB at most`() throws {
        let limit = TemplateLimits.templateBytes
        #expect(try MappingTemplate(String(repeating: "x", count: limit)).text.utf8.count == limit)
        #expect(throws: TemplateSyntaxError.self) { try MappingTemplate(String(repeating: "x", count: limit + 1)) }
    }

    @Test(
        arguments: [
            // Loops in loops.
            "#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])#set($x = 1)#end#end#end",
            // Text that doubles.
            "#set($s = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..1000])#set($s = \"$s$s\")#end",
            "#set($s = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..1000])#set($s = $s + $s)#end",
            #"#set($s = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..1000])#set($s = $s.replaceAll('xxxxxxxxxxxxxxxx', "$s$s"))#end"#,
            #"#set($s = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..1000])#set($s = $s.replace('xxxxxxxxxxxxxxxx', "$s$s"))#end"#,
            "#set($s = 'ab')$s.repeat(9223372036854775807)",
            "#set($s = 'ab')#set($t = $s.repeat(5000000))#foreach($i in [1..1000])$t#end",
            // Lists that double, hold themselves, or hold each other twice.
            "#set($l = [1])#foreach($i in [1..1000])#set($n = $l.addAll($l))#end",
            "#set($l = [])#set($n = $l.add($l))$l", "#set($m = {})#set($m.m = $m)$m",
            "#set($m = {})#set($m.m = [$m])#if($m == {'m': [$m]})#end$m",
            "#set($s = 'x')#set($l = [$s.repeat(10000)])#foreach($i in [1..60])#set($l = [$l, $l])#end$l",
            "#set($l = [1])#set($k = [1])#foreach($i in [1..60])#set($l = [$l, $l])#set($k = [$k, $k])#end#if($l == $k)#end",
            "#set($l = $input.path('$.l'))#set($m = {'l': $l})#set($n = $l.addAll($m.entrySet()))$l",
            "#set($context.x = [])#set($n = $context.x.add($context.x))", "#set($r = [1..900000000])",
            "#set($r = [-9223372036854775807..9223372036854775807])",
            // Recursion.
            "#macro(m)#m()#end#m()", "#macro(a)#b()#end#macro(b)#a()#end#a()", "#define($d)$d#end$d",
            "#macro(m $x)#m($x)#end#m(1)",
            "#define($d)#foreach($i in [1..3])$d#end#end$d", "#macro(m)\"$x\"#set($x = \"#m()\")#end#m()",
            "#define($d)#m()#end#macro(m)#define($d)$d#m()#end#end$d$d$d",
            // Patterns.
            "#set($s = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')$s.matches('(a+)+')",
            "#set($s = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')$s.replaceAll('(a+)+$', '')",
            "#set($s = 'abc')#foreach($i in [1..1000])#foreach($i in [1..1000])#set($t = $s.split('b'))#end#end",
            "#set($x = 9223372036854775807)#set($y = $x + 1)",
        ]
    )
    func `a template without end, or nearly, ends in a fault`(template: String) throws {
        var evaluation = TemplateEvaluation(body: #"{"l":[]}"#)
        let template = try MappingTemplate(template)
        do throws(TemplateFault) {
            _ = try template.render(&evaluation)
            Issue.record("no fault")
        } catch {
            switch error.reason {
            case .limit, .call: break
            default: Issue.record("\(error)")
            }
        }
    }

    @Test(
        arguments: [
            "#if(true)", "#foreach($i in [1])", "#set($x = \"", "$a[", "#set($x = (", "#set($x = [", "#set($x = {",
            "#set($x = !", "$a.b(", "#if(1==",
            "#set($x = 1+", "#macro(m)", "#define($x)", "\\$a[", "#@m()", "#m(", "${a", "#[[", "#*", "\"#m(\"",
        ]
    )
    func `what is opened ten thousand times is refused or read`(opening: String) {
        do throws(TemplateSyntaxError) {
            _ = try MappingTemplate(String(repeating: opening, count: 10_000))
        } catch {
            #expect(error.position.line == 1)
        }
    }

    /// A thread of the event loop, which renders, may have a small stack.
    @Test func `the deepest template that is taken fits into half a megabyte`() async throws {
        let texts = try await onSmallStack {
            func nested(_ depth: Int, _ open: String, _ close: String) -> String {
                String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
            }
            var results: [String] = []
            for (open, close) in [("#if(true)", "#end"), ("#foreach($i in [1])", "#end")] {
                results.append((try? rendered(nested(90, open, close))) ?? "fault")
            }
            for (open, close) in [("(", ")"), ("[", "]"), ("!(", ")"), ("{1:", "}")] {
                for depth in stride(from: 1, through: 60, by: 1) {
                    _ = try? rendered("#set($x = \(nested(depth, open, close)))$x")
                }
            }
            let chain = Array(repeating: "1", count: 100).joined(separator: "+")
            results.append((try? rendered("#set($x = \(chain))$x")) ?? "fault")
            let list = "#set($l = [1])#foreach($i in [1..63])#set($l = [$l])#end$l"
            results.append((try? rendered(list)).map { "\($0.utf8.count)" } ?? "fault")
            let macros = "#macro(m $n)#if($n > 0)#set($k = $n - 1)#if(true)\"#m($k)\"#end#end#end#m(100)"
            results.append((try? rendered(macros)) ?? "fault")
            return results
        }
        #expect(texts == ["1", "1", "100", "129", "fault"])
    }

    @Test func `deep chains of lists are taken apart without recursion`() throws {
        let chain = "#foreach($i in [1..300])#foreach($j in [1..300])#set($l = [$l])#end#end"
        #expect(try rendered(chain + "#set($l = 1)$l") == "1")
        #expect(try rendered("#foreach($i in [1..300])#foreach($j in [1..300])#set($m = {'m': $m})#end#end") == "")
        let parts = "#set($p.a = $input.path(\"$['a','b']\"))"
        let path = "#set($p = $input.path('$'))#foreach($i in [1..300])#foreach($j in [1..100])\(parts)#end#end"
        #expect(try rendered(path, body: #"{"a":{},"b":1}"#) == "")
    }

    @Test func `a deep payload is refused`() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: TemplateFault.self) { try rendered("$input.json('$')", body: deep) }
        let allowed = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try rendered("$input.json('$')", body: allowed) == allowed)
        #expect(try rendered("$input.path('$..*').size()", body: allowed) == "63")
    }

    @Test func `a large payload passes`() throws {
        let item = #"{"id":"0123456789","name":"it's a name","tags":["a","b","c"]}"#
        let body = "[" + Array(repeating: item, count: 20_000).joined(separator: ",") + "]"
        #expect(try rendered("$input.json('$')", body: body) == body)
        #expect(try rendered("$input.path('$..id').size()", body: body) == "20000")
        let escaped = try rendered(#"$util.escapeJavaScript($input.body).replaceAll("\\'","'")"#, body: body)
        #expect(escaped.utf8.count > body.utf8.count && escaped.contains("it's"))
        let replaced = try rendered("#set($b = $input.body)$b.replaceAll('[0-9]+', 'x').length()", body: body)
        #expect(replaced == "\(body.utf8.count - 20_000 * 9)")
    }

    /// Runs on a thread with 512 KB of stack.
    private func onSmallStack<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result
    {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try BlockingThread.start(stackKibibytes: 512) { continuation.resume(with: .init(catching: body)) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}
