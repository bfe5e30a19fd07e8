// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// What `/authorize` is asked for, in order (RFC 6749 §4.1.1, §4.2.1; OpenID Connect Core §3.1.2.1).
struct AuthorizationRequest: Sendable {
    let application: Tenant.Application
    let reply: ReplyAddress
    let redirectURIWasSent: Bool
    let responseType: ResponseType
    let api: Tenant.API?
    let scopes: [String]
    let nonce: String?
    let challenge: CodeChallenge?
    let prompt: Prompt
    /// In seconds: how long ago the user may have given the password.
    let maxAge: Int64?
    let loginHint: String?
    let wantsSignUp: Bool

    enum Prompt: Sendable, Hashable {
        /// Asks who is there unless that is known.
        case asNeeded
        /// No page is shown.
        case none
        /// The form is shown, whoever is logged in.
        case login
    }

    /// Why a request is refused, and who is told.
    enum Refusal: Error {
        /// The person in front of the browser: there is no address that one could trust (RFC 6749 §4.1.2.1).
        case page(ErrorPage)
        case reply(ReplyAddress, OAuthError)
    }

    /// Reads the parameters, in the order in which Auth0 looks at them.
    init(_ parameters: Parameters, tenant: Tenant) throws(Refusal) {
        for name in ["client_id", "redirect_uri"] where parameters.repeated.contains(name) {
            throw .page(ErrorPage(status: 400, error: .repeatedParameter(name)))
        }
        application = try Self.application(parameters, tenant)
        let redirectURI = try Self.redirectURI(parameters, of: application)
        redirectURIWasSent = parameters["redirect_uri"] != nil
        let state = parameters["state"]

        func reply(_ mode: ResponseMode) -> ReplyAddress {
            ReplyAddress(redirectURI: redirectURI, mode: mode, state: state)
        }
        // A refusal stands where the answer would have, as far as that is known.
        var address = reply(.query)
        do throws(OAuthError) {
            responseType = try ResponseType(parameters.words("response_type"))
            address = reply(responseType.usualMode)
            let mode = try Self.mode(parameters["response_mode"], for: responseType, redirectURI, application)
            address = reply(mode)
            for grantType in responseType.grantTypes where !application.grantTypes.contains(grantType) {
                throw .grantTypeNotAllowed(grantType.rawValue)
            }
            if let name = parameters.repeated.first { throw .repeatedParameter(name) }
            api = try Self.api(parameters, tenant)
            scopes = parameters.words("scope")
            nonce = parameters["nonce"]
            // OpenID Connect Core §3.2.2.1: without it, an ID token could be played again.
            if responseType.contains(.idToken), nonce == nil { throw .missingParameter("nonce") }
            challenge = try responseType.contains(.code) ? CodeChallenge(parameters) : nil
            prompt = try Self.prompt(parameters.words("prompt"))
            maxAge = try Self.maxAge(parameters["max_age"])
        } catch {
            throw .reply(address, error)
        }
        self.reply = address
        loginHint = parameters["login_hint"]
        wantsSignUp = parameters["screen_hint"] == "signup"
    }

    private static func application(_ parameters: Parameters, _ tenant: Tenant) throws(Refusal) -> Tenant.Application {
        guard let clientId = parameters["client_id"] else {
            throw .page(ErrorPage(status: 400, error: .missingParameter("client_id")))
        }
        guard let application = tenant.application(clientId: clientId) else {
            throw .page(.unknownClient(clientId, known: tenant.applications.map(\.clientId)))
        }
        return application
    }

    private static func redirectURI(
        _ parameters: Parameters,
        of application: Tenant.Application
    ) throws(Refusal) -> String {
        // Auth0 takes the first one of the list when there is none in the request.
        guard let uri = parameters["redirect_uri"] ?? application.callbacks.exact.first else {
            throw .page(ErrorPage(status: 400, error: .missingParameter("redirect_uri")))
        }
        guard application.callbacks.allows(uri) else { throw .page(.callbackMismatch(uri, application)) }
        return uri
    }

    private static func mode(
        _ name: String?,
        for type: ResponseType,
        _ redirectURI: String,
        _ application: Tenant.Application
    ) throws(OAuthError) -> ResponseMode {
        guard let name else { return type.usualMode }
        guard let mode = ResponseMode(rawValue: name) else {
            throw .invalidRequest("Unsupported response_mode: \(name)")
        }
        guard mode != .query || type == .code else {
            throw .invalidRequest(
                "response_mode \"query\" is for response_type \"code\" only: a token must not be in a query"
            )
        }
        guard mode == .webMessage else { return mode }
        guard let origin = WebOrigin.of(redirectURI),
            application.webOrigins.allowsOrigin(origin) || application.callbacks.allowsOrigin(origin)
        else { throw .invalidRequest("The redirect_uri's origin is not among the web_origins of the application") }
        return mode
    }

    private static func api(_ parameters: Parameters, _ tenant: Tenant) throws(OAuthError) -> Tenant.API? {
        guard let audience = parameters["audience"] ?? tenant.defaultAudience else { return nil }
        guard let api = tenant.api(identifier: audience) else { throw .unknownAudience(audience) }
        return api
    }

    private static func prompt(_ words: [String]) throws(OAuthError) -> Prompt {
        if words.contains("none") {
            // OpenID Connect Core §3.1.2.1.
            guard words.count == 1 else { throw .invalidRequest("prompt \"none\" stands alone") }
            return .none
        }
        return words.contains("login") || words.contains("select_account") ? .login : .asNeeded
    }

    private static func maxAge(_ text: String?) throws(OAuthError) -> Int64? {
        guard let text else { return nil }
        guard let seconds = Int64(text), seconds >= 0 else {
            throw .invalidRequest("max_age is a number of seconds, not \(text)")
        }
        return seconds
    }
}
