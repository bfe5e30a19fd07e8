// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport

/// Programs that the tests use.
///
/// In CI each must be there; elsewhere a test whose tool is missing is skipped, and counted.
enum Tool {
    static let isCI = getenv("CI").map { String(cString: $0) } == "true"

    /// The binary under test, which the build puts beside the tests.
    static let gateway: String = {
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        let bytes = path.prefix(max(0, count)).map(UInt8.init(bitPattern:))
        let here = String(decoding: bytes, as: UTF8.self)
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? here
        let folder = bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return folder + "/gateway"
    }()

    /// Whether scripts/sanitize.sh runs the tests, and the gateways with them.
    static let isSanitized = getenv("GATEWAY_SANITIZED") != nil

    static let curl = find("curl")

    static let openssl = find("openssl")

    /// Reads and writes the databases of certificates of Chromium and Firefox.
    static let certutil = find("certutil")

    static let nginx = find("nginx") ?? (access("/usr/sbin/nginx", X_OK) == 0 ? "/usr/sbin/nginx" : nil)

    /// Debian: chromium-driver, which brings chromium.
    static let chromedriver = find("chromedriver")

    /// Runs functions, and is another reader of HTTP to compare with.
    static let node = find("node")

    /// Gives a program a terminal; part of every Debian (bsdutils).
    static let script = find("script")

    /// Auth0's library for pages, a module of JavaScript, that `make test` prepares.
    static let spaLibrary: String? = {
        guard let folder = getenv("GATEWAY_ORACLE") else { return nil }
        let path = String(cString: folder) + "/auth0-spa-js.mjs"
        return access(path, R_OK) == 0 ? path : nil
    }()

    /// The Python with PyJWT that `make test` prepares.
    static let python: String? = {
        guard let folder = getenv("GATEWAY_ORACLE") else { return nil }
        let path = String(cString: folder) + "/bin/python"
        return access(path, X_OK) == 0 ? path : nil
    }()

    /// Examples/serverless-swift, which `make test` builds.
    static let swiftFunction: String? = {
        let path = "\(repository)/.build/serverless-swift/debug/bootstrap"
        return access(path, X_OK) == 0 ? path : nil
    }()

    /// Whether a test that needs a tool runs: always in CI, where it fails without it.
    static func mayRun(_ tool: String?) -> Bool { isCI || tool != nil }

    static func need(_ tool: String?, _ name: String) throws -> String {
        guard let tool else { throw Missing(description: "\(name) is missing; `make test` installs it") }
        return tool
    }

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    static func find(_ name: String) -> String? {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        return path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// The top of the repository.
    static let repository: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(4).joined(separator: "/")
    }()
}

/// A folder for one test, removed after it.
func withFolder<Result>(
    _ files: [String: String] = [:],
    _ body: (String) async throws -> Result
) async throws -> Result {
    let directory = try TemporaryDirectory()
    for (name, text) in files { try write(text, to: directory.file(name)) }
    return try await body(directory.path)
}

func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw Tool.Missing(description: "\(path): errno \(errno)") }
    defer { fclose(file) }
    fputs(text, file)
}

/// Saves a file as most editors do: a new one takes the old one's name.
func replace(_ path: String, with text: String) throws {
    try write(text, to: path + ".new")
    guard rename(path + ".new", path) == 0 else { throw Tool.Missing(description: "\(path): errno \(errno)") }
}

func read(_ path: String) throws -> String {
    guard let file = fopen(path, "r") else { throw Tool.Missing(description: "\(path): errno \(errno)") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = fread(&chunk, 1, chunk.count, file)
        guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += chunk[..<count]
    }
}
