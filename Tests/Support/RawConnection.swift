// SPDX-License-Identifier: Apache-2.0

import GatewayTime
package import GatewayTransport

/// Loops for the test clients of this process.
package let testLoops: EventLoopGroup = {
    do {
        return try EventLoopGroup(count: 1, time: .system)
    } catch {
        fatalError("no event loop for the tests: \(error)")
    }
}()

/// A client that sends the bytes it is told to, and reads answers with a parser of its own.
package final class RawConnection: Sendable {
    private let stream: ClientStream
    private let loop: EventLoop
    private let received = Received()

    private init(stream: ClientStream, loop: EventLoop) {
        self.stream = stream
        self.loop = loop
    }

    /// What has arrived and was not read yet.
    ///
    /// A test uses one connection from one task.
    private final class Received: @unchecked Sendable {
        var bytes: [UInt8] = []
        var hasEnded = false
    }

    /// Connects to 127.0.0.1, or to `address`.
    package static func open(
        port: UInt16,
        address: SocketAddress? = nil,
        security: ClientStream.Security = .plain
    ) async throws -> RawConnection {
        let loop = testLoops.next()
        let stream = try await withTaskExecutorPreference(loop) {
            try await ClientStream.connect(
                to: address ?? .loopbackV4(port: port),
                security: security,
                on: loop,
                timeout: .seconds(120)
            )
        }
        return RawConnection(stream: stream, loop: loop)
    }

    package func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    package func send(_ bytes: [UInt8]) async throws {
        let stream = stream
        try await withTaskExecutorPreference(loop) { try await stream.write(bytes) }
    }

    package func finishWriting() async {
        let stream = stream
        await loop.call { stream.finishWriting() }
    }

    package func close() async {
        let stream = stream
        await loop.call { stream.close() }
    }

    /// Reads one answer, framed by its Content-Length.
    ///
    /// - Parameter isHead: Whether it answers a HEAD request and so has no body.
    /// - Returns: The answer.
    /// - Throws: ``RawConnectionError``, or what the stream throws.
    package func response(isHead: Bool = false) async throws -> RawResponse {
        while true {
            if let end = headEnd() {
                let head = RawResponse.Head(received.bytes[..<end])
                let hasBody = !isHead && head.status >= 200 && head.status != 204 && head.status != 304
                let length = hasBody ? head["content-length"].flatMap { Int($0) } ?? 0 : 0
                if received.bytes.count >= end + length {
                    let body = Array(received.bytes[end..<end + length])
                    received.bytes.removeFirst(end + length)
                    return RawResponse(head: head, body: body)
                }
            }
            guard try await readMore() else { throw ended }
        }
    }

    /// What the next read brings, or what was left of the last one; `nil` once the peer has ended.
    package func receive() async throws -> [UInt8]? {
        if received.bytes.isEmpty, try await !readMore() { return nil }
        defer { received.bytes = [] }
        return received.bytes
    }

    /// Reads a head and so many bytes after it, which may be many.
    package func body(count: Int) async throws -> [UInt8] {
        while headEnd() == nil { guard try await readMore() else { throw ended } }
        let start = headEnd() ?? 0
        while received.bytes.count < start + count { guard try await readMore() else { throw ended } }
        defer { received.bytes.removeFirst(start + count) }
        return Array(received.bytes[start..<start + count])
    }

    private var ended: RawConnectionError {
        .ended(rest: String(decoding: received.bytes.prefix(1000), as: UTF8.self))
    }

    /// Reads until the peer ends, and answers what had not been read before.
    package func rest() async throws -> [UInt8] {
        while try await readMore() {}
        defer { received.bytes = [] }
        return received.bytes
    }

    private func headEnd() -> Int? {
        let bytes = received.bytes
        return bytes.indices.dropLast(3).first { index in
            bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13 && bytes[index + 3] == 10
        }.map { $0 + 4 }
    }

    private func readMore() async throws -> Bool {
        let stream = stream
        let more = try await withTaskExecutorPreference(loop) { try await stream.read() }
        guard let more else { return false }
        received.bytes += more
        return true
    }
}

package enum RawConnectionError: Error {
    case ended(rest: String)
}

/// An answer as it came over the wire.
package struct RawResponse: Sendable {
    package let head: Head
    package let body: [UInt8]

    package struct Head: Sendable {
        package let statusLine: String
        package let status: Int
        /// In the order of arrival, names as sent.
        package let fields: [(name: String, value: String)]

        init(_ bytes: ArraySlice<UInt8>) {
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map(String.init)
            statusLine = lines.first ?? ""
            status = Int(statusLine.split(separator: " ").dropFirst().first ?? "") ?? 0
            fields = lines.dropFirst().map { line in
                let colon = line.firstIndex(of: ":") ?? line.endIndex
                return (String(line[..<colon]), String(line[colon...].dropFirst().drop { $0 == " " }))
            }
        }

        /// The first value of a name given in small letters.
        package subscript(name: String) -> String? {
            fields.first { $0.name.lowercased() == name }?.value
        }
    }

    package var status: Int { head.status }
    package var text: String { String(decoding: body, as: UTF8.self) }

    package subscript(name: String) -> String? { head[name] }

    /// Every value of a name given in small letters, in the order of arrival.
    package func values(of name: String) -> [String] {
        head.fields.filter { $0.name.lowercased() == name }.map(\.value)
    }
}
