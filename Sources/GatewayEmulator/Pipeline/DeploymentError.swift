// SPDX-License-Identifier: Apache-2.0

/// Why an API cannot be served.
package enum DeploymentError: Error, Hashable, CustomStringConvertible {
    case unknownAuthorizer(String)
    case authorizerTwice(String)
    /// Two routes take the same requests; this is the later one.
    case routeTwice(String)
    case unknownFunction(String)
    case noTokenSettings
    /// There is no way to fetch keys from there.
    case unusableKeys(String)
    /// - Source: API Gateway API reference, `CreateAuthorizer`: a REQUEST authorizer that is cached needs an identity source.
    case cacheWithoutIdentity(String)
    case badIntegration(route: String, reason: String)
    case badIdentityValidationExpression(authorizer: String, reason: String)
    case noAPI

    package var description: String {
        switch self {
        case .unknownAuthorizer(let name): "a private route names the authorizer \"\(name)\", which is not defined"
        case .authorizerTwice(let name): "the authorizer \"\(name)\" is defined twice"
        case .routeTwice(let route): "\(route) takes the same requests as another route"
        case .unknownFunction(let name): "no function \"\(name)\" was handed in"
        case .unusableKeys(let reason): "the keys of an authorizer cannot be had: \(reason)"
        case .cacheWithoutIdentity(let name):
            "the authorizer \"\(name)\" keeps results and has no identity source; give it one, or set "
                + "resultTtlInSeconds: 0"
        case .badIdentityValidationExpression(let name, let reason):
            "the identityValidationExpression of \"\(name)\" is no regular expression: \(reason)"
        case .badIntegration(let route, let reason): "the integration of \(route) does not work: \(reason)"
        case .noAPI: "there is no API to serve"
        case .noTokenSettings: "an authorizer needs to know which issuer and audience to accept"
        }
    }
}
