// SPDX-License-Identifier: Apache-2.0

import GatewayDefinitions
import GatewayFiles
import Testing

/// docs/serverless-yml.md says of each key what becomes of it.
struct ServerlessPageTests {
    @Test(arguments: ServerlessKeys.parts.indices)
    func `each key is on the page, under its heading and with what it does`(_ index: Int) throws {
        let (heading, keys) = ServerlessKeys.parts[index]
        let page = String(decoding: try File.read(Self.page), as: UTF8.self)
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0 == "## \(heading)" })
        let section = lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }
        let (rows, text) = (section.filter { $0.hasPrefix("| ") }, section.filter { !$0.hasPrefix("| ") })
        for key in keys.read {
            #expect(rows.contains { $0.hasPrefix("| `\(key)` |") }, "\(key), of \(heading)")
        }
        for key in keys.ignored + keys.refused {
            #expect(text.contains { $0.contains("`\(key)`") || $0.contains("`\(key):") }, "\(key), of \(heading)")
        }
    }

    private static let page =
        "/" + #filePath.split(separator: "/").dropLast(5).joined(separator: "/") + "/docs/serverless-yml.md"
}
