// SPDX-License-Identifier: Apache-2.0

import Dispatch
package import GatewayFiles
package import GatewayJOSE

/// The key that the embedded issuer signs with: an RSA key in a file that only its owner can read.
///
/// It is read anew each time, because another `gateway` command may have made it, or a person may have deleted it.
package struct SigningKey: Sendable {
    private let directory: StateDirectory

    package init(in directory: StateDirectory) {
        self.directory = directory
    }

    package var path: String { directory.file("issuer-key.pem") }

    /// The key before this one: tokens that it signed are still good.
    private var previousPath: String { directory.file("issuer-key-previous.pem") }

    /// One rotation after the other, so that no key is lost between two.
    private static let rotations = DispatchQueue(label: "issuer-key-rotation")

    /// Why there is no key to sign with.
    package enum Failure: Error, CustomStringConvertible {
        case file(FileError)
        case key(path: String, KeyError)
        case readableByOthers(path: String)

        package var description: String {
            switch self {
            case .file(let error): error.description
            case .key(let path, let error): "\(path): \(error); delete the file to get a new key"
            case .readableByOthers(let path): "\(path) can be read by others; run: chmod 600 \(path)"
            }
        }
    }

    /// The key, made when there is none.
    ///
    /// Takes about a tenth of a second then, and blocks.
    package func load() throws(Failure) -> TokenSigner {
        try Self.signer(file(), at: path)
    }

    /// The same on a thread that may be blocked.
    package func load() async throws(Failure) -> TokenSigner {
        try await Self.blocking { () throws(Failure) in try load() }
    }

    /// All keys by which tokens are good, the one that signs first.
    ///
    /// Blocks.
    package func all() throws(Failure) -> [TokenSigner] {
        let current = try load()
        guard File.exists(previousPath) else { return [current] }
        let previous = try Self.signer(Self.read(previousPath), at: previousPath)
        // Where a rotation was cut off between its two steps.
        return previous.jwk.kid == current.jwk.kid ? [current] : [current, previous]
    }

    /// The same on a thread that may be blocked.
    package func all() async throws(Failure) -> [TokenSigner] {
        try await Self.blocking { () throws(Failure) in try all() }
    }

    /// Makes a new key, which signs from now on; the one before it stays good.
    ///
    /// There is a key at every moment: the old one gets its second name before it loses its first.
    ///
    /// - Returns: The new one.
    /// - Throws: ``Failure``.
    package func rotate() async throws(Failure) -> TokenSigner {
        try await Self.blocking(on: Self.rotations) { () throws(Failure) in
            let old = try file()
            let new = try newKey()
            do throws(FileError) {
                try File.replace(previousPath, with: old, mode: 0o600)
                try File.replace(path, with: new, mode: 0o600)
            } catch {
                throw .file(error)
            }
            return try Self.signer(new, at: path)
        }
    }

    private static func blocking<Value: Sendable>(
        on queue: DispatchQueue = .global(),
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result { () throws(Failure) in try work() }) }
        }
        return try result.get()
    }

    private static func signer(_ pem: [UInt8], at path: String) throws(Failure) -> TokenSigner {
        do throws(KeyError) {
            return try TokenSigner(key: PrivateKey(pem: pem))
        } catch {
            throw .key(path: path, error)
        }
    }

    private func file() throws(Failure) -> [UInt8] {
        if !File.exists(path) {
            let pem = try newKey()
            do throws(FileError) {
                try directory.prepare()
                // Of two commands that make a key at once, the first one's stays, and both read that.
                try File.create(path, with: pem, mode: 0o600)
            } catch {
                throw .file(error)
            }
        }
        return try Self.read(path)
    }

    private static func read(_ path: String) throws(Failure) -> [UInt8] {
        do throws(FileError) {
            if try File.mode(of: path) & 0o077 == 0 { return try File.read(path, limit: 64 * 1024) }
        } catch {
            throw .file(error)
        }
        throw .readableByOthers(path: path)
    }

    private func newKey() throws(Failure) -> [UInt8] {
        do throws(KeyError) {
            return try PrivateKey.generateRSA().pem()
        } catch {
            throw .key(path: path, error)
        }
    }
}
