// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A connection over which requests go one after the other (RFC 9112).
struct HTTPConnection: ~Copyable {
    private let descriptor: Int32
    private let address: String
    private var received: [UInt8] = []

    struct Response {
        let status: Int
        /// By their names in small letters.
        let fields: [String: String]
        var body: [UInt8] = []
    }

    /// Connects to `host:port`.
    init(to address: String) throws {
        let colon = address.lastIndex(of: ":")
        let host = colon.map { String(address[..<$0]) } ?? address
        let port = colon.map { String(address[address.index(after: $0)...]) } ?? "80"
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, port, &hints, &found) == 0 else { throw Failure("\(address) cannot be found") }
        defer { freeaddrinfo(found) }
        var candidate = found
        while let info = candidate?.pointee {
            let descriptor = socket(info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
            if descriptor >= 0, connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 {
                self.descriptor = descriptor
                self.address = address
                return
            }
            if descriptor >= 0 { close(descriptor) }
            candidate = info.ai_next
        }
        throw Failure("\(address) does not answer")
    }

    deinit {
        close(descriptor)
    }

    /// Sends a request and waits for the answer.
    mutating func send(_ method: String, _ path: String, _ body: [UInt8]? = nil) throws -> Response {
        var request = "\(method) \(path) HTTP/1.1\r\nHost: \(address)\r\n"
        if let body { request += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n" }
        try write(Array((request + "\r\n").utf8) + (body ?? []))

        let lines = try line(endingIn: "\r\n\r\n").split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Failure("\(address) does not speak HTTP")
        }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            fields[line[..<colon].lowercased()] = String(value)
        }
        var response = Response(status: status, fields: fields)
        if fields["transfer-encoding"]?.lowercased() == "chunked" {
            response.body = try chunks()
        } else {
            response.body = try take(fields["content-length"].flatMap { Int($0) } ?? 0)
        }
        return response
    }

    private mutating func chunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let size = try line(endingIn: "\r\n").prefix { $0 != ";" && $0 != "\r\n" }
            guard let count = Int(size, radix: 16) else { throw Failure("\(address) sent a broken chunk") }
            guard count > 0 else { break }
            body += try take(count)
            _ = try take(2)
        }
        while try line(endingIn: "\r\n") != "\r\n" {}
        return body
    }

    private func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 || errno == EINTR else { throw Failure("\(address) has gone") }
            sent += max(0, count)
        }
    }

    /// What has been received up to an end, which is part of it.
    private mutating func line(endingIn end: String) throws -> String {
        let end = Array(end.utf8)
        while true {
            let starts = received.indices.dropLast(end.count - 1)
            if let start = starts.first(where: { received[$0...].starts(with: end) }) {
                return String(decoding: try take(start + end.count), as: UTF8.self)
            }
            try receive()
        }
    }

    private mutating func take(_ count: Int) throws -> [UInt8] {
        while received.count < count { try receive() }
        defer { received.removeFirst(count) }
        return Array(received[..<count])
    }

    private mutating func receive() throws {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 || errno == EINTR else { throw Failure("\(address) has gone") }
        received += chunk[..<max(0, count)]
    }
}
