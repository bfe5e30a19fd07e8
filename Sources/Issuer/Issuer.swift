// SPDX-License-Identifier: Apache-2.0

import Dispatch
package import GatewayJOSE
import GatewayJSON
package import GatewayModel
package import GatewayTime
package import GatewayTransport
package import Logging
import Synchronization

/// An Auth0 tenant on this machine: logs people in, and signs tokens with a key of its own.
///
/// What it is comes out of a ``Tenant``, which may be changed while it runs; what it remembers (sessions, codes, refresh
/// tokens, who signed up) stays, and ends with the process.
package final class Issuer: RequestHandler {
    package let names: IssuerNames
    let key: SigningKey
    let time: TimeSource
    let logger: Logger
    let access: IssuerAccess
    let cookies: Cookies

    let sessions = Sessions()
    let codes = AuthorizationCodes()
    let refreshTokens = RefreshTokens()
    let opaqueTokens = OpaqueTokens()
    let accounts = Accounts()
    let switches = Switches()
    let passwords = PasswordWork()

    private let current: Mutex<Tenant>
    private let foreignOrigins = Mutex<Set<String>>([])

    /// - Parameters:
    ///   - names: How it is called.
    ///   - tenant: What it is, to begin with.
    ///   - key: What it signs with.
    ///   - access: Who may use it.
    ///   - time: Its clock.
    ///   - logger: Is told of each token and each refusal, and of the mails that it would send.
    package init(
        names: IssuerNames,
        tenant: Tenant,
        key: SigningKey,
        access: IssuerAccess = IssuerAccess(),
        time: TimeSource,
        logger: Logger
    ) {
        self.names = names
        self.key = key
        self.access = access
        self.time = time
        self.logger = logger
        cookies = Cookies(names)
        current = Mutex(tenant)
    }

    package var tenant: Tenant { current.withLock { $0 } }

    /// Takes a changed tenant; who is logged in stays so.
    package func use(_ tenant: Tenant) {
        current.withLock { $0 = tenant }
    }

    /// The public keys, straight from where they are: the gateway's own authorizer needs no network for them.
    ///
    /// - Throws: ``SigningKey/Failure``, and ``TenantIsDown`` when a test has said so.
    package func keys() async throws -> JWKSet {
        guard !switches.isDown else { throw TenantIsDown() }
        return JWKSet(try await key.published().map(\.jwk))
    }

    package func respond(to request: Request) -> Eventually<Response> {
        if let refusal = access.refusal(of: request) { return .now(refusal) }
        guard let endpoint = Endpoint(path: request.path) else {
            return .now(Portrait.response(path: request.path) ?? .notFound)
        }
        return .later { [self] in await answer(request, at: endpoint) }
    }

    package func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response {
        .json(error.status, ["error": "invalid_request", "error_description": .string(error.reason)])
    }

    private func answer(_ request: Request, at endpoint: Endpoint) async -> Response {
        let exchange = Exchange(
            request: request,
            tenant: tenant,
            issuer: names.name(isSecure: request.isSecure),
            now: time.now()
        )
        let method = String(decoding: request.head.method, as: UTF8.self)
        if endpoint.isForPages, method == "OPTIONS" {
            noteForeignOrigin(exchange)
            return exchange.crossOrigin.preflight(request, methods: endpoint.methods)
        }
        if endpoint.isForEverybody, method == "OPTIONS" {
            return CrossOrigin.openPreflight(request, methods: endpoint.methods)
        }
        guard endpoint.takes(method) else {
            var response = Response.methodNotAllowed(endpoint.methods)
            if endpoint.isForPages { exchange.crossOrigin.permit(&response, to: request) }
            return response
        }
        // A page that may not read the answer could send some of these all the same.
        if endpoint.isForPages, exchange.isPost, let origin = request.origin, !exchange.crossOrigin.allows(origin) {
            noteForeignOrigin(exchange)
            var response = Response.failure(
                OAuthError(403, "access_denied", "Pages of \(origin) belong to no application")
            )
            exchange.crossOrigin.permit(&response, to: request)
            return response
        }
        var response =
            switches.isDown && endpoint != .control
            ? .text(503, "The tenant is down: a test has said so.\n") : await respond(to: exchange, at: endpoint)
        if endpoint.isForPages {
            noteForeignOrigin(exchange)
            exchange.crossOrigin.permit(&response, to: request)
        }
        return response
    }

    private func respond(to exchange: Exchange, at endpoint: Endpoint) async -> Response {
        switch endpoint {
        case .jwks: await jwks()
        case .discovery: .published(.object(Discovery.document(issuer: exchange.issuer)))
        case .home:
            HomePage(
                tenant: exchange.tenant,
                names: names,
                listsUsers: exchange.request.peer.isLoopback
            ).response
        case .authorize: await authorize(exchange)
        case .login: await login(exchange)
        case .signUpForm: await signUpForm(exchange)
        case .resetPassword: await resetPassword(exchange)
        case .token: await token(exchange)
        case .userInfo: await userInfo(exchange)
        case .logout: logout(exchange)
        case .oidcLogout: await oidcLogout(exchange)
        case .revoke: revoke(exchange)
        case .signUp: await signUp(exchange)
        case .changePassword: changePassword(exchange)
        case .control: await control(exchange)
        }
    }

    private func jwks() async -> Response {
        do {
            let keys = try await key.published().map { try $0.certifiedJWK(commonName: "GatewayEmulator") }
            return .published(.object(JWKSet(keys).object))
        } catch {
            return .failure(.noKey("\(error)"))
        }
    }

    /// Says once which pages get no answer: they see "Failed to fetch", and nothing else.
    private func noteForeignOrigin(_ exchange: Exchange) {
        guard let origin = exchange.request.origin, !exchange.crossOrigin.allows(origin) else { return }
        let isNew = foreignOrigins.withLock { $0.count < 100 && $0.insert(origin).inserted }
        guard isNew else { return }
        note(
            "pages of \(origin) belong to no application and may read nothing; web_origins or callbacks would let them"
        )
    }

    /// Says what was decided, and why.
    func note(_ text: String) {
        // What strangers write must neither begin a line of its own nor turn the rest of one around.
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: "\u{FFFD}"
            default: scalar
            }
        }
        logger.notice("issuer: \(String(String.UnicodeScalarView(scalars)))")
    }

    /// Runs what takes its time on a thread that may be blocked.
    func blocking<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }
}

/// A test has told the tenant to be down.
package struct TenantIsDown: Error, CustomStringConvertible {
    package let description = "the tenant is down: a test has said so"
}

/// A request, and what holds while it is answered.
struct Exchange: Sendable {
    let request: Request
    let tenant: Tenant
    /// The name of the issuer in the request's scheme.
    let issuer: String
    let now: Timestamp

    var crossOrigin: CrossOrigin { CrossOrigin(tenant: tenant) }

    var isPost: Bool { request.head.hasMethod("POST") }
}
