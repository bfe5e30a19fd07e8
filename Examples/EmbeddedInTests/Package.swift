// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let package = Package(
    name: "EmbeddedInTests",
    dependencies: [
        // In a package of your own, write the repository's URL instead.
        .package(name: "GatewayEmulator", path: "../..")
    ],
    targets: [
        .testTarget(
            name: "EmbeddedInTests",
            dependencies: [.product(name: "GatewayEmulator", package: "GatewayEmulator")]
        )
    ]
)
