// SPDX-License-Identifier: Apache-2.0

import GatewayTemplates
import Testing

/// What Velocity lets a template call: the public methods of Java's classes.
///
/// Source: the API documentation of java.lang.String, java.util.List, java.util.Map and java.lang.Number.
struct MethodTests {
    @Test(
        arguments: [
            ("'abc'.length()", "3"), ("'ä😀'.length()", "3"), ("''.isEmpty()", "true"), ("'abc'.contains('bc')", "true"),
            ("'abc'.startsWith('ab')", "true"), ("'abc'.endsWith('bc')", "true"), ("'abcb'.indexOf('b')", "1"),
            ("'abc'.indexOf('x')", "-1"),
            ("'abcb'.lastIndexOf('b')", "3"), ("'abcb'.indexOf('b', 2)", "3"), ("'ä😀b'.indexOf('b')", "3"),
            ("'abc'.indexOf('', 9)", "3"),
            ("'abc'.substring(1)", "bc"), ("'abc'.substring(1, 2)", "b"), ("'abc'.charAt(1)", "b"),
            ("'ä😀b'.substring(3)", "b"),
            ("'aXbX'.replace('X', '-')", "a-b-"), ("'ab'.replace('', '-')", "-a-b-"),
            ("'a1b22'.replaceAll('[0-9]+', '#')", "a#b#"),
            ("'a1b2'.replaceFirst('[0-9]', '#')", "a#b2"),
            ("'john smith'.replaceAll('(\\w+) (\\w+)', '$2 $1')", "smith john"),
            ("'ab'.replaceAll('(a)|(b)', '[$1$2]')", "[a][b]"), ("'a.b'.replaceAll('\\.', '\\$')", "a$b"),
            ("'aaa'.replaceAll('', '-')", "-a-a-a-"), ("'abc'.matches('a.c')", "true"),
            ("'abcd'.matches('a.c')", "false"), ("'a,b,,'.split(',').size()", "2"),
            ("'a,b,,'.split(',', -1).size()", "4"),
            ("'a1b2c'.split('[0-9]')", "[a, b, c]"), ("'a,b,c'.split(',', 2)", "[a, b,c]"),
            ("'abc'.split('')", "[a, b, c]"), ("' a b '.trim()", "a b"),
            ("'aBc'.toLowerCase()", "abc"), ("'aBc'.toUpperCase()", "ABC"), ("'a'.equals('a')", "true"),
            ("'1'.equals(1)", "false"),
            ("'A'.equalsIgnoreCase('a')", "true"), ("'a'.concat('b')", "ab"), ("'a'.compareTo('c')", "-2"),
            ("'abc'.compareTo('ab')", "1"),
            ("'hello'.hashCode()", "99162322"), ("'a'.toString()", "a"), ("''.empty", "true"), ("'a'.missing()", ""),
            ("'a'.length(1)", ""),
            ("'ab'.repeat(3)", "ababab"),
        ]
    )
    func `of a text`(call: String, text: String) throws {
        let receiver = call.prefix { $0 != "." }
        if call.hasPrefix("'a.b'") {
            #expect(try rendered("#set($s = 'a.b')#set($r = $s\(call.dropFirst(5)))$r") == text)
        } else {
            #expect(try rendered("#set($s = \(receiver))#set($r = $s\(call.dropFirst(receiver.count)))$r") == text)
        }
    }

    @Test(
        arguments: [
            (".size()", "3"), (".get(1)", "b"), (".isEmpty()", "false"), (".contains('b')", "true"),
            (".contains('x')", "false"),
            (".indexOf('b')", "1"), (".lastIndexOf('x')", "-1"), (".add('d') $l", "true [a, b, c, d]"),
            (".add(0, 'd') $l", " [d, a, b, c]"),
            (".addAll(['x','y']) $l", "true [a, b, c, x, y]"), (".set(0, 'x') $l", "a [x, b, c]"),
            (".remove(0) $l", "a [b, c]"),
            (".remove('b') $l", "true [a, c]"), (".subList(1, 3)", "[b, c]"), (".clear() $l", " []"),
            (".toString()", "[a, b, c]"),
            (".equals(['a','b','c'])", "true"), (".containsAll(['a','c'])", "true"),
            (".removeAll(['a']) $l", "true [b, c]"), (".empty", "false"),
            (".retainAll(['a']) $l", "true [a]"), (".nothing()", ""),
        ]
    )
    func `of a list`(call: String, text: String) throws {
        #expect(try rendered("#set($l = ['a', 'b', 'c'])$l\(call)") == text)
    }

    @Test(
        arguments: [
            (".size()", "2"), (".get('a')", "1"), (".isEmpty()", "false"), (".containsKey('a')", "true"),
            (".containsKey('x')", "false"),
            (".containsValue(2)", "true"), (".keySet()", "[a, b]"), (".values()", "[1, 2]"),
            (".entrySet()", "[a=1, b=2]"),
            (".put('a', 9) $m", "1 {a=9, b=2}"), (".put('c', 3) $m", " {a=1, b=2, c=3}"),
            (".putAll({'c': 3}) $m", " {a=1, b=2, c=3}"),
            (".remove('a') $m", "1 {b=2}"), (".clear() $m", " {}"), (".getOrDefault('x', 'd')", "d"),
            (".putIfAbsent('a', 7) $m", "1 {a=1, b=2}"),
            (".equals({'b': 2, 'a': 1})", "true"), (".toString()", "{a=1, b=2}"), (".empty", ""),
        ]
    )
    func `of a map`(call: String, text: String) throws {
        #expect(try rendered("#set($m = {'a': 1, 'b': 2})$m\(call)") == text)
    }

    @Test(
        arguments: [
            ("7", ".toString()", "7"), ("7.9", ".intValue()", "7"), ("7", ".doubleValue()", "7.0"),
            ("7", ".equals(7)", "true"), ("7", ".equals('7')", "false"),
            ("7", ".compareTo(8)", "-1"), ("true", ".toString()", "true"), ("4294967297", ".intValue()", "1"),
            ("7", ".nothing()", ""),
            ("1.0E20", ".longValue()", "9223372036854775807"),
        ]
    )
    func `of numbers and booleans`(value: String, call: String, text: String) throws {
        #expect(try rendered("#set($n = \(value))$n\(call)") == text)
    }

    @Test(
        arguments: [
            "#set($l=[1])$l.get(1)", "#set($l=[1])$l[1]", "#set($l=[1])#set($l[3]=1)", "#set($s='a')$s.substring(2)",
            "#set($s='a')$s.substring(1,0)",
            "#set($s='a')$s.charAt(1)", "#set($s='a')$s.replaceAll('(', '')", "#set($s='a')$s.replaceAll('a', '$1')",
            "#set($s='a')$s.replaceAll('a', '$')",
            "$util.base64Decode('*')", "$util.parseJson('{')", "$util.urlDecode('%zz')", "#set($l=[1])$l.subList(1,0)",
        ]
    )
    func `what Java throws at is a fault with its place`(template: String) throws {
        var evaluation = TemplateEvaluation(body: "")
        let template = try MappingTemplate("\n " + template)
        do throws(TemplateFault) {
            _ = try template.render(&evaluation)
            Issue.record("no fault")
        } catch {
            #expect(error.position?.line == 2)
            guard case .call = error.reason else {
                Issue.record("\(error)")
                return
            }
        }
    }
}
