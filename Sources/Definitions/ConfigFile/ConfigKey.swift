// SPDX-License-Identifier: Apache-2.0

/// The four values of an Auth0 project.
enum ConfigKey: String, CaseIterable {
    case auth0Domain, audience, jwksUri, tokenIssuer

    /// The variable that wins over the file.
    var environmentName: String {
        switch self {
        case .auth0Domain: "AUTH0_DOMAIN"
        case .audience: "AUDIENCE"
        case .jwksUri: "JWKS_URI"
        case .tokenIssuer: "TOKEN_ISSUER"
        }
    }

    /// Where a person finds it.
    var whereToFind: String {
        switch self {
        case .auth0Domain: "it is the Domain in the settings of your application in the Auth0 dashboard"
        case .audience: "it is the Identifier in the settings of your API in the Auth0 dashboard"
        case .jwksUri: "it is your domain with /.well-known/jwks.json, or remove the line"
        case .tokenIssuer: "it is https:// with your domain and a slash at the end, or remove the line"
        }
    }
}

/// A value and where it comes from.
struct ConfigValue {
    let key: ConfigKey
    let text: String
    let origin: Origin

    enum Origin {
        case file(SourcePosition)
        case environment
    }

    var position: SourcePosition? {
        if case .file(let position) = origin { position } else { nil }
    }

    /// How a message begins: the key, or the variable, which has no position to tell it.
    var name: String {
        switch origin {
        case .file: key.rawValue
        case .environment: "\(key.environmentName) in the environment"
        }
    }
}
