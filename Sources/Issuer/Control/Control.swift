// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import GatewayModel
import GatewayTransport

/// What tests may tell the issuer: paths under `/_control/`, each a POST of JSON, from this machine only.
///
/// No page can send one: its browser would have to ask first whether it may send JSON, and is not answered; and what says
/// that it comes from a page is refused.
enum Control: String, CaseIterable {
    static let prefix = "/_control/"

    /// `{"user": "mary@example.com"}`: the next request that would show the login page is answered as this user's; several
    /// stand in a queue.
    case login
    /// `{"on": true}`: each such request is answered as the user's whom its `login_hint` names, until `false`.
    case loginByHint = "login-by-hint"
    /// `{"expires_in": 2}`: the next access token expires in so many seconds.
    case nextToken = "next-token"
    /// `{"status": 500}`: the next request to /oauth/token fails so.
    case failNextToken = "fail-next-token"
    /// `{}`: signs with a new key from now on; the one before stays in the JWKS.
    case rotateKey = "rotate-key"
    /// `{"down": true}`: every endpoint answers 503, and the gateway gets no keys either, until `false`.
    case tenant
}

extension Issuer {
    func control(_ exchange: Exchange) async -> Response {
        let request = exchange.request
        guard let control = Control(rawValue: String(request.path.dropFirst(Control.prefix.count))) else {
            let all = Self.allControls
            return .failure(OAuthError(404, "not_found", "there are \(all)"))
        }
        guard request.peer.isLoopback, request.origin == nil, request.head.firstValue(of: "sec-fetch-site") == nil
        else {
            return .failure(OAuthError(403, "access_denied", "This is for programs on this machine, not for pages"))
        }
        do throws(OAuthError) {
            guard request.hasJSON else { throw .invalidRequest("Content-Type must be application/json") }
            return .uncached(200, .object(try await obey(control, JSONObject(bodyOf: request.body), exchange)))
        } catch {
            return .failure(error)
        }
    }

    private static let allControls = Control.allCases.map { Control.prefix + $0.rawValue }.joined(separator: ", ")

    private func obey(
        _ control: Control,
        _ body: JSONObject,
        _ exchange: Exchange
    ) async throws(OAuthError) -> JSONObject {
        switch control {
        case .login:
            guard let name = body["user"]?.string else { throw .missingParameter("user") }
            guard let user = accounts.user(named: name, in: exchange.tenant) else {
                let known = exchange.tenant.users.map(\.email).joined(separator: ", ")
                throw .invalidRequest("no user \"\(name)\"; there are \(known)")
            }
            switches.set { $0.nextLogins = ($0.nextLogins + [user.userId]).suffix(1000) }
            return JSONObject(["user_id": .string(user.userId)])
        case .loginByHint:
            guard let isOn = body["on"]?.bool else { throw .missingParameter("on") }
            switches.set { $0.logsInByHint = isOn }
            return JSONObject(["on": .bool(isOn)])
        case .nextToken:
            guard let seconds = body["expires_in"]?.number?.int64, (-31_536_000...31_536_000).contains(seconds) else {
                throw .invalidRequest("expires_in is a whole number of seconds, of a year at most")
            }
            switches.set { $0.nextLifetime = seconds }
            return JSONObject(["expires_in": .number(JSONNumber(seconds))])
        case .failNextToken:
            let status = body["status"]?.number?.int64 ?? 500
            guard (400...599).contains(status) else { throw .invalidRequest("status is 400 to 599") }
            switches.set { $0.nextFailure = UInt16(status) }
            return JSONObject(["status": .number(JSONNumber(status))])
        case .rotateKey:
            do throws(SigningKey.Failure) {
                return JSONObject(["kid": (try await rotatedKey()).jwk.kid.map(JSONValue.string) ?? .null])
            } catch {
                throw .noKey(error.description)
            }
        case .tenant:
            guard let isDown = body["down"]?.bool else { throw .missingParameter("down") }
            switches.set { $0.isDown = isDown }
            return JSONObject(["down": .bool(isDown)])
        }
    }

    /// On a thread that may be blocked: making a key takes a tenth of a second.
    private func rotatedKey() async throws(SigningKey.Failure) -> TokenSigner {
        let key = key
        return try await blocking { Result { () throws(SigningKey.Failure) in try key.rotate() } }.get()
    }
}
