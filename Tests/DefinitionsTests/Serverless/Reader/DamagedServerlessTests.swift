// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayFiles
import GatewayModel
import TestSupport
import Testing

/// A serverless.yml that a slipping hand or a broken disk has changed.
struct DamagedServerlessTests {
    @Test(
        arguments: 1...10 as ClosedRange<UInt64>,
        ["three-functions.yml", "http-api.yml", "mixed.yml"]
    )
    func `a damaged file is read in full or refused with a reason`(_ seed: UInt64, _ name: String) throws {
        let folder = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/Fixtures/serverless/"
        let original = String(decoding: try File.read(folder + name), as: UTF8.self)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<30 {
            let text = Damage.done(to: original, &random)
            let options = ServerlessOptions.with { $0.skipsUnsupported = Bool.random(using: &random) }
            do throws(DefinitionProblems) {
                expectSound(try ServerlessFile.read(text: text, file: "s.yml", options: options))
            } catch {
                Damage.expectReasons(error, in: text)
            }
        }
    }

    /// What the gateway relies on.
    private func expectSound(_ result: ServerlessFile.Result) {
        let names = Set(result.functions.map(\.name))
        #expect(names.count == result.functions.count)
        #expect(Set(result.apis.map(\.kind)).count == result.apis.count)
        #expect(result.routePositions.map(\.count) == result.apis.map(\.routes.count))
        for api in result.apis {
            #expect(!api.routes.isEmpty)
            for case .function(let name) in api.routes.compactMap(\.handler) { #expect(names.contains(name)) }
            for case .function(let name) in api.authorizers.map(\.function) { #expect(names.contains(name)) }
            for case .private(let name, _) in api.routes.map(\.access) { #expect(api.authorizer(named: name) != nil) }
        }
    }
}
