// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// One set of rules for every room.
///
/// Imports are internal unless a signature needs them, and a member is visible only
/// where its own module is imported, so a wall between two rooms cannot be crossed by accident.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A room: a folder with a short name, a module with the project's prefix (a module called `Authorizer` would collide
/// with one in an app that embeds us).
func room(_ folder: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    let module = folder.hasPrefix("Gateway") ? folder : "Gateway" + folder
    return .target(
        name: module,
        dependencies: dependencies,
        path: "Sources/" + folder,
        resources: resources,
        swiftSettings: settings
    )
}

/// The tests of one room; each may use the harness in Tests/Support.
func tests(_ folder: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: folder,
        dependencies: dependencies + ["TestSupport"],
        path: "Tests/" + folder,
        swiftSettings: settings
    )
}

let package = Package(
    name: "GatewayEmulator",
    products: [
        .executable(name: "gateway", targets: ["GatewayCommand"]),
        .library(name: "GatewayEmulator", targets: ["GatewayEmulator"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        // Ground: C, and what everyone may speak of.
        .target(name: "CLinux", path: "Sources/CLinux"),
        .systemLibrary(
            name: "COpenSSL",
            path: "Sources/COpenSSL",
            pkgConfig: "openssl",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CLibYAML",
            path: "Sources/CLibYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"])]
        ),
        .systemLibrary(
            name: "CPCRE2",
            path: "Sources/CPCRE2",
            pkgConfig: "libpcre2-8",
            providers: [.apt(["libpcre2-dev"])]
        ),
        .systemLibrary(
            name: "CZlib",
            path: "Sources/CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"])]
        ),
        room("Time"),
        room("JSON"),
        room("Files"),
        room("Patterns", ["CPCRE2"]),

        // First storey: values, bytes, keys.
        room("Model", ["GatewayJSON", "GatewayTime"]),
        room("JOSE", ["COpenSSL", "GatewayJSON", "GatewayTime"]),
        room("Transport", ["CLinux", "COpenSSL", "GatewayTime", .product(name: "Logging", package: "swift-log")]),

        // Second storey: who may pass, and what a route runs.
        room("Authorizer", ["GatewayJOSE", "GatewayJSON", "GatewayModel", "GatewayPatterns", "GatewayTime"]),
        room("Handlers", ["GatewayJSON", "GatewayModel", "GatewayTime"]),
        room("Templates", ["GatewayJSON", "GatewayPatterns"]),

        room(
            "Lambda",
            [
                "CLinux", "CZlib", "GatewayFiles", "GatewayHandlers", "GatewayJOSE", "GatewayJSON", "GatewayModel",
                "GatewayTime", "GatewayTransport", .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.embedInCode("Bootstraps")]
        ),

        // Third storey: the gateway, the tenant in front of it, and the files that define both.
        room(
            "GatewayEmulator",
            [
                "GatewayAuthorizer", "GatewayHandlers", "GatewayJOSE", "GatewayJSON", "GatewayModel", "GatewayPatterns",
                "GatewayTemplates", "GatewayTime", "GatewayTransport", .product(name: "Logging", package: "swift-log"),
            ]
        ),
        room(
            "Issuer",
            [
                "GatewayFiles", "GatewayJOSE", "GatewayJSON", "GatewayModel", "GatewayTime",
                "GatewayTransport", .product(name: "Logging", package: "swift-log"),
            ]
        ),
        room(
            "Demo",
            ["GatewayJOSE", "GatewayJSON", "GatewayModel", "GatewayTime", "GatewayTransport"],
            resources: [.embedInCode("Web")]
        ),
        room(
            "Definitions",
            ["CLibYAML", "GatewayFiles", "GatewayJSON", "GatewayModel", "GatewayPatterns", "GatewayTemplates"]
        ),

        // Fourth storey: the command.
        .executableTarget(
            name: "GatewayCommand",
            dependencies: [
                "CLinux", "GatewayAuthorizer", "GatewayDefinitions", "GatewayDemo", "GatewayEmulator", "GatewayFiles",
                "GatewayHandlers", "GatewayIssuer", "GatewayJOSE", "GatewayJSON", "GatewayLambda", "GatewayModel",
                "GatewayTime",
                "GatewayTransport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources/GatewayCommand",
            swiftSettings: settings
        ),

        // The harness and the tests, one folder per room.
        .target(
            name: "TestSupport",
            dependencies: ["GatewayTime", "GatewayTransport"],
            path: "Tests/Support",
            swiftSettings: settings
        ),
        tests("JSONTests", ["GatewayJSON"]),
        tests("TimeTests", ["GatewayTime"]),
        tests("FilesTests", ["GatewayFiles"]),
        tests("PatternsTests", ["GatewayPatterns"]),
        tests("JOSETests", ["COpenSSL", "GatewayJOSE", "GatewayJSON", "GatewayTime"]),
        tests(
            "TransportTests",
            ["COpenSSL", "GatewayTime", "GatewayTransport", .product(name: "Logging", package: "swift-log")]
        ),
        tests(
            "LambdaTests",
            [
                "GatewayFiles", "GatewayHandlers", "GatewayJSON", "GatewayLambda", "GatewayModel", "GatewayTime",
                "GatewayTransport", .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests("TemplatesTests", ["GatewayJSON", "GatewayTemplates"]),
        tests("DefinitionsTests", ["GatewayDefinitions", "GatewayFiles", "GatewayJSON", "GatewayModel"]),
        tests(
            "AuthorizerTests",
            [
                "GatewayAuthorizer", "GatewayJOSE", "GatewayJSON", "GatewayModel", "GatewayPatterns", "GatewayTime",
            ]
        ),
        tests(
            "IssuerTests",
            [
                "GatewayIssuer", "GatewayFiles", "GatewayJOSE", "GatewayJSON", "GatewayModel", "GatewayTime",
                "GatewayTransport", .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests(
            "DemoTests",
            [
                "GatewayDemo", "GatewayJSON", "GatewayModel", "GatewayTime", "GatewayTransport",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests(
            "GatewayEmulatorTests",
            [
                "GatewayAuthorizer", "GatewayEmulator", "GatewayHandlers", "GatewayJOSE", "GatewayJSON", "GatewayModel",
                "GatewayTime", "GatewayTransport", .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "ConformanceTests",
            dependencies: [
                "GatewayAuthorizer", "GatewayDefinitions", "GatewayEmulator", "GatewayFiles", "GatewayHandlers",
                "GatewayJOSE", "GatewayJSON", "GatewayModel", "GatewayTime", "GatewayTransport", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Conformance",
            // Data, which the tests read where it lies.
            exclude: ["Cases", "ids.txt"],
            swiftSettings: settings
        ),
        tests(
            "EndToEndTests",
            [
                "COpenSSL", "GatewayAuthorizer", "GatewayCommand", "GatewayDefinitions", "GatewayEmulator",
                "GatewayJOSE", "GatewayJSON", "GatewayLambda", "GatewayModel", "GatewayTime", "GatewayTransport",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
    ]
)

/// A fuzz target: one parser, and what must hold whatever it reads.
///
/// libFuzzer brings the `main`.
func fuzz(_ folder: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: "Fuzz" + folder,
        dependencies: dependencies + ["FuzzSupport"],
        path: "Fuzz/" + folder,
        swiftSettings: settings
    )
}

// Without `--sanitize fuzzer` these do not link, so only scripts/fuzz.sh gets to see them.
if Context.environment["GATEWAY_FUZZ"] == "true" {
    let wholeIssuer: [Target.Dependency] = [
        "GatewayIssuer", "GatewayJOSE", "GatewayJSON", "GatewayModel", "GatewayTime", "GatewayTransport",
        .product(name: "Logging", package: "swift-log"),
    ]
    package.targets += [
        .target(name: "FuzzSupport", path: "Fuzz/Support", swiftSettings: settings),
        fuzz("ChunkedBodies", ["GatewayTransport"]),
        fuzz("Cookies", ["GatewayIssuer", "GatewayTransport"]),
        fuzz("Forms", ["GatewayIssuer", "GatewayTransport"]),
        fuzz("IdentityExpressions", ["GatewayPatterns"]),
        fuzz("Issuer", wholeIssuer),
        fuzz("IssuerBodies", ["GatewayIssuer", "GatewayJSON"]),
        fuzz("JSON", ["GatewayJSON"]),
        fuzz("JWKS", ["GatewayJOSE", "GatewayJSON"]),
        fuzz("Policies", ["GatewayAuthorizer", "GatewayJSON", "GatewayModel"]),
        fuzz("ProxyAnswers", ["GatewayEmulator", "GatewayHandlers"]),
        fuzz(
            "ProxyEvents",
            ["GatewayEmulator", "GatewayHandlers", "GatewayJSON", "GatewayModel", "GatewayTransport"]
        ),
        fuzz("Requests", ["GatewayTransport"]),
        fuzz("Responses", ["GatewayTransport"]),
        fuzz("Sniffing", ["GatewayTransport"]),
        fuzz("JSONPaths", ["GatewayJSON", "GatewayTemplates"]),
        fuzz("Templates", ["GatewayJSON", "GatewayTemplates"]),
        fuzz("Tokens", ["GatewayFiles", "GatewayJOSE", "GatewayJSON", "GatewayTime"]),
        fuzz("ZipArchives", ["GatewayLambda"]),
    ]
}
