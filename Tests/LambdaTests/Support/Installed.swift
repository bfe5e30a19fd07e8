// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayLambda
import GatewayModel
import Glibc

/// What functions are run with here.
///
/// In CI each must be there; elsewhere a test without it is skipped, and counted.
enum Installed {
    static let isCI = getenv("CI").map { String(cString: $0) } == "true"

    static let mayRunNode = isCI || find("node") != nil
    static let mayRunPython = isCI || find("python3") != nil

    static let environment: [String: String] = {
        var variables: [String: String] = [:]
        for name in ["PATH", "HOME"] {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        return variables
    }()

    private static func find(_ name: String) -> String? {
        (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// A folder of Tests/Fixtures/functions.
    static func functions(_ name: String) -> String {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/") + "/Fixtures/functions/" + name
    }
}

/// A function whose code is in a folder.
func makeFunction(
    _ runtime: String,
    _ handler: String,
    in folder: String,
    environment: [String: String] = [:]
) throws -> FunctionConfiguration {
    guard let runtime = Runtime(runtime) else { throw SetUp("no runtime \(runtime)") }
    return FunctionConfiguration(
        functionName: "shop-dev-hello",
        runtime: runtime,
        handler: handler,
        code: .folder(folder),
        environment: environment
    )
}

func makeLauncher(
    host: [String: String] = Installed.environment,
    passing passedNames: [String] = [],
    bootstrapsIn folder: String
) -> LocalLauncher {
    LocalLauncher(
        settings: LocalLauncher.Settings(
            region: "eu-central-1",
            hostEnvironment: host,
            passedNames: passedNames,
            bootstrapFolder: folder,
            unpack: { path throws(LaunchProblem) in throw LaunchProblem("\(path) is not unpacked here") }
        )
    )
}

/// That a test could not begin.
struct SetUp: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Writes a file, and the folders that it is in.
func write(_ text: String, to path: String, mode: mode_t = 0o600) throws {
    var folder = ""
    for part in path.split(separator: "/").dropLast() {
        folder += "/" + part
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw SetUp("\(folder): errno \(errno)") }
    }
    try File.replace(path, with: Array(text.utf8), mode: UInt32(mode))
}
