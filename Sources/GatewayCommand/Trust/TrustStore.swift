// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A place where programs look up whom to trust.
protocol TrustStore {
    /// Puts a certificate in, in place of an earlier one of ours.
    ///
    /// - Parameter certificate: The path of its file, PEM.
    /// - Returns: What was done, for a person.
    /// - Throws: ``TrustFailure``.
    func install(_ certificate: String) async throws(TrustFailure) -> String

    /// Takes ours out; it is no fault when there is none.
    ///
    /// - Returns: What was done, for a person.
    func remove() async throws(TrustFailure) -> String
}

/// Why a store is as it was, and what to do about it.
struct TrustFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The store of Debian and its kin, which curl, wget, git, OpenSSL and Go read.
struct SystemTrustStore: TrustStore {
    private static let file = "/usr/local/share/ca-certificates/gateway-emulator.crt"

    func install(_ certificate: String) async throws(TrustFailure) -> String {
        try await run([
            ["install", "-m", "0644", certificate, Self.file], ["update-ca-certificates"],
        ])
        return "system: \(Self.file) is trusted (curl, wget, git, OpenSSL)"
    }

    func remove() async throws(TrustFailure) -> String {
        guard access(Self.file, F_OK) == 0 else { return "system: nothing of ours was there" }
        // --fresh: without it the link to a file that is gone stays (update-ca-certificates(8)).
        try await run([["rm", "-f", Self.file], ["update-ca-certificates", "--fresh"]])
        return "system: \(Self.file) is gone"
    }

    private func run(_ commands: [[String]]) async throws(TrustFailure) {
        guard Programs.find("update-ca-certificates") != nil else {
            throw TrustFailure(
                "system: update-ca-certificates is missing (Debian, Ubuntu: apt install ca-certificates)"
            )
        }
        let isRoot = geteuid() == 0
        guard isRoot || Programs.find("sudo") != nil else {
            let lines = commands.map { "    " + $0.map(Shell.quoted).joined(separator: " ") }.joined(separator: "\n")
            throw TrustFailure("system: only root can do that; run as root:\n\(lines)")
        }
        for command in commands {
            let command = (isRoot ? [] : ["sudo"]) + command
            guard await Programs.succeeds(command) else {
                throw TrustFailure("system: failed: \(command.map(Shell.quoted).joined(separator: " "))")
            }
        }
    }
}

/// A database of NSS: Chromium, Chrome and Edge read the one of the user, Firefox one in each profile.
struct NSSTrustStore: TrustStore {
    let folder: String

    static let nickname = "GatewayEmulator local CA"
    /// More of the same name than anybody has installed.
    private static let copyLimit = 16

    private var database: String { "sql:\(folder)" }

    func install(_ certificate: String) async throws(TrustFailure) -> String {
        let certutil = try certutil()
        let isNew = access("\(folder)/cert9.db", F_OK) != 0
        if isNew {
            let isMade = await Programs.succeeds(["mkdir", "-p", "-m", "0700", folder])
            guard isMade, await quietly([certutil, "-N", "-d", database, "--empty-password"]) else {
                throw TrustFailure("NSS: no database can be made in \(folder)")
            }
        }
        try await removeCopies(certutil)
        // C: it may sign servers' certificates, and nothing else (certutil(1), "-t").
        let add = [certutil, "-A", "-d", database, "-t", "C,,", "-n", Self.nickname, "-i", certificate]
        guard await quietly(add) else {
            throw TrustFailure("NSS: failed: \(add.map(Shell.quoted).joined(separator: " "))")
        }
        return "NSS: \(folder)\(isNew ? ", made now," : "") trusts it (Chromium, Chrome, Edge; restart them)"
    }

    func remove() async throws(TrustFailure) -> String {
        guard access("\(folder)/cert9.db", F_OK) == 0 else { return "NSS: there is no database in \(folder)" }
        let count = try await removeCopies(certutil())
        return count == 0 ? "NSS: nothing of ours was in \(folder)" : "NSS: it is gone from \(folder)"
    }

    /// - Returns: How many there were.
    @discardableResult
    private func removeCopies(_ certutil: String) async throws(TrustFailure) -> Int {
        for count in 0..<Self.copyLimit {
            guard await quietly([certutil, "-L", "-d", database, "-n", Self.nickname]) else { return count }
            let remove = [certutil, "-D", "-d", database, "-n", Self.nickname]
            guard await quietly(remove) else {
                throw TrustFailure("NSS: failed: \(remove.map(Shell.quoted).joined(separator: " "))")
            }
        }
        throw TrustFailure("NSS: \(folder) has more certificates named \"\(Self.nickname)\" than we take away")
    }

    private func certutil() throws(TrustFailure) -> String {
        guard let path = Programs.find("certutil") else {
            throw TrustFailure("NSS: certutil is missing (Debian, Ubuntu: apt install libnss3-tools)")
        }
        return path
    }

    /// With no input and no output: it would ask for passwords, and prints what it finds.
    private func quietly(_ command: [String]) async -> Bool {
        await Programs.succeeds(["/bin/sh", "-c", "exec \"$@\" </dev/null >/dev/null 2>&1", "sh"] + command)
    }
}

/// Other programs.
enum Programs {
    static func find(_ name: String) -> String? {
        let path = UserDataFolder.variable("PATH") ?? ""
        // Debian keeps what is for administrators out of the paths of users.
        let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
        return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    static func succeeds(_ command: [String]) async -> Bool {
        var command = command
        if let first = command.first, !first.contains("/"), let path = find(first) { command[0] = path }
        do {
            return try await ChildProcess().run(command, environment: ChildEnvironment([:])) == .exited(code: 0)
        } catch {
            return false
        }
    }
}
