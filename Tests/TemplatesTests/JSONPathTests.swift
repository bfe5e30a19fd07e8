// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayTemplates
import Testing

/// JSONPath in `$input.json`.
///
/// Source: the examples of S. Gössner, "JSONPath – XPath for JSON", and of the README of json-path/JsonPath (Jayway),
/// with the latter's rules for definite paths, filters and functions.
struct JSONPathTests {
    private static let store = #"""
        {"store": {"book": [
          {"category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95},
          {"category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99},
          {"category": "fiction", "author": "Herman Melville", "title": "Moby Dick", "isbn": "0-553-21311-3",
           "price": 8.99},
          {"category": "fiction", "author": "J. R. R. Tolkien", "title": "The Lord of the Rings",
           "isbn": "0-395-19395-8", "price": 22.99}
        ], "bicycle": {"color": "red", "price": 19.95}}, "expensive": 10,
        "a.b": 1, "c-d": 2, "ä": 3, "nothing": null, "flag": true, "words": ["a", "b"], "n": [3, 1, 2]}
        """#

    @Test(
        arguments: [
            ("$.store.book[*].author", #"["Nigel Rees","Evelyn Waugh","Herman Melville","J. R. R. Tolkien"]"#),
            ("$..author", #"["Nigel Rees","Evelyn Waugh","Herman Melville","J. R. R. Tolkien"]"#),
            ("$.store..price", "[8.95,12.99,8.99,22.99,19.95]"), ("$..book[2].title", #"["Moby Dick"]"#),
            ("$..book[-2].title", #"["Moby Dick"]"#), ("$..book[0,1].price", "[8.95,12.99]"),
            ("$..book[:2].price", "[8.95,12.99]"), ("$..book[1:2].price", "[12.99]"),
            ("$..book[-2:].price", "[8.99,22.99]"),
            ("$..book[2:].price", "[8.99,22.99]"), ("$..book[?(@.isbn)].price", "[8.99,22.99]"),
            ("$.store.book[?(@.price < 10)].price", "[8.95,8.99]"),
            ("$..book[?(@.price <= $['expensive'])].price", "[8.95,8.99]"),
            ("$..book[?(@.author =~ /.*REES/i)].price", "[8.95]"), ("$..book.length()", "4"),
            ("$.store.book.length()", "4"),
        ]
    )
    func `the well-known examples`(path: String, json: String) throws {
        #expect(try selected(path) == json)
    }

    @Test(
        arguments: [
            ("$.expensive", "10"), ("expensive", "10"), ("@.expensive", "10"), ("$['expensive']", "10"),
            ("$[\"expensive\"]", "10"),
            ("$['a.b']", "1"), ("$.c-d", "2"), ("$.ä", "3"), ("$['c-d','ä']", #"{"c-d":2,"ä":3}"#),
            ("$.nothing", "null"),
            ("$.missing", #""""#), ("$.missing.more", #""""#), ("$.expensive.x", #""""#), ("$.words[7]", #""""#),
            ("$.words[-1]", #""b""#),
            ("$.words[0,1]", #"["a","b"]"#), ("$.words[0:10:2]", #"["a"]"#), ("$..missing", "[]"),
            ("$.words[*]", #"["a","b"]"#), ("$.words.*", #"["a","b"]"#),
            ("$.store.*.color", #"["red"]"#), ("$.store.bicycle.[*]", #"["red",19.95]"#), ("$ .words", nil),
            ("$.store.bicycle.keys()", #"["color","price"]"#), ("$.n.min()", "1.0"), ("$.n.max()", "3.0"),
            ("$.n.sum()", "6.0"), ("$.n.avg()", "2.0"),
            ("$..price.sum()", "73.87"), ("$.n.first()", "3"), ("$.n.last()", "2"), ("$.n.index(1)", "1"),
            ("$.n.length()", "3"), ("$.flag", "true"),
        ] as [(String, String?)]
    )
    func `places`(path: String, json: String?) throws {
        guard let json else {
            #expect(throws: TemplateFault.self) { try selected(path) }
            return
        }
        #expect(try selected(path) == json)
    }

    @Test(
        arguments: [
            ("@.category == 'fiction' && @.price < 10", "[8.99]"),
            ("@.category == \"reference\" || @.price > 20", "[8.95,22.99]"),
            ("!(@.isbn)", "[8.95,12.99]"), ("!@.isbn", "[8.95,12.99]"), ("@.price in [8.95, 22.99]", "[8.95,22.99]"),
            ("@.category nin ['fiction']", "[8.95]"), ("@.title contains 'Dick'", "[8.99]"),
            ("@.price >= 12.99", "[12.99,22.99]"),
            ("@.price != 8.95 && @.price != 8.99", "[12.99,22.99]"), ("(@.price < 9) && (@.isbn)", "[8.99]"),
            ("@.title size 9", "[8.99]"), ("@.isbn == null", "[]"), ("@.isbn empty false", "[8.99,22.99]"),
            ("@['price'] == 8.95", "[8.95]"),
            ("@.title > 'T'", "[22.99]"), ("@.author =~ /Ev.*/", "[12.99]"), ("@.author =~ /elyn/", "[]"),
            ("true", "[8.95,12.99,8.99,22.99]"),
            ("'fiction' == @.category && 9 > @.price", "[8.99]"), ("@.category anyof ['x']", "[]"),
            ("@.price == '8.95'", "[]"),
        ]
    )
    func `filters`(filter: String, prices: String) throws {
        #expect(try selected("$.store.book[?(\(filter))].price") == prices)
    }

    @Test(
        arguments: [
            "", "$.", "$..", "$...a", "$[", "$[]", "$['a", "$['a'", "$[a]", "$[?", "$[?()]", "$[?(@.a ==)]",
            "$[?(@.a == 'b]", "$[1:2:0]",
            "$[?(@.a =~ /b)]", "$.nothing()", "$.a b", "$[99999999999]", "$[?(@.a == bare)]", "$.words[?(@ =~ /(/)]",
            "$.words.sum()",
        ]
    )
    func `what is no path is a fault`(path: String) throws {
        do {
            _ = try selected(path)
            Issue.record("no fault")
        } catch let fault as TemplateFault {
            guard case .path = fault.reason else {
                Issue.record("\(fault)")
                return
            }
        }
    }

    @Test func `a filter nested without end is refused`() {
        let deep = "$[?(" + String(repeating: "(", count: 10_000)
        #expect(throws: TemplateFault.self) { try selected(deep) }
        let chained = "$" + String(repeating: ".a", count: 10_000)
        #expect(throws: TemplateFault.self) { try selected(chained) }
    }

    /// The path goes in as a stage variable would: a template's string needs no escapes then.
    private func selected(_ path: String) throws -> String {
        try rendered(
            "$input.json($stageVariables.path)",
            body: Self.store,
            stageVariables: .init(["path": .string(path)])
        )
    }
}
