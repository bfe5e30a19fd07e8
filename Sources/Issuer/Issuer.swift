// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import GatewayJOSE
import GatewayJSON
package import GatewayTime
package import GatewayTransport

/// The tenant that comes with the gateway: signs access tokens with a key of its own and publishes that key.
package struct Issuer: RequestHandler {
    package let settings: IssuerSettings
    private let key: SigningKey
    private let time: TimeSource

    package init(settings: IssuerSettings, key: SigningKey, time: TimeSource) {
        self.settings = settings
        self.key = key
        self.time = time
    }

    /// The public keys, straight from where they are: the gateway's own authorizer needs no network for them.
    package func keys() async throws -> JWKSet {
        JWKSet([try await key.load().jwk])
    }

    package func respond(to request: Request) -> Eventually<Response> {
        .later { await answer(request) }
    }

    private func answer(_ request: Request) async -> Response {
        let target = request.head.target
        let path = target.prefix { $0 != UInt8(ascii: "?") }
        let method = String(decoding: request.head.method, as: UTF8.self)
        switch (String(decoding: path, as: UTF8.self), method) {
        case ("/.well-known/jwks.json", "GET"), ("/.well-known/jwks.json", "HEAD"): return await jwks()
        case ("/.well-known/openid-configuration", "GET"), ("/.well-known/openid-configuration", "HEAD"):
            return Self.published(.object(Discovery.document(issuer: settings.issuer)))
        case ("/oauth/token", "POST"): return await token(request)
        case ("/.well-known/jwks.json", _), ("/.well-known/openid-configuration", _):
            return Self.methodNotAllowed("GET, HEAD")
        case ("/oauth/token", _): return Self.methodNotAllowed("POST")
        default: return Self.json(404, ["error": "not_found", "error_description": "Not Found"])
        }
    }

    package func respond(to error: RequestError, under limits: HTTPLimits, loopIndex: Int) -> Response {
        Self.json(error.status, ["error": "invalid_request", "error_description": .string(error.reason)])
    }

    // MARK: - Documents

    private func jwks() async -> Response {
        do {
            return Self.published(.object(try await keys().object))
        } catch {
            return Self.json(500, OAuthError.noKey("\(error)").json)
        }
    }

    /// A document that pages may read, too: libraries fetch it from the browser.
    private static func published(_ document: JSONValue) -> Response {
        var response = json(200, document)
        response.fields.append("Access-Control-Allow-Origin", "*")
        response.fields.append("Cache-Control", "public, max-age=15")
        return response
    }

    // MARK: - Tokens

    private func token(_ request: Request) async -> Response {
        do throws(OAuthError) {
            let token = try await grant(TokenRequest(request))
            return Self.tokenAnswer(200, token)
        } catch {
            return Self.tokenAnswer(error.status, error.json)
        }
    }

    private func grant(_ request: TokenRequest) async throws(OAuthError) -> JSONValue {
        let grantType = try request.required("grant_type")
        guard grantType == "client_credentials" else { throw .unsupportedGrantType(grantType) }
        guard let clientId = request.clientId else { throw .missingParameter("client_id") }
        guard Self.sameSecret(clientId, settings.clientId),
            Self.sameSecret(request.clientSecret ?? "", settings.clientSecret)
        else { throw .unauthorizedClient }
        let audience = try request.required("audience")
        guard audience.utf8.elementsEqual(settings.audience.utf8) else { throw .unknownAudience(audience) }

        let token = AccessToken(
            issuer: settings.issuer,
            audience: audience,
            subject: "\(clientId)@clients",
            clientId: clientId,
            scope: request["scope"],
            grantType: "client-credentials"
        )
        var answer = JSONObject(["access_token": .string(try await sign(token))])
        if let scope = token.scope { answer["scope"] = .string(scope) }
        answer["expires_in"] = .number(JSONNumber(token.lifetimeSeconds))
        answer["token_type"] = "Bearer"
        return .object(answer)
    }

    private func sign(_ token: AccessToken) async throws(OAuthError) -> String {
        let signer: TokenSigner
        do throws(SigningKey.Failure) {
            signer = try await key.load()
        } catch {
            throw .noKey(error.description)
        }
        do throws(KeyError) {
            return try signer.sign(token.claims(now: time.now()))
        } catch {
            throw .noKey(error.description)
        }
    }

    /// Compares in a time that does not tell how much of it was right.
    private static func sameSecret(_ given: String, _ wanted: String) -> Bool {
        let given = SHA256.hash(given.utf8)
        let wanted = SHA256.hash(wanted.utf8)
        return CRYPTO_memcmp(given, wanted, wanted.count) == 0
    }

    /// RFC 6749 §5.1: answers with tokens are not to be stored.
    private static func tokenAnswer(_ status: UInt16, _ value: JSONValue) -> Response {
        var response = json(status, value)
        response.fields.append("Cache-Control", "no-store")
        response.fields.append("Pragma", "no-cache")
        return response
    }

    // MARK: - Answers

    private static func json(_ status: UInt16, _ value: JSONValue) -> Response {
        Response(status: status, contentType: Array("application/json".utf8), body: value.compactBytes)
    }

    private static func methodNotAllowed(_ allowed: StaticString) -> Response {
        var response = json(405, ["error": "invalid_request", "error_description": "Method Not Allowed"])
        response.fields.append("Allow", allowed)
        return response
    }
}

/// Who the embedded tenant is, and its one API and application.
package struct IssuerSettings: Sendable, Hashable {
    /// The `iss` of its tokens, with the slash at its end.
    package var issuer: String
    /// The identifier of its API.
    package var audience: String
    /// The application that may ask for tokens.
    ///
    /// Its secret is no secret: the issuer listens on loopback, and its tokens open nothing but the gateway beside it.
    package var clientId: String
    package var clientSecret: String

    package init(
        issuer: String = Self.defaultIssuer,
        audience: String = Self.defaultAudience,
        clientId: String = "local-client",
        clientSecret: String = "local-secret"
    ) {
        self.issuer = issuer
        self.audience = audience
        self.clientId = clientId
        self.clientSecret = clientSecret
    }

    package static let defaultIssuer = "https://localhost:3443/"
    package static let defaultAudience = "https://gateway.localhost/"
}
