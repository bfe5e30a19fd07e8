// swift-tools-version: 6.1
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let package = Package(
    name: "messages",
    targets: [
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        // Lambda starts what is called bootstrap.
        .executableTarget(name: "bootstrap", dependencies: ["CCrypto"]),
    ]
)
