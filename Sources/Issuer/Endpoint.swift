// SPDX-License-Identifier: Apache-2.0

/// What the issuer has, under Auth0's paths.
enum Endpoint: Sendable, Hashable {
    /// What a person finds who opens the address that the gateway prints.
    case home
    case jwks, discovery
    case authorize, login, signUpForm, resetPassword
    case token, revoke, userInfo
    case logout, oidcLogout
    case signUp, changePassword
    /// What tests tell the issuer to do.
    case control

    init?(path: String) {
        switch path {
        case "/": self = .home
        case "/.well-known/jwks.json": self = .jwks
        case "/.well-known/openid-configuration": self = .discovery
        case "/authorize": self = .authorize
        case "/u/login": self = .login
        case "/u/signup": self = .signUpForm
        case "/u/reset-password": self = .resetPassword
        case "/oauth/token": self = .token
        case "/oauth/revoke": self = .revoke
        case "/userinfo": self = .userInfo
        case "/v2/logout": self = .logout
        case "/oidc/logout": self = .oidcLogout
        case "/dbconnections/signup": self = .signUp
        case "/dbconnections/change_password": self = .changePassword
        default:
            guard path.hasPrefix(Control.prefix) else { return nil }
            self = .control
        }
    }

    /// The methods it takes, as `Allow` lists them.
    var methods: String {
        switch self {
        case .home, .jwks, .discovery, .logout: "GET, HEAD"
        case .authorize, .login, .signUpForm, .resetPassword, .userInfo, .oidcLogout: "GET, HEAD, POST"
        case .token, .revoke, .signUp, .changePassword, .control: "POST"
        }
    }

    func takes(_ method: String) -> Bool {
        switch method {
        case "POST": methods.hasSuffix("POST")
        case "GET", "HEAD": methods.hasPrefix("GET")
        default: false
        }
    }

    /// Whether every page may read it.
    var isForEverybody: Bool { self == .jwks || self == .discovery }

    /// Whether pages call it themselves, so that they must be allowed to read what it answers.
    var isForPages: Bool {
        switch self {
        case .token, .revoke, .userInfo, .signUp, .changePassword: true
        // Everybody may read these.
        case .jwks, .discovery: false
        case .home, .authorize, .login, .signUpForm, .resetPassword, .logout, .oidcLogout, .control: false
        }
    }
}
