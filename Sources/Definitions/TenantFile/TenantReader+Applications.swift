// SPDX-License-Identifier: Apache-2.0

import GatewayModel

/// `applications:`, which Auth0's Management API calls clients.
extension TenantReader {
    private static let applicationKeys = [
        "client_id", "client_secret", "name", "app_type", "callbacks", "allowed_logout_urls", "web_origins",
        "grant_types", "token_endpoint_auth_method", "refresh_token", "jwt_configuration", "client_grants",
    ]

    mutating func readApplications(_ node: YAMLNode?) {
        guard let node else { return takeUsualApplications() }
        for entry in entries(
            node,
            for: "applications",
            of: ("an application", "applications"),
            known: Self.applicationKeys
        ) {
            readApplication(entry)
        }
    }

    /// The one of them that can act in its own name may do so at each API, those of the file included.
    private mutating func takeUsualApplications() {
        for var application in Tenant.usual.applications {
            if !application.clientGrants.isEmpty {
                application.clientGrants = apis.map { Tenant.Application.ClientGrant(audience: $0.identifier) }
            }
            clientIds.insert(application.clientId)
            applications.append(application)
        }
    }

    private mutating func readApplication(_ entry: TenantEntry?) {
        guard let entry,
            let (clientId, position) = required("client_id", in: entry, of: "this application", example: "my-page")
        else { return clientIds.noteGap() }
        problems.declare(clientId, as: "client_id", in: &clientIds, at: position)
        let mapping = entry.mapping
        let secret = comparable("client_secret", in: mapping)
        let kind: Tenant.Application.Kind =
            choice("app_type", in: mapping) ?? (mapping["client_secret"] == nil ? .singlePage : .regularWeb)
        let isNative = kind == .native
        let method = authenticationMethod(in: mapping, ofKind: kind, at: position)
        var application = Tenant.Application(
            clientId: clientId,
            clientSecret: secret,
            name: text("name", in: mapping) ?? clientId,
            type: kind,
            callbacks: urls("callbacks", in: mapping, ofNativeApplication: isNative),
            allowedLogoutURLs: urls("allowed_logout_urls", in: mapping, ofNativeApplication: isNative),
            webOrigins: origins("web_origins", in: mapping),
            grantTypes: grantTypes(in: mapping, ofKind: kind, method, at: position)
        )
        if let node = mapping["refresh_token"]?.value {
            readRefreshToken(node, into: &application.refreshToken)
        }
        if let node = mapping["jwt_configuration"]?.value {
            readTokenConfiguration(node, into: &application)
        }
        if let node = mapping["client_grants"]?.value {
            application.clientGrants = clientGrants(node)
        }
        warnOfGrants(of: application, in: mapping, at: position)
        applications.append(application)
    }

    /// How it proves who it is; a secret that is never asked for would prove nothing.
    private mutating func authenticationMethod(
        in mapping: YAMLMapping,
        ofKind kind: Tenant.Application.Kind,
        at position: SourcePosition
    ) -> AuthenticationMethod {
        let key = "token_endpoint_auth_method"
        let hasSecret = mapping["client_secret"] != nil
        guard let node = mapping[key]?.value else {
            if kind.keepsSecrets, !hasSecret {
                problems.note(
                    "an application of \"app_type: \(kind.rawValue)\" has a secret, this one has none",
                    at: position,
                    suggestion: "add \"client_secret\", or \"\(key): none\""
                )
            } else if !kind.keepsSecrets, hasSecret {
                warnings.note(
                    "an application of \"app_type: \(kind.rawValue)\" can keep no secret, whoever has it can read it",
                    at: position,
                    suggestion: "remove \"client_secret\", or write \"app_type: regular_web\""
                )
            }
            return hasSecret || kind.keepsSecrets ? .post : .none
        }
        // What cannot be read is taken for what fits, so that it is the only thing to be mended.
        let method: AuthenticationMethod = choice(key, in: mapping) ?? (hasSecret ? .post : .none)
        switch (method, hasSecret) {
        case (.none, true):
            problems.note(
                "\"\(key): none\" is for an application without a secret, this one has a client_secret",
                at: node.position,
                suggestion: "write client_secret_post, or remove the secret"
            )
        case (.post, false), (.basic, false):
            problems.note(
                "\"\(key): \(method.rawValue)\" needs a secret",
                at: node.position,
                suggestion: "add \"client_secret\", or write none"
            )
        default: break
        }
        return method
    }

    private mutating func readRefreshToken(_ node: YAMLNode, into token: inout Tenant.Application.RefreshToken) {
        guard let mapping = problems.mapping(node, for: "refresh_token", of: "settings") else { return }
        _ = problems.unknownKeys(
            in: mapping,
            known: ["rotation_type", "leeway", "token_lifetime"],
            place: " in \"refresh_token\""
        )
        if let rotation = choice("rotation_type", in: mapping, as: RotationType.self) {
            token.rotates = rotation == .rotating
        }
        token.leeway = seconds("leeway", in: mapping, 0...Self.lifetimes.upperBound) ?? token.leeway
        // Five years, the most that Auth0 takes.
        token.lifetime = seconds("token_lifetime", in: mapping, 1...157_788_000) ?? token.lifetime
    }

    private mutating func readTokenConfiguration(_ node: YAMLNode, into application: inout Tenant.Application) {
        let key = "lifetime_in_seconds"
        guard let mapping = problems.mapping(node, for: "jwt_configuration", of: "settings") else { return }
        _ = problems.unknownKeys(in: mapping, known: [key], place: " in \"jwt_configuration\"")
        application.idTokenLifetime = seconds(key, in: mapping, Self.lifetimes) ?? application.idTokenLifetime
    }
}

/// How an application sends its secret, if it has one: Auth0's `token_endpoint_auth_method`.
///
/// The issuer takes it either way (RFC 6749 §2.3.1), so the model does not have this.
enum AuthenticationMethod: String, CaseIterable {
    case none
    case post = "client_secret_post"
    case basic = "client_secret_basic"
}

private enum RotationType: String, CaseIterable {
    case rotating
    case nonRotating = "non-rotating"
}
