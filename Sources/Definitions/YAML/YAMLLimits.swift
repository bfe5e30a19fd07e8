// SPDX-License-Identifier: Apache-2.0

/// How much a file may ask of its reader.
package struct YAMLLimits: Sendable, Hashable {
    package var bytes: Int
    /// How deep lists and maps may be nested, those that an alias brings along included.
    package var depth: Int
    /// How many scalars, lists and maps there may be once each alias is replaced by what it stands for.
    package var nodes: Int

    package init(bytes: Int, depth: Int, nodes: Int) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
    }

    /// Far beyond what a person writes, and harmless: 1 MiB, 64 levels, 100 000 nodes.
    package static let standard = Self(bytes: 1 << 20, depth: 64, nodes: 100_000)
}
