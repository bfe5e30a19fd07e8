// SPDX-License-Identifier: Apache-2.0

import GatewayTemplates
import Testing

/// The Velocity Template Language.
///
/// Source: Apache Velocity Engine 1.7, "User Guide" and "VTL Reference", section by section; where API Gateway differs,
/// which prints nothing for what is missing, the recordings count (RecordedTests).
struct LanguageTests {
    @Test(
        arguments: [
            ("Hello $name!", "Hello !"), ("#set($a = 'x')$a ${a} $!a $!{a} ${a}y", "x x x x xy"),
            ("$10 $.50 $ $$ ${ $! {}", "$10 $.50 $ $$ ${ $! {}"), ("#set($a='x')$$a", "$x"),
            ("#set($under_score-1 = 'x')$under_score-1", "x"), ("#set($a='x')$a.", "x."), ("#set($a='x')$a.1", "x.1"),
            ("#set($a='x')$a.length() $a.length ()", "1  ()"),
            ("a@example.com #1 #foobar # #", "a@example.com #1 #foobar # #"),
            ("#set($a=[1,[2,3]])$a[1][0] ${a[1][1]} $a[-1]", "2 3 [2, 3]"),
            (#"#set($m={"k":{"n":"v"}})$m.k.n $m["k"]["n"] $m.get("k").get('n') $m.k.missing.more"#, "v v v "),
        ]
    )
    func `references`(template: String, text: String) throws {
        #expect(try rendered(template) == text)
    }

    /// User Guide, "Escaping Valid VTL References", "Escaping VTL Directives" and "Getting literal".
    @Test(
        arguments: [
            (##"#set($email = "foo")$email \$email \\$email \\\$email"##, ##"foo $email \foo \$email"##),
            (##"\#if( true )"##, "#if( true )"), (##"\\#if( true )x#end"##, ##"\x"##),
            (##"\#foo \# \\ \x"##, ##"\#foo \# \\ \x"##),
            (##"{"a": "\"$b\""}"##, ##"{"a": "\"\""}"##), ("#[[don't parse $me #if(]]#.", "don't parse $me #if(."),
            (##"#set($d = '$')${d}email"##, "$email"), ("${e}#set($h='#')${h}set", "#set"),
        ]
    )
    func `escapes`(template: String, text: String) throws {
        #expect(try rendered(template) == text)
    }

    @Test(
        arguments: [
            ("a ## comment\nb", "a b"), ("a #* $b #if( *# c", "a  c"), ("#** doc *#x", "x"), ("x ##", "x "),
            ("a\n## one\n## two\nb", "a\nb"),
        ]
    )
    func `comments`(template: String, text: String) throws {
        #expect(try rendered(template) == text)
    }

    /// A directive takes the rest of its line when nothing else is on it; `#set` takes the blanks before it, too.
    @Test(
        arguments: [
            ("a\n  #set($x = 1)  \nb", "a\nb"), ("a #set($x = 1) b", "a b"),
            ("a\n  #if(true)  \n  b\n  #end  \nc", "a\n    b\n  c"),
            ("#if(false)\na\n#else\nb\n#end\n", "b\n"), ("#if(true)a#end b", "a b"),
            ("#foreach($i in [1,2])\n$i\n#end\n.", "1\n2\n."),
            ("#if(true) \r\nx\r\n#end\r\ny", "x\r\ny"), ("#set ( $x = 1 )$x", "1"), ("#if (true)x#{end}y", "xy"),
            ("#if(false)a#{else}b#end", "b"), ("#{set}($x=2)$x", "2"),
        ]
    )
    func `white space`(template: String, text: String) throws {
        #expect(try rendered(template) == text)
    }

    @Test(
        arguments: [
            ("#set($a = \"x\")#set($b = \"$a+${a}y #if($a)z#end\")$b", "x+xy z"),
            // A hyphen belongs to the name.
            ("#set($a = 1)$a-", ""), ("#set($b = '$a #end')$b", "$a #end"),
            (#"#set($b = "say ""hi""")$b"#, #"say "hi""#), ("#set($b = 'it''s')$b", "it's"),
            (#"#set($a=1)#set($b = "n: ""$a"" ")$b"#, #"n: "1" "#), (#"#set($b = "\n")$b"#, #"\n"#),
            ("#set($m = {'a': 'b'})#set($m.c = 1)#set($m['d'] = [2])$m $m.c $m.d", "{a=b, c=1, d=[2]} 1 [2]"),
            ("#set($l = [1, 2])#set($l[0] = 'x')$l", "[x, 2]"), ("#set($x = 1)#set($x = $missing)[$x]", "[]"),
            ("#set($l = [])#set($k = $l)$l.add('a')$k", "true[a]"), ("[1..3]", "[1..3]"),
            ("#set($r = [1..3])$r #set($r = [2..-1])$r.size()", "[1, 2, 3]4"),
            ("#set($t = true)$t #set($m = {})$m", "true{}"),
        ]
    )
    func `values and #set`(template: String, text: String) throws {
        #expect(try rendered(template) == text)
    }

    @Test(
        arguments: [
            ("1 + 2 * 3 - 4", "3"), ("(1 + 2) * 3", "9"), ("7 / 2", "3"), ("7 % 4", "3"), ("-7 / 2", "-3"),
            ("7 / 2.0", "3.5"),
            ("1.5 + 1.5", "3.0"), ("'a' + 1 + 2", "a12"), ("1 + 2 + 'a'", "3a"), ("1 / 0", ""), ("'a' - 1", ""),
            ("5 - -3", "8"),
            ("1.0E10 * 1", "1.0E10"), ("100.0 * 1", "100.0"), ("0.0001 * 1", "1.0E-4"),
            ("12345678.0 + 0", "1.2345678E7"),
            ("0.1 + 0.2", "0.30000000000000004"), ("5.5 % 2", "1.5"), ("1 == 1.0", "true"), ("'1' == 1", "true"),
            ("1 != 2", "true"),
            ("1 < 2 && 2 <= 2", "true"), ("2 > 3 || 3 >= 4", "false"), ("!true", "false"), ("!(1 == 2)", "true"),
            ("1 lt 2 and 2 le 2", "true"), ("2 gt 3 or 3 ge 4", "false"), ("not true", "false"),
            ("1 eq 1 and 1 ne 2", "true"),
            ("'a' < 'b'", "false"), ("true && 'x'", "true"), ("$missing || false", "false"),
            ("[1, 2] == [1, 2]", "true"),
            ("{'a': 1} == {'a': 1}", "true"), ("'a' == 'A'", "false"), ("true == 'true'", "true"),
            ("1 + 1 == 2", "true"),
            ("true || $x.y(1)", "true"), ("10 - 2 - 3", "5"), ("2 + 3 == 5 && 1 == 1", "true"),
        ]
    )
    func `expressions`(expression: String, text: String) throws {
        #expect(try rendered("#set($r = \(expression))$r") == text)
        #expect(try rendered("#if(\(expression))1#else#end") == (text == "false" || text.isEmpty ? "" : "1"))
    }

    @Test(
        arguments: [
            ("#if($foo)a#elseif(1 == 2)b#elseif(1==1)c#{else}d#end", "c"), ("#if($foo)a#{else}b#end", "b"),
            ("#if('')a#end", "a"),
            ("#if(0)a#end", "a"), ("#if([])a#end", "a"), ("#if(false)a#end", ""), ("#if(!$foo)a#end", "a"),
            ("#if($foo.isEmpty())a#end#if($foo.length() == 0)b#end", "ab"),
            ("#if(true)#if(false)a#{else}b#end#end", "b"),
        ]
    )
    func `conditions`(template: String, text: String) throws {
        #expect(try rendered(template) == text)
    }

    @Test(
        arguments: [
            ("#foreach($i in [1..3])$i#if($foreach.hasNext),#end#end", "1,2,3"),
            (
                "#foreach($i in ['a','b'])$foreach.index$foreach.count$velocityCount$foreach.first$foreach.last#end",
                "011truefalse122falsetrue"
            ),
            ("#foreach($v in {'a': 1, 'b': 2})$v#end", "12"), ("#foreach($k in {'a': 1, 'b': 2}.keySet())$k#end", nil),
            ("#set($m = {'a': 1, 'b': 2})#foreach($k in $m.keySet())$k=$m.get($k);#end", "a=1;b=2;"),
            ("#set($m = {'a': 1})#foreach($e in $m.entrySet())$e.key:$e.value:$e.getKey():$e#end", "a:1:a:a=1"),
            ("#foreach($i in [1..9])#if($i > 3)#break#end$i#end.", "123."),
            ("#foreach($i in [1..9])$i#if($i == 2)#stop#end#end.", "12"),
            ("#foreach($i in [1,2])#foreach($j in [1,2])$foreach.parent.index$foreach.index #end#end", "00 01 10 11 "),
            ("#set($i='x')#foreach($i in [1])#end$i", "x"), ("#foreach($i in $missing)a#end.", "."),
            ("#foreach($i in 'abc')a#end.", "."),
            ("#foreach($i in [1..3])$i$foreach.stop()#end.", "1."), ("a#stop b", "a"),
            ("#foreach($i in [1..2])#foreach($j in [1..2])#break#end$i#end", "12"), ("$foreach.index.", "."),
        ] as [(String, String?)]
    )
    func `loops`(template: String, text: String?) throws {
        guard let text else {
            #expect(throws: TemplateSyntaxError.self) { try MappingTemplate(template) }
            return
        }
        #expect(try rendered(template) == text)
    }

    @Test(
        arguments: [
            ("#macro(d)<tr></tr>#end#d()#d()", "<tr></tr><tr></tr>"),
            ("#macro(row $a $b)[$a|$b]#end#row('x' 1)#row('y', 2)#row('z')", "[x|1][y|2][z|]"),
            ("#late('x')#macro(late $a)<$a>#end", "<x>"), ("#unknown('x') #foo", "#unknown('x') #foo"),
            ("#macro(twice $a)$a$a#end#set($l=[])#twice($l.add(1))$l.size()", "truetrue2"),
            ("#macro(m $x)#set($x = 2)$x#end#set($y=1)#m($y)$y", "21"),
            ("#macro(b)<$bodyContent>#end#@b()x#end.", "<x>."),
            ("#macro(m $n)$n#if($n > 0)#m($math)#end#end#m(0)", "0"), ("#macro(m)\nx\n#end\n#m()\ny", "x\ny"),
            ("#macro(m)a#break b#end#m()c", "ac"), ("#macro(m)a#stop b#end#m()c", "a"),
            ("#macro(m)1#end#macro(m)2#end#m()", "1"),
        ]
    )
    func `macros`(template: String, text: String) throws {
        #expect(try rendered(template) == text)
    }

    @Test(
        arguments: [
            ("#define($b)Hello $who#end#set($who='World')$b!", "Hello World!"),
            ("#define($b)x#end#set($c = \"$b$b\")$c", "xx"), ("#define($b)x#end#if($b == 'x')y#end", "y"),
            ("#define($b)x#end#set($c = $b + 'y')$c $b.length()", "xy 1"),
        ]
    )
    func `blocks`(template: String, text: String) throws {
        #expect(try rendered(template) == text)
    }
}
