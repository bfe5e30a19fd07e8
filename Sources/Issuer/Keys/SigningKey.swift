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
        let pem = try file()
        do throws(KeyError) {
            return try TokenSigner(key: PrivateKey(pem: pem))
        } catch {
            throw .key(path: path, error)
        }
    }

    /// The same on a thread that may be blocked.
    package func load() async throws(Failure) -> TokenSigner {
        let result: Result<TokenSigner, Failure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { () throws(Failure) in try self.load() })
            }
        }
        return try result.get()
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
