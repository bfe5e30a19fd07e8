// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayTransport

/// The issuer's cookies.
///
/// Cookies know no ports: the port is in their names, so that two gateways on one machine leave each other's alone.
struct Cookies: Sendable {
    private let port: String

    init(_ names: IssuerNames) {
        port = String(names.https.dropLast().drop { $0 != ":" }.dropFirst().drop { $0 != ":" }.dropFirst())
    }

    /// The session, as Auth0 has it: sent along from frames on other sites, which browsers allow with `Secure` only.
    private var session: String { "auth0_\(port)" }
    /// The same for clients that keep no `Secure` cookie that came over plain HTTP: it serves the pages of this machine
    /// over http, which are the same site.
    private var compatibleSession: String { "auth0_compat_\(port)" }
    /// One for each scheme: a page over HTTP may neither read nor replace what came over HTTPS.
    private func antiForgery(_ isSecure: Bool) -> String { isSecure ? "csrf_secure_\(port)" : "csrf_\(port)" }

    /// What the browser's cookies hold: one of them may be older than the other.
    func sessionSecrets(_ request: Request) -> [String] {
        [request.cookie(session), request.cookie(compatibleSession)].compactMap { $0 }
    }

    func setSession(_ secret: String, on response: inout Response, isSecure: Bool) {
        let age = "; Max-Age=\(Sessions.lifetime)"
        response.fields.append("Set-Cookie", "\(session)=\(secret)\(age); Path=/; Secure; HttpOnly; SameSite=None".utf8)
        // Never what came over HTTPS where it would travel in clear.
        guard !isSecure else { return }
        response.fields.append(
            "Set-Cookie",
            "\(compatibleSession)=\(secret)\(age); Path=/; HttpOnly; SameSite=Lax".utf8
        )
    }

    func clearSession(on response: inout Response) {
        response.fields.append("Set-Cookie", "\(session)=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=None".utf8)
        response.fields.append("Set-Cookie", "\(compatibleSession)=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax".utf8)
    }

    // MARK: - Forms

    /// A form is taken only from somebody who was shown it: what it carries is what the cookie says.
    func isForged(_ request: Request, _ parameters: Parameters) -> Bool {
        guard let shown = request.cookie(antiForgery(request.isSecure)), let given = parameters["csrf"] else {
            return true
        }
        return !constantTimeEquals(given.utf8, shown.utf8)
    }

    /// What a form is to carry; the browser's own if it has one, so that two tabs do not disturb each other.
    func antiForgeryToken(_ request: Request) -> String {
        guard let known = request.cookie(antiForgery(request.isSecure)), known.utf8.count == 43,
            PercentEncoding.encode(known) == known
        else { return newSecret() }
        return known
    }

    func setAntiForgery(_ token: String, on response: inout Response, isSecure: Bool) {
        let secure = isSecure ? "; Secure" : ""
        let name = antiForgery(isSecure)
        response.fields.append("Set-Cookie", "\(name)=\(token); Path=/u; HttpOnly; SameSite=Lax\(secure)".utf8)
    }
}
