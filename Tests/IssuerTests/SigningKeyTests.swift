// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayIssuer
import GatewayJOSE
import Glibc
import TestSupport
import Testing

/// The key that stays: where it lies, who may read it, and what is said when something is wrong with it.
struct SigningKeyTests {
    private let folder: TemporaryDirectory
    private let state: StateDirectory
    private let key: SigningKey

    init() throws {
        folder = try TemporaryDirectory()
        state = StateDirectory(path: folder.file(".gateway"))
        key = SigningKey(in: state)
    }

    private func failure() -> String? {
        do throws(SigningKey.Failure) {
            let _: TokenSigner = try key.load()
            return nil
        } catch {
            return error.description
        }
    }

    private func load() throws -> TokenSigner { try key.load() }

    @Test func `it is made when it is first needed, for its owner only, and kept out of git`() throws {
        #expect(!File.exists(state.path))
        let signer = try load()
        #expect(try File.mode(of: state.path) == 0o700)
        #expect(try File.mode(of: key.path) == 0o600)
        #expect(key.path == folder.file(".gateway/issuer-key.pem"))
        #expect(try File.read(state.file(".gitignore")) == Array("*\n".utf8))
        #expect(signer.jwk.algorithm.name == "RS256")
        #expect(signer.jwk.kid == signer.jwk.publicKey.thumbprint)
        #expect(try File.read(key.path).starts(with: "-----BEGIN PRIVATE KEY-----".utf8))
    }

    @Test func `it stays the same`() throws {
        let first = try load()
        #expect(try load().jwk.object == first.jwk.object)
        #expect(try SigningKey(in: state).load().jwk.object == first.jwk.object)
    }

    @Test func `deleting its folder makes a new one`() throws {
        let first = try load()
        try File.remove(key.path)
        try File.remove(state.file(".gitignore"))
        rmdir(state.path)
        #expect(try load().jwk.kid != first.jwk.kid)
    }

    @Test func `of several who make it at once, all get the same`() async throws {
        let key = key
        let kids = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<6 { group.addTask { try await key.load().jwk.kid } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(kids.count == 1)
        #expect(try File.read(state.file(".gitignore")) == Array("*\n".utf8))
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o620, 0o610, 0o660] as [mode_t])
    func `a key that others may touch is refused, with the way out`(_ mode: mode_t) throws {
        _ = try load()
        chmod(key.path, mode)
        #expect(failure() == "\(key.path) can be read by others; run: chmod 600 \(key.path)")
        chmod(key.path, 0o600)
        #expect(failure() == nil)
    }

    @Test(arguments: [
        "", "garbage", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ])
    func `a file that holds no key is named, with the way out`(_ content: String) throws {
        try state.prepare()
        try File.create(key.path, with: Array(content.utf8), mode: 0o600)
        let failure = failure()
        #expect(failure?.hasPrefix(key.path + ": ") == true, "\(failure ?? "")")
        #expect(failure?.hasSuffix("; delete the file to get a new key") == true, "\(failure ?? "")")
        // It is somebody's file: it is not replaced.
        #expect(try File.read(key.path) == Array(content.utf8))
    }

    @Test func `a file that is far too long is refused`() throws {
        try state.prepare()
        try File.create(key.path, with: [UInt8](repeating: 0x41, count: 100_000), mode: 0o600)
        #expect(failure() == "\(key.path): the file is longer than 65536 bytes")
    }

    @Test func `a folder that cannot be made is named`() {
        let lost = SigningKey(in: StateDirectory(path: folder.file("missing/.gateway")))
        do throws(SigningKey.Failure) {
            let _: TokenSigner = try lost.load()
            Issue.record("there is a key")
        } catch {
            #expect(error.description == "\(folder.file("missing/.gateway")): no such file")
        }
    }

    @Test func `the folder's own gitignore is not overwritten`() throws {
        try state.prepare()
        try File.replace(state.file(".gitignore"), with: Array("mine\n".utf8), mode: 0o644)
        try state.prepare()
        #expect(try File.read(state.file(".gitignore")) == Array("mine\n".utf8))
    }

    @Test(arguments: [
        ("routes.yml", ".gateway"), ("./routes.yml", "./.gateway"), ("/a/b/routes.yml", "/a/b/.gateway"),
        ("/routes.yml", "/.gateway"), ("a/routes.yml", "a/.gateway"),
    ])
    func `state lies beside the definition`(_ definition: String, _ path: String) {
        #expect(StateDirectory(besideFile: definition).path == path)
    }
}
