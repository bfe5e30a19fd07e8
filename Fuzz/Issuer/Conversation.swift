// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayIssuer
import GatewayJOSE
import GatewayJSON
import GatewayTime
import GatewayTransport

/// One client of an issuer that is its alone: it keeps cookies, and what it was handed out.
///
/// Each line is a word and a text. In the text, `{code}`, `{access}`, `{id}`, `{refresh}` and `{csrf}` are what came last.
///
///     get /authorize?client_id=page&…      any path
///     form /oauth/token grant_type=…       a POST of a form
///     json /oauth/token {"grant_type":…}   a POST of JSON
///     login client_id=page&…|user=…        the form of the login page, with the authorization request that it carries
///     signup client_id=page&…|email=…      that of the other page
///     send Origin: http://localhost:1      a field of all further requests
final class Conversation {
    private let issuer = FuzzTenant.issuer()
    private var cookies: [String: String] = [:]
    private var fields: [UInt8] = []
    private var known: [String: String] = [:]

    private static let limits: HTTPLimits = {
        var limits = HTTPLimits()
        limits.targetBytes = 32 * 1024
        limits.fieldValueBytes = 48 * 1024
        limits.headBytes = 96 * 1024
        return limits
    }()

    func say(_ line: [UInt8]) {
        let parts = line.split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false).map(Array.init)
        guard parts.count == 2 else { return }
        let text = filledIn(parts[1])
        switch String(decoding: parts[0], as: UTF8.self) {
        case "get": ask("GET", text)
        case "form": post("application/x-www-form-urlencoded", text)
        case "json": post("application/json", text)
        case "login": fillIn("/u/login", text)
        case "signup": fillIn("/u/signup", text)
        case "send": fields += text + Array("\r\n".utf8)
        default: break
        }
    }

    // MARK: - Requests

    private func post(_ type: String, _ text: [UInt8]) {
        let parts = text.split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false).map(Array.init)
        ask("POST", parts[0], type: type, body: parts.count == 2 ? parts[1] : [])
    }

    /// Opens a page with a form, as a browser does that follows `/authorize`, and sends the form.
    private func fillIn(_ path: String, _ text: [UInt8]) {
        let parts = text.split(separator: UInt8(ascii: "|"), maxSplits: 1, omittingEmptySubsequences: false)
        let state = Base64URL.encode(parts[0])
        ask("GET", Array("\(path)?state=\(state)".utf8))
        guard parts.count == 2 else { return }
        let hidden = Array("state=\(state)&csrf=\(known["csrf"] ?? "")&".utf8)
        ask("POST", Array(path.utf8), type: "application/x-www-form-urlencoded", body: hidden + parts[1])
    }

    private func ask(_ method: String, _ target: [UInt8], type: String? = nil, body: [UInt8] = []) {
        var head = Array("\(method) ".utf8) + target + Array(" HTTP/1.1\r\nHost: localhost:3443\r\n".utf8) + fields
        if !cookies.isEmpty {
            let pairs = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            head += Array("Cookie: \(pairs.joined(separator: "; "))\r\n".utf8)
        }
        if let type { head += Array("Content-Type: \(type)\r\nContent-Length: \(body.count)\r\n".utf8) }
        do throws(RequestError) {
            let bytes = head + Array("\r\n".utf8) + body
            guard
                let request = try Request.read(
                    bytes,
                    limits: Self.limits,
                    peer: .loopbackV4(port: 1),
                    isSecure: true
                )
            else { return }
            let issuer = issuer
            let response = wait { await issuer.respond(to: request).value }
            remember(Answer(response))
        } catch {
            _ = Answer(issuer.respond(to: error, under: Self.limits, loopIndex: 0))
        }
    }

    // MARK: - What it remembers

    private func remember(_ answer: Answer) {
        for cookie in answer.cookies {
            cookies[cookie.name] = cookie.value.isEmpty ? nil : cookie.value
            if cookie.name.hasPrefix("csrf_") { known["csrf"] = cookie.value }
        }
        for (name, value) in answer.handedOut { known[name] = value }
    }

    private func filledIn(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(UInt8(ascii: "{")) else { return text }
        var result: [UInt8] = []
        var rest = text[...]
        while let byte = rest.first {
            let hole = known.first { rest.starts(with: "{\($0.key)}".utf8) }
            if let hole {
                result += Array(hole.value.utf8)
                rest = rest.dropFirst(hole.key.utf8.count + 2)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
