// SPDX-License-Identifier: Apache-2.0

/// The keys of one part of a serverless.yml: those that are read, and those that are right and change nothing here.
///
/// - Source: Serverless Framework documentation, "Serverless.yml Reference", and "API Gateway" and "HTTP API" of "Events".
package struct ServerlessKeys: Sendable {
    package let read: [String]
    /// What is accepted without effect.
    package let ignored: [String]
    /// What is refused when it is there.
    package let refused: [String]

    init(read: [String], ignored: [String] = [], refused: [String] = []) {
        self.read = read
        self.ignored = ignored
        self.refused = refused
    }

    /// Each part, by its heading in docs/serverless-yml.md.
    package static let parts: [(heading: String, keys: ServerlessKeys)] = [
        ("The file", top), ("provider", provider), ("provider.apiGateway", apiGateway), ("provider.httpApi", httpAPI),
        ("provider.httpApi.cors", httpAPICORS), ("provider.httpApi.authorizers", httpAPIAuthorizer),
        ("functions", function), ("http", httpEvent), ("http.request", httpRequest), ("http.response", httpResponse),
        ("http.response.statusCodes", statusCode), ("http.cors", httpCORS), ("http.authorizer", httpAuthorizer),
        ("httpApi", httpAPIEvent), ("httpApi.authorizer", httpAPIEventAuthorizer),
        ("custom.serverless-offline", offline),
    ]

    var all: [String] { read + refused + ignored }

    func contains(_ key: String) -> Bool { all.contains { $0.utf8.elementsEqual(key.utf8) } }

    static let top = ServerlessKeys(
        read: [
            "service", "provider", "functions", "package", "custom", "plugins", "resources", "params", "stages",
            "useDotenv",
        ],
        ignored: [
            "outputs", "layers", "build", "configValidationMode",
            "deprecationNotificationMode", "disabledDeprecations", "frameworkVersion", "org", "app", "dashboard",
            "console", "variablesResolutionMode", "unresolvedVariablesNotificationMode", "projectDir", "tenant",
            "enableLegacyDeploymentBucket", "licenseKey", "state",
        ]
    )

    static let provider = ServerlessKeys(
        read: [
            "name", "stage", "region", "runtime", "timeout", "memorySize", "environment", "stackName",
            "stackParameters", "apiGateway",
            "httpApi",
        ],
        ignored: [
            "alb", "architecture", "cfnRole", "cloudFront", "deploymentBucket", "deploymentBucketObject",
            "deploymentMethod", "deploymentPrefix", "deploymentWithAlias", "disableRollback", "ecr", "endpointType",
            "eventBridge", "iam", "iamManagedPolicies", "iamRoleStatements", "kmsKeyArn", "lambdaHashingVersion",
            "layers", "logRetentionInDays", "logDataProtectionPolicy", "logs", "notificationArns", "profile",
            "role", "rolePermissionsBoundary", "rollbackConfiguration", "runtimeManagement", "s3",
            "snapStart", "stackPolicy", "stackTags", "tags", "tracing",
            "versionFunctions",
            "vpc", "vpcEndpointIds", "websocketsApiName", "websocketsApiRouteSelectionExpression",
            "websocketsDescription", "apiName", "apiKeys", "usagePlan", "minimumCompressionSize", "credentials",
            "resolver", "recursiveLoop", "build",
        ],
        refused: ["resourcePolicy"]
    )

    static let apiGateway = ServerlessKeys(
        read: ["binaryMediaTypes", "stage", "timeoutInMillis", "restApiId"],
        ignored: [
            "apiKeySourceType", "apiKeys", "description", "disableDefaultEndpoint", "metrics", "minimumCompressionSize",
            "request",
            "restApiResources", "restApiRootResourceId", "shouldStartNameWithService", "usagePlan",
            "websocketApiId", "endpoint",
        ],
        refused: ["resourcePolicy"]
    )

    static let httpAPI = ServerlessKeys(
        read: ["cors", "payload", "authorizers", "id"],
        ignored: [
            "name", "metrics", "disableDefaultEndpoint", "shouldStartNameWithService", "useProviderTags",
        ]
    )

    static let function = ServerlessKeys(
        read: [
            "handler", "name", "runtime", "timeout", "memorySize", "environment", "reservedConcurrency",
            "package", "events", "httpApi",
        ],
        ignored: [
            "architecture", "awsKmsKeyArn", "condition", "dependsOn", "description", "destinations",
            "disableLogs", "ephemeralStorageSize", "fileSystemConfig", "kmsKeyArn", "layers", "logDataProtectionPolicy",
            "logRetentionInDays", "logs", "maximumEventAge", "maximumRetryAttempts", "onError",
            "provisionedConcurrency", "role", "runtimeManagement", "snapStart", "tags", "tracing", "versionFunction",
            "vpc", "durableConfig", "tenancy", "iamRoleStatements", "iamRoleStatementsName",
            "iamRoleStatementsInherit", "build", "recursiveLoop", "capacityProvider",
        ],
        refused: ["url", "image"]
    )

    static let httpEvent = ServerlessKeys(
        read: [
            "path", "method", "integration", "async", "authorizer", "cors", "request", "response", "timeoutInMillis",
        ],
        ignored: ["operationId", "documentation", "connectionType", "connectionId", "summary", "description", "tags"],
        refused: ["private", "reqValidatorName", "throttling", "responses"]
    )

    static let httpRequest = ServerlessKeys(
        read: ["template", "passThrough", "parameters", "contentHandling"],
        ignored: ["uri", "method"],
        refused: ["schemas", "schema"]
    )

    static let httpResponse = ServerlessKeys(
        read: ["headers", "template", "statusCodes", "contentHandling"],
        refused: ["transferMode"]
    )

    static let statusCode = ServerlessKeys(read: ["pattern", "template", "headers", "contentHandling"])

    static let httpCORS = ServerlessKeys(
        read: ["origin", "origins", "headers", "methods", "allowCredentials", "maxAge", "cacheControl"],
        ignored: ["exposedResponseHeaders"]
    )

    static let httpAuthorizer = ServerlessKeys(
        read: [
            "name", "type", "arn", "authorizerId", "identitySource", "identityValidationExpression",
            "resultTtlInSeconds",
        ],
        ignored: ["managedExternally", "claims", "scopes"]
    )

    static let httpAPIEvent = ServerlessKeys(read: ["method", "path", "authorizer"], ignored: ["documentation"])

    static let httpAPIEventAuthorizer = ServerlessKeys(read: ["name", "scopes", "type", "id"])

    static let httpAPIAuthorizer = ServerlessKeys(
        read: [
            "type", "identitySource", "issuerUrl", "audience", "functionName", "functionArn",
            "resultTtlInSeconds", "enableSimpleResponses", "payloadVersion", "name",
        ],
        ignored: ["managedExternally"]
    )

    static let httpAPICORS = ServerlessKeys(
        read: [
            "allowedOrigins", "allowedHeaders", "allowedMethods", "allowCredentials", "exposedResponseHeaders",
            "maxAge",
        ]
    )

    static let offline = ServerlessKeys(
        read: [
            "host", "httpPort", "lambdaPort", "websocketPort", "prefix", "noPrependStageInUrl", "noAuth",
            "ignoreJWTSignature", "noTimeout", "localEnvironment", "terminateIdleLambdaTime",
        ],
        ignored: [
            "albPort", "corsAllowHeaders", "corsAllowOrigin", "corsDisallowCredentials", "corsExposedHeaders",
            "disableCookieValidation", "dockerHost", "dockerHostServicePath", "dockerNetwork", "dockerReadOnly",
            "enforceSecureCookies", "layersDir", "noSponsor", "preLoadModules", "resourceRoutes", "rubyWatchDirs",
            "useDocker", "useInProcess", "webSocketHardTimeout", "webSocketIdleTimeout", "noStripTrailingSlashInUrl",
            "allowCache", "hideStackTraces", "printOutput", "useChildProcesses", "useWorkerThreads",
            "skipCacheInvalidation",
            "disableScheduledEvents", "noCookieValidation", "apiKey", "httpsProtocol", "reloadHandler",
        ]
    )
}
