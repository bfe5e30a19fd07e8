// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayIssuer
import GatewayJOSE
import TestSupport
import Testing

/// A new signing key, and the former one that stays published beside it.
struct SigningKeyRotationTests {
    private let folder: TemporaryDirectory
    private let state: StateDirectory
    private let key: SigningKey

    init() throws {
        folder = try TemporaryDirectory()
        state = StateDirectory(path: folder.file(".gateway"))
        key = SigningKey(in: state)
    }

    private func load() throws -> String? { try (key.load() as TokenSigner).jwk.kid }

    private func published() throws -> [String?] { try (key.published() as [TokenSigner]).map(\.jwk.kid) }

    private func failure(_ work: () throws(SigningKey.Failure) -> Void) -> String? {
        do throws(SigningKey.Failure) {
            try work()
            return nil
        } catch {
            return error.description
        }
    }

    @Test func `without a rotation there is one key`() throws {
        #expect(try published() == [load()])
        #expect(!File.exists(key.previousPath))
    }

    @Test func `the new key signs, and the former one stays published after it`() throws {
        let first = try load()
        let second = try key.rotate().jwk.kid
        #expect(second != first)
        #expect(try load() == second)
        #expect(try published() == [second, first])
        #expect(try File.mode(of: key.path) == 0o600)
        #expect(try File.mode(of: key.previousPath) == 0o600)
        #expect(key.previousPath == folder.file(".gateway/issuer-key-previous.pem"))

        let third = try key.rotate().jwk.kid
        #expect(try published() == [third, second])
        // Another command sees the same.
        let other = try SigningKey(in: state).published() as [TokenSigner]
        #expect(other.map(\.jwk.kid) == [third, second])
    }

    @Test func `a rotation of nothing makes both keys`() throws {
        let new = try key.rotate().jwk.kid
        let kids = try published()
        #expect(kids.count == 2 && kids.first == new)
    }

    @Test func `what another command rotates is seen`() throws {
        let first = try load()
        let second = try SigningKey(in: state).rotate().jwk.kid
        #expect(try load() == second)
        #expect(try published() == [second, first])
    }

    @Test func `of several who rotate at once, each makes the key of the one before it the former one`() async throws {
        let first = try load()
        let state = state
        let made = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<4 { group.addTask { try SigningKey(in: state).rotate().jwk.kid } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        let kids = try published()
        #expect(made.count == 4 && kids.count == 2)
        #expect(Set(kids).isSubset(of: made) && !kids.contains(first))
    }

    @Test func `a rotation that was cut short leaves the key as it was, published once`() throws {
        let first = try load()
        // The first of its two steps.
        try File.replace(key.previousPath, with: File.read(key.path), mode: 0o600)
        #expect(try published() == [first])
        let second = try key.rotate().jwk.kid
        #expect(try published() == [second, first])
    }

    @Test func `a former key that is broken is reported, with the way out`() throws {
        try key.rotate()
        try File.replace(key.previousPath, with: Array("garbage".utf8), mode: 0o600)
        let message = failure { () throws(SigningKey.Failure) in _ = try key.published() as [TokenSigner] }
        #expect(message?.hasPrefix("\(key.previousPath): it is not a private key in PEM") == true, "\(message ?? "")")
        #expect(message?.hasSuffix("delete the file, and tokens of the former key are no longer accepted") == true)
        // It does not keep anybody from signing.
        #expect(throws: Never.self) { try load() }
        try File.remove(key.previousPath)
        #expect(try published() == [load()])
    }

    @Test func `a former key that others may touch is refused`() throws {
        try key.rotate()
        try File.replace(key.previousPath, with: File.read(key.previousPath), mode: 0o640)
        #expect(
            failure { () throws(SigningKey.Failure) in _ = try key.published() as [TokenSigner] }
                == "\(key.previousPath) can be read by others; run: chmod 600 \(key.previousPath)"
        )
    }

    @Test func `a current key that is broken is not replaced by a rotation`() throws {
        try state.prepare()
        try File.create(key.path, with: Array("garbage".utf8), mode: 0o600)
        let message = failure { () throws(SigningKey.Failure) in try key.rotate() }
        #expect(message?.hasPrefix(key.path + ": it is not a private key in PEM") == true, "\(message ?? "")")
        #expect(try File.read(key.path) == Array("garbage".utf8))
        #expect(!File.exists(key.previousPath))
    }

    @Test func `a token of the former key is verified by what is published, one of the key before it is not`() throws {
        let first = try key.load() as TokenSigner
        try key.rotate()
        let kid = try #require(first.jwk.kid)
        #expect(JWKSet(try (key.published() as [TokenSigner]).map(\.jwk))[kid] != nil)
        try key.rotate()
        #expect(JWKSet(try (key.published() as [TokenSigner]).map(\.jwk))[kid] == nil)
    }
}
