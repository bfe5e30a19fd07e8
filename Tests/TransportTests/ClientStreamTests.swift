// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import TestSupport
import Testing

/// The stream that our client and the tests speak through.
struct ClientStreamTests {
    @Test func `one task reads while another writes`() async throws {
        let body = [UInt8](repeating: 7, count: 32 * 1024 * 1024)
        try await withServer(answering: { _ in Response(status: 200, body: body) }) { running in
            let client = try await running.connect()
            // The server reads no further request before its answers are read, so this write has to wait for the reader.
            let request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n"
            let upload =
                Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n\(request)".utf8) + [UInt8](repeating: 8, count: 8_000_000)
            let writing = Task { try await client.send(upload) }
            #expect(try await client.body(count: body.count).count == body.count)
            #expect(try await client.body(count: body.count).count == body.count)
            try await writing.value
        }
    }

    @Test func `who waits on a stream that is closed here is told`() async throws {
        try await withServer { running in
            let client = try await running.connect()
            let reading = Task { try await client.receive() }
            await client.close()
            await #expect(throws: ClientError.connectionLost("it was closed here")) { try await reading.value }
            await #expect(throws: ClientError.connectionLost("it was closed here")) { try await client.send("x") }
            await client.close()
        }
    }
}
