// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
package import GatewayJOSE

/// A new key, while tokens of the former one stay valid: as Auth0 rotates the signing key of a tenant.
extension SigningKey {
    /// Where the former key lies, if there is one.
    package var previousPath: String { directory.file("issuer-key-previous.pem") }

    /// The current key, made when there is none, and after it the former one, if there is one: what a JWKS publishes.
    ///
    /// Blocks as ``load()`` does.
    package func published() throws(Failure) -> [TokenSigner] {
        // In this order: whoever rotates in between writes the former key first, so no key that is told of is lost.
        let current = try load() as TokenSigner
        guard File.exists(previousPath) else { return [current] }
        let previous: TokenSigner
        do throws(Failure) {
            previous = try signer(read(previousPath))
        } catch {
            switch error {
            // It was deleted in between.
            case .file(let error) where !File.exists(error.path): return [current]
            case .key(_, let error): throw .formerKey(path: previousPath, error)
            default: throw error
            }
        }
        // A rotation that was cut short has copied the key, and not replaced it.
        return previous.jwk.kid == current.jwk.kid ? [current] : [current, previous]
    }

    /// The same on a thread that may be blocked.
    package func published() async throws(Failure) -> [TokenSigner] {
        try await blocking { () throws(Failure) in try self.published() }
    }

    /// Makes a new key and keeps the current one as the former one; what was the former one is gone.
    ///
    /// There is a current key at each moment, whatever ends the process. Of two who rotate at once, one goes after the other.
    ///
    /// - Returns: The new key.
    /// - Throws: ``Failure``; also when the current key cannot be used, which is somebody's file, and not replaced.
    @discardableResult
    package func rotate() throws(Failure) -> TokenSigner {
        // Before the lock, because it takes long.
        let new = try newKey()
        let lock = try rotationLock()
        let current = try readOrMade()
        _ = try signer(current)
        do throws(FileError) {
            try File.replace(previousPath, with: current, mode: 0o600)
            try File.replace(path, with: new, mode: 0o600)
        } catch {
            throw .file(error)
        }
        _ = consume lock
        return try signer(new)
    }

    private func rotationLock() throws(Failure) -> FileLock {
        do throws(FileError) {
            try directory.prepare()
            // A file of its own: the files of the keys are replaced under it.
            let path = directory.file("issuer-key.lock")
            if !File.exists(path) { try File.create(path, with: [], mode: 0o600) }
            return try FileLock(waitingFor: path)
        } catch {
            throw .file(error)
        }
    }
}
