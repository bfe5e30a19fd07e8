// SPDX-License-Identifier: Apache-2.0

/// An authorizer as the definition declares it.
package struct AuthorizerDefinition: Sendable, Hashable {
    package var name: String
    package var kind: Kind
    package var function: AuthorizerReference
    /// How long a result is kept, in seconds: 0 (never) to 3600.
    package var resultTtlInSeconds: Int

    /// What AWS does when nothing is said.
    /// - Source: API Gateway API reference, `CreateAuthorizer`: "The default value is 300. The maximum value is 3600".
    package static let defaultResultTtlInSeconds = 300
    package static let resultTtlRange = 0...3600

    package enum Kind: Sendable, Hashable {
        /// One header, given to the function as `authorizationToken`.
        ///
        /// - Parameters:
        ///   - identityHeader: Its name.
        ///   - identityValidationExpression: What its value must match, or the request is a 401 and nobody is asked.
        case token(identityHeader: String, identityValidationExpression: String? = nil)
        /// The whole request.
        ///
        /// Without a cache there need not be an identity source; then the function is always asked.
        ///
        /// - Parameters:
        ///   - identitySources: All of which a request must have.
        ///   - format: How the function is asked, and how it answers.
        case request(identitySources: [IdentitySource], format: RequestFormat = .rest)
        /// The JWT authorizer of an HTTP API, which the gateway does itself.
        case jwt(identitySource: IdentitySource)

        package var name: String {
            switch self {
            case .token: "TOKEN"
            case .request: "REQUEST"
            case .jwt: "JWT"
            }
        }

        package var identitySources: [IdentitySource] {
            switch self {
            case .token(let header, _): [.header(header)]
            case .request(let sources, _): sources
            case .jwt(let source): [source]
            }
        }

        /// How it is asked and how it answers, if it is asked at all: a TOKEN authorizer is of a REST API.
        package var format: RequestFormat {
            switch self {
            case .request(_, let format): format
            case .token, .jwt: .rest
            }
        }

        /// Which identity source `builtin:auth0` takes the token from: the `Authorization` header, or else the first
        /// header or query string.
        package var tokenSourceIndex: Int? {
            let sources = identitySources
            return sources.firstIndex(where: \.isAuthorizationHeader) ?? sources.firstIndex(where: \.mayHoldToken)
        }
    }

    /// How a REQUEST authorizer is asked, and how it answers.
    ///
    /// - Source: API Gateway developer guide, "Control access to HTTP APIs with AWS Lambda authorizers".
    package enum RequestFormat: Sendable, Hashable {
        /// As REST APIs do.
        case rest
        /// An HTTP API's `authorizerPayloadFormatVersion: "1.0"`: answers are IAM policies.
        case v1
        /// Its `"2.0"`; with `enableSimpleResponses`, answers are `{"isAuthorized": true, "context": {…}}`.
        case v2(enableSimpleResponses: Bool)
    }

    package init(
        name: String,
        kind: Kind = .token(identityHeader: "Authorization"),
        function: AuthorizerReference,
        resultTtlInSeconds: Int = Self.defaultResultTtlInSeconds
    ) {
        self.name = name
        self.kind = kind
        self.function = function
        self.resultTtlInSeconds = resultTtlInSeconds
    }
}

/// What an authorizer runs.
package enum AuthorizerReference: Sendable, Hashable, CustomStringConvertible {
    /// `builtin:auth0`: checks a JWT access token of an Auth0 tenant, or of the embedded issuer.
    case auth0(TokenRequirements)
    /// `builtin:allow`: lets everybody pass whose identity sources are there.
    case allow
    /// `builtin:deny`: lets nobody pass.
    case deny
    /// A function of the definition, or a closure of the program that embeds the gateway, by its name.
    case function(String)
    /// No function: the JWT authorizer of an HTTP API.
    case jwt(JWTConfiguration)

    package var description: String {
        switch self {
        case .auth0: "builtin:\(BuiltInAuthorizer.auth0.rawValue)"
        case .allow: "builtin:\(BuiltInAuthorizer.allow.rawValue)"
        case .deny: "builtin:\(BuiltInAuthorizer.deny.rawValue)"
        case .function(let name): "function:\(name)"
        case .jwt(let configuration):
            (configuration.issuer.map { "JWT of \($0)" } ?? "JWT")
                + (configuration.ignoresSignature ? ", signature not checked" : "")
        }
    }
}

/// What the JWT authorizer of an HTTP API asks of a token; what it leaves open is as the project has it in config.yml.
///
/// - Source: API Gateway API reference (v2), `JWTConfiguration`.
package struct JWTConfiguration: Sendable, Hashable {
    /// What `iss` must be; `nil` for the project's.
    package var issuer: String?
    /// Of which `aud`, or `client_id` where there is no `aud`, must contain one; empty for the project's.
    package var audience: [String]
    /// Whether a token is believed whoever signed it; ``ignoringSignature()`` alone makes it so.
    package private(set) var ignoresSignature = false

    package init(issuer: String? = nil, audience: [String] = []) {
        self.issuer = issuer
        self.audience = audience
    }

    /// The same for tokens that anybody may have written.
    ///
    /// AWS knows no such thing: `ignoreJWTSignature` of serverless-offline does, and a serverless.yml alone can ask for it.
    package func ignoringSignature() -> JWTConfiguration {
        var configuration = self
        configuration.ignoresSignature = true
        return configuration
    }
}

/// The names of the authorizers that come with the gateway.
package enum BuiltInAuthorizer: String, Sendable, Hashable, CaseIterable {
    case auth0
    case allow
    case deny
}

/// What one `builtin:auth0` asks of a token; what it leaves open is as the project has it in config.yml.
///
/// So one API can have an authorizer for customers and one for administrators.
package struct TokenRequirements: Sendable, Hashable {
    /// Of which the token's `aud` must contain one; empty for the project's.
    package var audiences: [String]
    /// What `iss` must be; `nil` for the project's.
    package var issuer: String?
    /// Where the issuer's keys are; `nil` for the usual place below `issuer`, or the project's if that is `nil` too.
    package var keys: TokenSettings.KeyLocation?
    /// Each of which the token's `scope` or `permissions` must contain.
    package var scopes: [String]

    package init(
        audiences: [String] = [],
        issuer: String? = nil,
        keys: TokenSettings.KeyLocation? = nil,
        scopes: [String] = []
    ) {
        self.audiences = audiences
        self.issuer = issuer
        self.keys = keys
        self.scopes = scopes
    }
}
