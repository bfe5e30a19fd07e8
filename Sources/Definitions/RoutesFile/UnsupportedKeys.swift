// SPDX-License-Identifier: Apache-2.0

/// What API Gateway has and this emulator does not, by the keys with which AWS and the usual frameworks ask for it.
///
/// Each is refused by name: whoever wrote it shall not believe that it works here.
enum UnsupportedKeys {
    /// A key, and what is so.
    typealias Table = [String: String]

    /// In the whole of the file.
    static let ofAPI = quotas.merging(
        [
            "requestValidators": validation, "models": validation, "requestValidator": validation,
            "resourcePolicy": "resource policies are not evaluated", "policy": "resource policies are not evaluated",
            "waf": "there is no web application firewall", "webAclArn": "there is no web application firewall",
            "minimumCompressionSize": "responses are not compressed",
            "canarySettings": "there is one deployment, and no canary beside it",
            "deployment": "there is one deployment, made at start",
            "deployments": "there is one deployment, made at start",
            "cacheClusterEnabled": responseCache, "cacheClusterSize": responseCache,
            "mutualTlsAuthentication": "clients are not asked for certificates",
            "clientCertificateId": "the gateway has no client certificate",
            "tlsConfig": "nothing is called over TLS", "vpcLinks": "there are no VPC links",
            "vpcLink": "there are no VPC links",
            "domainName": "there are no custom domain names", "domainNames": "there are no custom domain names",
            "basePathMappings": "there are no custom domain names", "apiMappings": "there are no custom domain names",
            "endpointConfiguration": "the endpoint is this machine", "endpointType": "the endpoint is this machine",
            "disableExecuteApiEndpoint": "the endpoint is this machine",
            "methodSettings": "methods have no settings of logging, throttling and caching",
            "routeSettings": "routes have no settings of logging and throttling",
            "accessLogSettings": "requests are logged as the command line says",
            "tracingEnabled": "nothing is sent to X-Ray",
            "routeSelectionExpression": "WebSocket APIs are not supported",
        ],
        uniquingKeysWith: { first, _ in first }
    )

    static let ofAuthorizer: Table = [
        "authorizerUri": "the function is named by \"handler\"",
        "authorizerCredentials": credentials, "authorizerCredentialsArn": credentials, "credentials": credentials,
        "providerARNs": "Cognito user pools are not supported",
        "identityProviders": "Cognito user pools are not supported",
    ]

    static let ofRoute = quotas.merging(
        [
            "requestValidator": validation, "requestValidatorId": validation, "requestModels": validation,
            "models": validation,
            "requestParameters": "those of the method are for request validation, which is not done; those of the "
                + "integration stand under \"integration\"",
            "methodResponses": "each header and status of an integration response is taken as declared",
            "responses": "each header and status of an integration response is taken as declared",
            "authorizationType": "it follows from where the route stands, and from its authorizer",
            "authorizerId": "the authorizer is named by \"authorizer\"",
            "operationName": "it is for SDKs only",
        ],
        uniquingKeysWith: { first, _ in first }
    )

    static let ofIntegration: Table = [
        "uri": "the function is named by \"handler\"", "integrationUri": "the function is named by \"handler\"",
        "httpMethod": "functions are always called with POST",
        "integrationMethod": "functions are always called with POST",
        "integrationSubtype": "no other service of AWS is called",
        "connectionType": "there are no VPC links", "connectionId": "there are no VPC links",
        "vpcLink": "there are no VPC links",
        "tlsConfig": "nothing is called over TLS",
        "cacheKeyParameters": responseCache, "cacheNamespace": responseCache,
        "credentials": credentials, "credentialsArn": credentials,
        "responseTransferMode": "responses are not streamed",
        "templateSelectionExpression": "it is for WebSocket APIs only",
    ]

    /// Beside those, what HTTP APIs call parameter mapping.
    static let ofHTTPIntegration = ofIntegration.merging(
        ["responseParameters": parameterMapping],
        uniquingKeysWith: { first, _ in first }
    )

    static let parameterMapping = "HTTP APIs have no parameter mapping here"
    private static let quotas: Table = [
        "apiKeyRequired": apiKeys, "apiKey": apiKeys, "apiKeys": apiKeys, "apiKeySource": apiKeys,
        "usagePlan": apiKeys, "usagePlans": apiKeys, "quota": apiKeys,
        "throttle": throttling, "throttling": throttling, "throttlingRateLimit": throttling,
        "throttlingBurstLimit": throttling,
    ]
    private static let apiKeys = "there are no API keys and no usage plans"
    private static let throttling = "no request is throttled"
    private static let validation = "requests are not validated"
    private static let responseCache = "responses are not cached"
    private static let credentials = "nothing is called with the permissions of a role"
}
