// SPDX-License-Identifier: Apache-2.0

/// How much a client may send, and how long it may take, where a definition says it.
///
/// What is not said is as on AWS where AWS has a quota, and the server's own to choose where it has none.
package struct Limits: Sendable, Hashable {
    package var amounts: [Amount: Int] = [:]
    package var times: [Time: Duration] = [:]

    /// Something that is counted, or measured in bytes; the names are the keys of routes.yml.
    package enum Amount: String, Sendable, Hashable, CaseIterable {
        /// The request target. 414 beyond it.
        case urlBytes
        /// All header values together. 431 beyond it.
        case headerBytes
        /// Request line and header fields, with names and separators. 431 beyond it.
        case headBytes
        /// How many header fields. 431 beyond it.
        case headerCount
        /// The payload. 413 beyond it.
        case bodyBytes
        /// How many clients may be connected; further ones wait.
        case connections

        /// What makes sense: enough for the smallest request, and no more than a machine has.
        package var range: ClosedRange<Int> {
            switch self {
            case .urlBytes, .headerBytes: 64...1_048_576
            case .headBytes: 256...4_194_304
            case .headerCount: 1...10_000
            case .bodyBytes: 0...1_073_741_824
            case .connections: 1...100_000
            }
        }

        package var isBytes: Bool {
            switch self {
            case .urlBytes, .headerBytes, .headBytes, .bodyBytes: true
            case .headerCount, .connections: false
            }
        }
    }

    /// Something that a client may take its time for.
    package enum Time: String, Sendable, Hashable, CaseIterable {
        /// A head, from its first byte to its last.
        case headTimeout
        /// A body that stands still.
        case bodyTimeout
        /// A connection between two requests.
        case idleTimeout
        /// An answer of which nothing is read.
        case writeTimeout

        package static let range = Duration.milliseconds(10)...Duration.seconds(3600)
    }

    package init() {}
}
