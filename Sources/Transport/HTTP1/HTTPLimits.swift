// SPDX-License-Identifier: Apache-2.0

/// How much a client may send, and how long it may take.
///
/// Sizes in bytes.
package struct HTTPLimits: Sendable {
    /// The request target.
    /// - Source: API Gateway quotas, "URL length": 10 240 for regional endpoints.
    package var targetBytes = 10_240
    /// All field values together.
    /// - Source: API Gateway quotas for REST APIs, "Total combined size of request line and header values": 10 240.
    package var fieldValueBytes = 10_240
    /// The request line and all fields, names and separators included.
    package var headBytes = 48 * 1024
    package var fieldCount = 200
    /// - Source: API Gateway quotas, "Payload size": 10 MB.
    package var bodyBytes = 10_485_760
    package var trailerBytes = 8 * 1024
    package var chunkExtensionBytes = 1024
    package var emptyBytesBeforeRequest = 16

    /// How long a head may take from its first byte, or from the connection's start.
    package var headTime = Duration.seconds(30)
    /// How long a body may stand still.
    package var bodyTime = Duration.seconds(30)
    /// How long a connection may be idle between two requests.
    package var idleTime = Duration.seconds(75)
    /// How long a client may take to read an answer, without taking a byte of it.
    package var writeTime = Duration.seconds(30)
    /// Unsent bytes of answers beyond which no further request of the connection is begun.
    package var unsentBytes = 256 * 1024

    package init() {}
}
