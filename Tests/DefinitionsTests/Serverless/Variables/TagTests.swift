// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// Merge keys, and the short forms of CloudFormation's functions.
///
/// Source: YAML 1.1, "Merge Key Language-Independent Type"; CloudFormation user guide, "Intrinsic function reference".
struct TagTests {
    private func value(_ written: String, below custom: String = "{}") throws -> String? {
        try ServiceFolder("service: s\ncustom: \(custom)\nv: \(written)\n").value("v")
    }

    @Test(arguments: [
        ("!Ref Table", "{Ref: Table}"), ("!Condition IsProd", "{Condition: IsProd}"),
        ("!Sub 'a ${B}'", #"{Fn::Sub: "a ${B}"}"#), ("!GetAtt A.B", #"{Fn::GetAtt: ["A", "B"]}"#),
        ("!GetAtt A.Outputs.B", #"{Fn::GetAtt: ["A", "Outputs.B"]}"#), ("!GetAtt [A, B]", "{Fn::GetAtt: [A, B]}"),
        ("!Join ['', [a, !Ref B]]", #"{Fn::Join: ["", [a, {Ref: B}]]}"#),
        ("!If [C, !ImportValue x, 1]", "{Fn::If: [C, {Fn::ImportValue: x}, 1]}"),
        ("!Sub ['${a}', {a: !Ref B}]", #"{Fn::Sub: ["${a}", {a: {Ref: B}}]}"#),
        ("!Ref '${self:service}'", "{Ref: s}"), ("!Base64 {a: b}", "{Fn::Base64: {a: b}}"),
        ("!!str 12", "\"12\""), ("!!int '12'", "12"), ("!!map {a: b}", "{a: b}"), ("! 12", "\"12\""),
    ])
    func `a short tag becomes the long form`(written: String, expected: String) throws {
        #expect(try value(written) == expected)
    }

    @Test(arguments: [
        ("{<<: *one, c: 3}", "{c: 3, a: 1, b: 2}"), ("{a: 9, <<: *one}", "{a: 9, b: 2}"),
        ("{<<: [*two, *one]}", "{a: 5, d: 6, b: 2}"), ("{x: {<<: *one}}", "{x: {a: 1, b: 2}}"),
        ("{'<<': text}", "{<<: text}"), ("{<<: {<<: *one, a: 7}}", "{a: 7, b: 2}"),
    ])
    func `a merge key brings along what is not written`(written: String, expected: String) throws {
        #expect(try value(written, below: "{one: &one {a: 1, b: 2}, two: &two {a: 5, d: 6}}") == expected)
    }

    @Test func `a merge key wants maps`() throws {
        let folder = try ServiceFolder("service: s\nv: {<<: [text], a: b}\n")
        #expect(folder.report.hasPrefix(#"serverless.yml:2:10: "<<" wants a map, or a list of maps, this is a text"#))
    }
}
