// SPDX-License-Identifier: Apache-2.0

/// `plugins`: none of them is run. Those that make the code that is run get a word of their own.
extension ServerlessReader {
    /// What this program stands in for, or what changes nothing here.
    private static let harmless = ["serverless-offline", "serverless-dotenv-plugin"]

    /// What turns sources into what Lambda runs.
    private static let bundlers = [
        "serverless-esbuild", "serverless-webpack", "serverless-plugin-typescript", "serverless-bundle",
        "serverless-rspack", "serverless-plugin-esbuild", "serverless-python-requirements", "serverless-rust",
    ]

    mutating func readPlugins(_ node: YAMLNode?) {
        guard let node, !node.isNull else { return }
        let list = node.mapping?["modules"]?.value ?? node
        guard !list.isNull, let elements = problems.sequence(list, for: "plugins", of: "names") else { return }
        for element in elements {
            guard let name = element.scalar?.text else { continue }
            let base = name.split(separator: "/").last.map(String.init) ?? name
            if Self.harmless.contains(base) { continue }
            if Self.bundlers.contains(base) {
                notices.append(
                    "\(element.position): the plugin \(name) is not run; handlers are run from where they are written"
                )
            } else {
                notices.append("\(element.position): the plugin \(name) is not run")
            }
        }
    }
}
