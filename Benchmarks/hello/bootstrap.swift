// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// What Lambda starts: events come out of the Runtime API, answers go into it, over one connection that stays
/// (Lambda developer guide, "Using the Lambda runtime API for custom runtimes").
@main
struct Bootstrap {
    static func main() throws {
        guard let address = getenv("AWS_LAMBDA_RUNTIME_API") else { throw Failure("there is no Runtime API") }
        let connection = try Connection(to: String(cString: address))
        let runtime = "/2018-06-01/runtime/invocation"
        while true {
            let (id, event) = try connection.ask("GET", "\(runtime)/next")
            let answer = try hello(JSONDecoder().decode(Event.self, from: Data(event)))
            _ = try connection.ask("POST", "\(runtime)/\(id)/response", Array(JSONEncoder().encode(answer)))
        }
    }
}

struct Failure: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}

/// Requests one after the other, whose responses have a Content-Length, as the gateway's have (RFC 9112 §6.3).
final class Connection {
    private let descriptor: Int32
    private let address: String
    private var received: [UInt8] = []
    private var chunk = [UInt8](repeating: 0, count: 65_536)

    init(to address: String) throws {
        let parts = address.split(separator: ":")
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard parts.count == 2, getaddrinfo(String(parts[0]), String(parts[1]), &hints, &found) == 0, let info = found
        else {
            throw Failure("\(address) cannot be found")
        }
        defer { freeaddrinfo(found) }
        descriptor = socket(info.pointee.ai_family, info.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        self.address = address
        guard connect(descriptor, info.pointee.ai_addr, info.pointee.ai_addrlen) == 0 else {
            throw Failure("\(address) does not answer")
        }
    }

    deinit {
        close(descriptor)
    }

    /// Sends a request, and waits for its answer: its body, and the invocation that it names.
    func ask(_ method: String, _ path: String, _ body: [UInt8]? = nil) throws -> (id: String, body: [UInt8]) {
        var request = "\(method) \(path) HTTP/1.1\r\nHost: \(address)\r\n"
        if let body { request += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n" }
        try write(Array((request + "\r\n").utf8) + (body ?? []))
        let head = try takeHead()
        // "HTTP/1.1 2xx"
        guard head.count > 9, head[9] == UInt8(ascii: "2") else {
            throw Failure("\(path) was answered \(String(decoding: head, as: UTF8.self))")
        }
        let id = Self.value(of: "lambda-runtime-aws-request-id", in: head) ?? ""
        let length = Self.value(of: "content-length", in: head).flatMap { Int($0) } ?? 0
        while received.count < length { try receive() }
        defer { received.removeFirst(length) }
        return (id, Array(received[..<length]))
    }

    private func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 || errno == EINTR else { throw Failure("\(address) has gone") }
            sent += max(0, count)
        }
    }

    /// By bytes: strings of characters would cost more than all the rest.
    private static func value(of name: String, in head: [UInt8]) -> String? {
        let name = Array(name.utf8)
        for line in head.split(separator: 10) where line.count > name.count && line[line.startIndex + name.count] == 58
        {
            guard zip(line, name).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else { continue }
            let value = line.dropFirst(name.count + 1).filter { $0 != 32 && $0 != 13 }
            return String(decoding: value, as: UTF8.self)
        }
        return nil
    }

    private func takeHead() throws -> [UInt8] {
        var from = 0
        while true {
            if let line = (from..<max(from, received.count - 3)).first(where: { isEmptyLine(at: $0) }) {
                defer { received.removeFirst(line + 4) }
                return Array(received[..<line])
            }
            from = max(0, received.count - 3)
            try receive()
        }
    }

    private func isEmptyLine(at index: Int) -> Bool {
        received[index] == 13 && received[index + 1] == 10 && received[index + 2] == 13 && received[index + 3] == 10
    }

    private func receive() throws {
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 || errno == EINTR else { throw Failure("\(address) has gone") }
        received += chunk[..<max(0, count)]
    }
}
