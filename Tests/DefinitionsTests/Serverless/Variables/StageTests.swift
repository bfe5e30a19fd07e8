// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import Testing

/// What depends on the stage, and on the region.
///
/// Source: Serverless Framework documentation, "Variables", "Parameters".
struct StageTests {
    private static let text = """
        service: s
        provider: {stage: "${opt:stage, 'test'}", region: "${opt:region, 'eu-west-1'}"}
        stages: {default: {params: {a: all, b: all}}, test: {params: {b: '${self:custom.b}'}}}
        params: {default: {c: old, d: old}, test: {d: older, a: oldest}}
        custom: {b: mine}
        v: "${sls:stage} ${aws:region} ${param:a} ${param:b} ${param:c} ${param:d}"
        own: ${self:provider.stage} ${self:provider.region}
        """

    @Test func `parameters are those of the stage, then those of all`() throws {
        let folder = try ServiceFolder(Self.text)
        #expect(try folder.value("v") == "\"test eu-west-1 oldest mine old older\"")
        #expect(try folder.value("own") == "\"test eu-west-1\"")
    }

    @Test func `the command line is stronger`() throws {
        var folder = try ServiceFolder(Self.text)
        folder.options.stage = "prod"
        folder.options.region = "us-west-2"
        folder.options.params = ["a": "given"]
        #expect(try folder.value("v") == "\"prod us-west-2 given all old old\"")
        #expect(try folder.value("own") == "\"prod us-west-2\"")
    }

    @Test func `one process is one instance`() throws {
        let text = "service: s\na: ${sls:instanceId}\nb: ${sls:instanceId}"
        let (first, second) = (try ServiceFolder(text), try ServiceFolder(text))
        let id = try #require(try first.value("a"))
        #expect(try second.value("b") == id)
        #expect(!id.hasPrefix("?"))
    }
}
