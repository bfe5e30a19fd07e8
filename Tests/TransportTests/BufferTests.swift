// SPDX-License-Identifier: Apache-2.0

import GatewayTime
import Synchronization
import TestSupport
import Testing

@testable import GatewayTransport

/// Where bytes lie, and who holds them.
struct BufferTests {
    @Test func `requests of a connection are read into the same memory, without a copy`() async throws {
        let places = Mutex<[Int]>([])
        try await withServer(
            loops: 1,
            answering: { request in
                let place = request.head.bytes.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
                places.withLock { $0.append(place) }
                return .text(request.summary)
            }
        ) { running in
            let client = try await running.connect()
            for _ in 0..<50 {
                // The second half comes later, so the memory is read into twice for one request.
                try await client.send("GET / HTTP/1.1\r\n")
                await running.settle()
                try await client.send("Host: a\r\n\r\n")
                _ = try await client.response()
            }
            let places = places.withLock { $0 }
            #expect(places.count == 50)
            #expect(Set(places).count == 1)
        }
    }

    @Test func `a request that waits keeps its bytes while others are read`() async throws {
        let gate = Gate()
        try await withServer(
            loops: 1,
            answering: { request in
                if request.targetText.hasPrefix("/slow") { await gate.pass() }
                return .text("\(request.targetText) \(String(decoding: request.body, as: UTF8.self))")
            }
        ) { running in
            var slow: [RawConnection] = []
            for number in 0..<10 {
                let client = try await running.connect()
                let body = "body \(number)"
                try await client.send(
                    "POST /slow/\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                )
                slow.append(client)
            }
            try await eventually("all of them wait") { gate.waitingCount == 10 }
            let quick = try await running.connect()
            for number in 0..<10 {
                try await quick.send(
                    "POST /quick/\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nsomething"
                )
                #expect(try await quick.response().text == "/quick/\(number) something")
            }
            gate.open()
            for (number, client) in slow.enumerated() {
                #expect(try await client.response().text == "/slow/\(number) body \(number)")
            }
        }
    }

    @Test func `an input buffer moves what is left to the front, and grows when nothing can go`() {
        var pool = BufferPool()
        var input = InputBuffer()
        var next: UInt8 = 0
        func fill(_ count: Int) {
            input.fill(from: &pool) { memory in
                let count = min(count, memory.count)
                for index in 0..<count {
                    memory[index] = next
                    next &+= 1
                }
                return count
            }
        }
        func content() -> [UInt8] { Array(input.bytes[input.start..<input.end]) }

        #expect(input.isEmpty && input.bytes.isEmpty)
        fill(.max)
        #expect(input.count == BufferPool.bufferSize)
        input.consume(10_000)
        fill(5000)
        #expect(input.start == 0)
        #expect(input.bytes.count == BufferPool.bufferSize)
        #expect(content() == (10_000..<BufferPool.bufferSize + 5000).map { UInt8(truncatingIfNeeded: $0) })
        fill(.max)
        fill(1)
        #expect(input.bytes.count == 2 * BufferPool.bufferSize)
        #expect(content().count == BufferPool.bufferSize + 1)
        #expect(zip(content(), content().dropFirst()).allSatisfy { $0 &+ 1 == $1 })
        input.release(to: &pool)
        #expect(!input.isEmpty, "what is not used up is kept")
        input.consume(input.count)
        input.release(to: &pool)
        #expect(input.bytes.isEmpty)
    }

    @Test func `a pool gives memory again, empty where it is to be appended to, and keeps no large piece`() {
        var pool = BufferPool()
        var output = pool.takeOutput()
        output.append(contentsOf: [1, 2, 3])
        let place = output.withUnsafeBytes { $0.baseAddress }
        pool.giveBack(output: consume output)
        var again = pool.takeOutput()
        #expect(again.isEmpty)
        again.append(1)
        #expect(again.withUnsafeBytes { $0.baseAddress } == place)

        var large: [UInt8] = []
        large.reserveCapacity(1_000_000)
        pool.giveBack(output: consume large)
        #expect(pool.takeOutput().capacity < 1_000_000)
        pool.giveBack([UInt8](repeating: 0, count: 2 * BufferPool.bufferSize))
        #expect(pool.take().count == BufferPool.bufferSize)
    }
}
