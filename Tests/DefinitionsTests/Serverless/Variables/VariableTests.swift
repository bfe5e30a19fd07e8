// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import TestSupport
import Testing

/// What variables stand for.
///
/// Source: Serverless Framework documentation, "Variables" and its pages for each source, and "Parameters"; its parser
/// for what is a variable at all.
struct VariableTests {
    @Test(
        arguments: [
            // One variable alone keeps its value's type.
            ("${self:custom.text}", #""one""#), ("${self:custom.plain}", "two"), ("${self:custom.number}", "7"),
            ("${self:custom.list}", "[1, 2]"), ("${self:custom.map}", "{k: v}"), ("${self:custom.flag}", "true"),
            ("${self:custom.list.1}", "2"), ("${self:custom.map.k}", "v"), ("${self:service}", "shop"),
            // In a text it is a text, numbers as JavaScript writes them.
            ("a-${self:custom.number}-b", #""a-7-b""#), ("${self:custom.plain}${self:custom.flag}", #""twotrue""#),
            ("v${self:custom.decimal}", #""v1""#), ("v${self:custom.version}", #""v1.0""#),
            // Fallbacks, literals, nesting.
            ("${self:custom.none, 'x'}", #""x""#), (#"${self:custom.none, "a\tb"}"#, "\"a\tb\""),
            ("${self:custom.none, self:custom.plain}", "two"), ("${self:custom.none, ${self:custom.plain}}", "two"),
            ("${self:custom.none, 1.5}", "1.5"), ("${self:custom.none, -3}", "-3"),
            ("${self:custom.none, true}", "true"),
            ("${self:custom.none, null}", "null"), ("${self:custom.empty, 'x'}", #""x""#),
            ("${self:custom.none, ''}", #""""#),
            ("${self:custom.${self:custom.name}}", "two"), ("${self:custom.${opt:which, 'plain'}}", "two"),
            ("${ self:custom.plain }", #""${ self:custom.plain }""#), ("${self: custom.plain }", "two"),
            // Recursive, and lazy.
            ("${self:custom.chain}", "two"), ("${self:custom.deep.c}", "two"),
            // What has no source is not ours.
            ("${AWS::Region}-${Table}", #""${AWS::Region}-${Table}""#), ("${Table.Arn}", #""${Table.Arn}""#),
            ("${AWS::Region}-${self:service}", #""${AWS::Region}-shop""#),
            (#"\${self:service}"#, #""\${self:service}""#),
            ("$self:service", #""$self:service""#), ("${}", #""${}""#), ("$${self:service}", #""$shop""#),
            // The framework's own.
            ("${sls:stage}", #""qa""#), ("${aws:region}", #""eu-west-1""#), ("${aws:accountId}", #""123456789012""#),
            ("${opt:stage}", #""qa""#), ("${opt:region, 'x'}", #""x""#), ("${opt:color}", #""red""#),
            ("${env:HOST}", #""example.com""#), ("${env:NONE, 'x'}", #""x""#), ("${env:}", #"{HOST: "example.com"}"#),
            ("${param:given}", #""line""#), ("${param:staged}", "q"), ("${param:old}", "o"), ("${param:usual}", "u"),
            ("${param:none, 'x'}", #""x""#), ("${param:a.b}", "dotted"),
            ("${strToBool(TRUE)}", "true"), ("${strToBool(0)}", "false"), ("${strToBool(${self:custom.one})}", "true"),
            // The cloud is not asked.
            ("${ssm:/db/password}", "?ssm:/db/password"), ("${ssm:/db/password, 'local'}", #""local""#),
            ("${ssm:/${sls:stage}/key}", "?ssm:/qa/key"), ("${ssm:/given}", #""secret""#),
            ("${ssm(eu-west-1):/given}", #""secret""#), ("${ssm:/given~true}", #""secret""#),
            ("x-${ssm:/given}", #""x-secret""#), ("x-${cf:stack.Output}", "?cf:stack.Output"),
            ("${aws:ssm:/a:b}", "?aws:ssm:/a:b"), ("${self:custom.secret}", "?ssm:/x"),
            ("${self:custom.secret.key}", "?ssm:/x"), ("${file(./x.js):key}", "?file(./x.js):key"),
            ("${file(x.ts), 'y'}", #""y""#), ("${vault:secret/data/x.y}", "?vault:secret/data/x.y"),
            ("${ssm:/x/${ssm:/given}}", "?ssm:/x/secret"), ("${cf.eu-west-1:stack.Out}", "?cf.eu-west-1:stack.Out"),
        ] as [(String, String)]
    )
    func `a value is replaced`(written: String, value: String) throws {
        var folder = try ServiceFolder(
            """
            service: shop
            custom:
              text: 'one'
              plain: two
              number: 7
              decimal: 1.0
              version: '1.0'
              flag: true
              one: 1
              empty:
              list: [1, 2]
              map: {k: v}
              name: plain
              chain: ${self:custom.chained}
              chained: ${self:custom.plain}
              deep: ${self:custom.deeper}
              deeper: {c: '${self:custom.plain}', other: '${env:NONE, 1}'}
              secret: ${ssm:/x}
            stages:
              default: {params: {usual: u, staged: d, a.b: dotted}}
              qa: {params: {staged: q, given: file}}
            params:
              qa: {old: o}
            provider: {name: aws, region: eu-west-1}
            value: |-
              \(written)
            """
        )
        folder.options.stage = "qa"
        folder.options.environment = ["HOST": "example.com"]
        folder.options.options = ["color": "red"]
        folder.options.params = ["given": "line"]
        folder.options.variables = ["ssm:/given": "secret"]
        #expect(try folder.value("value") == value)
    }

    @Test(
        arguments: [
            ("${file(c.yml):a.b}", "1"), ("${file(./c.yml):list.0}", "x"), ("${file(c.yml)}", "{a: {b: 1}, list: [x]}"),
            ("${file(c.${sls:stage}.json):k}", #""dev""#), ("${file('c.yml'):a.b}", "1"),
            ("${file(t.txt)}", #""hi shop""#),
            ("${file(none.yml):a, 'x'}", #""x""#), ("${file(none.yml), file(c.yml):a.b}", "1"),
            ("${file(v.yml):name}", "shop"), ("${file(v.yml):tag}", "{Fn::Sub: ${AWS::Region}}"),
            ("${file(m.yml):own}", "{b: 2, a: 1}"),
        ] as [(String, String)]
    )
    func `other files are read`(written: String, value: String) throws {
        let folder = try ServiceFolder(
            "service: shop\nvalue: \(written)\n",
            [
                "c.yml": "a: {b: 1}\nlist: [x]\n", "c.dev.json": #"{"k": "dev"}"#, "t.txt": "hi ${self:service}",
                "v.yml": "name: ${self:service}\ntag: !Sub ${AWS::Region}\n",
                "m.yml": "base: &base {a: 1, b: 1}\nown: {<<: *base, b: 2}\n",
            ]
        )
        #expect(try folder.value("value") == value)
    }

    @Test func `a value keeps the place where it was written`() throws {
        let folder = try ServiceFolder(
            "service: shop\nvalue: ${file(c.yml):a}\nother: ${self:value.b}\ntext: x${self:service}\n",
            ["c.yml": "# a comment\na:\n  b: [1]\n"]
        )
        let root = try #require(try folder.read().root.mapping)
        let path = folder.directory.file("c.yml")
        #expect(root["value"]?.value.position == SourcePosition(file: path, line: 3, column: 3))
        #expect(root["other"]?.value.position == SourcePosition(file: path, line: 3, column: 6))
        let own = folder.directory.file("serverless.yml")
        #expect(root["text"]?.value.position == SourcePosition(file: own, line: 4, column: 7))
    }

    @Test func `every file is known that was read, or looked for`() throws {
        let folder = try ServiceFolder(
            "service: shop\na: ${file(c.yml)}\nb: ${file(./none.yml), 1}\nc: ${file(../up.yml), 1}\nd: ${file(/no.yml), 1}\n",
            ["c.yml": "1"]
        )
        let files = try folder.read().files
        let names = ["serverless.yml", ".env.dev", ".env", "c.yml", "none.yml", "../up.yml"]
        #expect(files == names.map(folder.directory.file) + ["/no.yml"])
    }

    @Test func `a file is named from the folder in which one works`() throws {
        let options = ServerlessOptions()
        let document = try ServerlessDocument.read(text: Array("service: shop".utf8), file: "s.yml", options: options)
        #expect(document.files == ["s.yml", ".env.dev", ".env"])
    }

    @Test(
        arguments: [
            (nil, "provider: {stage: prod}", "prod"), ("x", "provider: {stage: prod}", "x"),
            (nil, "provider: aws", "dev"),
            (nil, "provider: {stage: '${opt:stage, ''test''}'}", "test"), (nil, "provider: {stage: '${env:S}'}", "e"),
            (nil, "provider: {stage: '${self:custom.s}'}\ncustom: {s: c}", "c"),
        ] as [(String?, String, String)]
    )
    func `the stage is the command line's, the provider's, or dev`(option: String?, text: String, stage: String) throws
    {
        var folder = try ServiceFolder(
            "service: shop\nvalue: ${sls:stage}\nown: ${self:provider.stage, 'no'}\n\(text)\n"
        )
        folder.options.stage = option
        folder.options.environment = ["S": "e"]
        #expect(try folder.read().stage == stage)
        #expect(try folder.value("value") == "\"\(stage)\"")
    }

    @Test func `the region is the command line's, the provider's, or us-east-1`() throws {
        var folder = try ServiceFolder("service: shop\nprovider: {region: eu-north-1}\nv: ${self:provider.region}")
        #expect(try folder.read().region == "eu-north-1")
        folder.options.region = "eu-west-3"
        #expect(try folder.read().region == "eu-west-3")
        try folder.write("serverless.yml", "service: shop\nprovider: aws\nv: ${self:provider.region}")
        folder.options.region = nil
        #expect(try folder.read().region == "us-east-1")
        #expect(try folder.value("v") == "\"us-east-1\"")
    }
}
