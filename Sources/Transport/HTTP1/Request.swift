// SPDX-License-Identifier: Apache-2.0

/// A whole request, and what is known of who sent it.
package struct Request: Sendable {
    package let head: RequestHead
    /// The payload, with every transfer coding removed.
    package let body: ArraySlice<UInt8>
    package let peer: SocketAddress
    /// Whether it came over TLS.
    package let isSecure: Bool
    /// The index of the loop that serves it, for tables with a place per loop.
    package let loopIndex: Int
}
