// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import Testing

struct PathTemplateTests {
    @Test(
        arguments: [
            ("/", []),
            ("/public", [.literal("public")]),
            ("/users/{id}", [.literal("users"), .parameter("id")]),
            ("/users/{user-id}/{a.b:c_9}", [.literal("users"), .parameter("user-id"), .parameter("a.b:c_9")]),
            ("/files/{proxy+}", [.literal("files"), .greedy("proxy")]),
            ("/{proxy+}", [.greedy("proxy")]),
            ("/a.b_c-d~e:f@g", [.literal("a.b_c-d~e:f@g")]),
            ("/%20", [.literal("%20")]),
        ] as [(String, [PathTemplate.Segment])]
    )
    func `a path is read segment by segment and written as it was`(
        _ text: String,
        _ segments: [PathTemplate.Segment]
    ) throws {
        let template = try PathTemplate(parsing: text)
        #expect(template.segments == segments)
        #expect(template.description == text)
    }

    @Test(
        arguments: [
            ("", .doesNotStartWithSlash),
            ("public", .doesNotStartWithSlash),
            (" /public", .doesNotStartWithSlash),
            ("//", .emptySegment),
            ("/a//b", .emptySegment),
            ("/a/", .trailingSlash),
            ("/{proxy+}/a", .greedyNotLast("proxy")),
            ("/{}", .badVariable("{}")),
            ("/{+}", .badVariable("{+}")),
            ("/{id", .badVariable("{id")),
            ("/id}", .badVariable("id}")),
            ("/v{id}", .badVariable("v{id}")),
            ("/{a}{b}", .badVariable("{a}{b}")),
            ("/{a b}", .badVariable("{a b}")),
            ("/{pr+oxy}", .badVariable("{pr+oxy}")),
            ("/{\u{212A}}", .badVariable("{\u{212A}}")),
            ("/a b", .badCharacter(" ", segment: "a b")),
            ("/a?b", .badCharacter("?", segment: "a?b")),
            ("/a#b", .badCharacter("#", segment: "a#b")),
            ("/a\\b", .badCharacter("\\", segment: "a\\b")),
            ("/caf\u{E9}", .badCharacter("\u{E9}", segment: "caf\u{E9}")),
            ("/{id}/{id}", .duplicateVariable("id")),
            ("/{id}/{id+}", .duplicateVariable("id")),
        ] as [(String, PathTemplate.ParseError)]
    )
    func `what is no path is refused with its reason`(_ text: String, _ reason: PathTemplate.ParseError) {
        #expect(throws: reason) { try PathTemplate(parsing: text) }
    }

    /// U+212A equals "K" and U+037E equals ";" for a Swift Character, but not in a URL.
    @Test(arguments: ["\u{212A}", "\u{37E}"])
    func `a character that only looks like ASCII is refused`(_ character: Character) {
        #expect(throws: PathTemplate.ParseError.self) { try PathTemplate(parsing: "/a\(character)") }
    }

    @Test(
        arguments: [
            (.doesNotStartWithSlash, #"a path starts with "/""#),
            (.emptySegment, #"a path has no empty segment ("//")"#),
            (.trailingSlash, #"a path does not end with "/"; requests match with and without one"#),
            (.greedyNotLast("proxy"), #""{proxy+}" takes the rest of the path, so it must come last"#),
            (
                .badVariable("{"),
                #""{" is not a variable; write {name} or {name+}, with letters, digits, "_", "-", "." or ":""#
            ),
            (
                .badCharacter("?", segment: "a?"),
                #""a?" contains "?"; a segment is letters, digits and any of . _ - ~ : @ ! $ & ' ( ) * + , ; = %"#
            ),
            (.duplicateVariable("id"), "the variable {id} occurs twice"),
        ] as [(PathTemplate.ParseError, String)]
    )
    func `each reason says what a path must be`(_ reason: PathTemplate.ParseError, _ text: String) {
        #expect(reason.description == text)
    }

    @Test(arguments: [("/", true), ("/a/b", true), ("/a/{id}", false), ("/{proxy+}", false)])
    func `a path without variables is fixed`(_ text: String, _ isFixed: Bool) throws {
        #expect(try PathTemplate(parsing: text).isFixed == isFixed)
    }
}

struct RouteMethodTests {
    @Test(arguments: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "ANY"])
    func `a method is read in capitals and written as it was`(_ text: String) {
        #expect(RouteMethod(text)?.description == text)
        #expect(RouteMethod.allSpellings.contains(text))
    }

    @Test(arguments: ["get", "Any", "", "*", "TRACE", "CONNECT", " GET"])
    func `anything else is no method`(_ text: String) {
        #expect(RouteMethod(text) == nil)
    }
}
