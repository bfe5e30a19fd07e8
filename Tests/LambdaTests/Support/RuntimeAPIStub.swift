// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The other side of the Runtime API for one process: it has some invocations to hand out, and notes what is said of them.
///
/// It blocks, and it is as strict as what it serves is meant to be.
struct RuntimeAPIStub {
    struct Report: Equatable {
        var path: String
        var body: String
        var errorType: String?
        /// Whether the question for the next invocation came with it.
        var isWithQuestion: Bool
    }

    let listener: Int32
    let port: UInt16

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = self.listener
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 8) == 0 ? getsockname(listener, $0, &length) : -1
            }
        }
        guard result == 0 else { throw SetUp("no listener: errno \(errno)") }
        port = UInt16(bigEndian: address.sin_port)
    }

    /// Serves one connection until it ends, or until everything is handed out and reported.
    ///
    /// - Parameters:
    ///   - invocations: The responses, head and body, in order.
    ///   - pieceSize: In pieces of what size they are sent.
    ///   - hasEnded: Says whether the process has ended before it connected.
    /// - Returns: What was reported.
    /// - Throws: ``SetUp`` when the process does not speak the Runtime API.
    func serve(
        _ invocations: [[UInt8]],
        pieceSize: Int,
        hasEnded: () -> Bool
    ) throws -> [Report] {
        guard let connection = try accept(unless: hasEnded) else { return [] }
        defer { close(connection) }
        var reports: [Report] = []
        var left = invocations[...]
        var buffer: [UInt8] = []
        while let request = try Request(from: connection, &buffer) {
            if request.line == "GET /2018-06-01/runtime/invocation/next HTTP/1.1" {
                guard let next = left.popFirst() else { return reports }
                try send(next, to: connection, pieceSize: pieceSize)
                continue
            }
            let parts = request.line.split(separator: " ")
            guard parts.count == 3, parts[0] == "POST", parts[1].hasPrefix("/2018-06-01/runtime/") else {
                throw SetUp("not a request of the Runtime API: \(request.line)")
            }
            let question = Array("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n".utf8)
            reports.append(
                Report(
                    path: String(parts[1].dropFirst("/2018-06-01/runtime".count)),
                    body: String(decoding: request.body, as: UTF8.self),
                    errorType: request.fields["lambda-runtime-function-error-type"],
                    isWithQuestion: buffer.starts(with: question)
                )
            )
            let answer =
                "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"status\":\"OK\"}\n"
            try send(Array(answer.utf8), to: connection, pieceSize: pieceSize)
        }
        return reports
    }

    private func accept(unless hasEnded: () -> Bool) throws -> Int32? {
        while true {
            var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, 50)
            if ready > 0 {
                let connection = Glibc.accept(listener, nil, nil)
                guard connection >= 0 else { throw SetUp("no connection: errno \(errno)") }
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                return connection
            }
            if hasEnded() { return nil }
        }
    }

    private func send(_ bytes: [UInt8], to connection: Int32, pieceSize: Int) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(pieceSize)
            let count = piece.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            // A process that has ended meanwhile is seen by the next read.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private struct Request {
        var line: String
        var fields: [String: String]
        var body: [UInt8]

        init?(from connection: Int32, _ buffer: inout [UInt8]) throws {
            var end = Self.endOfHead(buffer)
            while end == nil {
                guard Self.read(connection, &buffer) else { return nil }
                end = Self.endOfHead(buffer)
            }
            let head = String(decoding: buffer[..<(end ?? 0)], as: UTF8.self).split(separator: "\r\n").map(String.init)
            line = head[0]
            fields = [:]
            for field in head.dropFirst() {
                guard let colon = field.firstIndex(of: ":") else { throw SetUp("not a field: \(field)") }
                fields[field[..<colon].lowercased()] = String(field[field.index(after: colon)...].drop { $0 == " " })
            }
            let start = (end ?? 0) + 4
            let count = Int(fields["content-length"] ?? "0") ?? 0
            while buffer.count < start + count {
                guard Self.read(connection, &buffer) else { throw SetUp("a body that ends too early") }
            }
            body = Array(buffer[start..<(start + count)])
            buffer.removeFirst(start + count)
        }

        private static func endOfHead(_ buffer: [UInt8]) -> Int? {
            guard buffer.count >= 4 else { return nil }
            return (0...(buffer.count - 4)).first { buffer[$0...].starts(with: [13, 10, 13, 10]) }
        }

        private static func read(_ connection: Int32, _ buffer: inout [UInt8]) -> Bool {
            var chunk = [UInt8](repeating: 0, count: 256 * 1024)
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return false }
            buffer += chunk[..<count]
            return true
        }
    }
}
