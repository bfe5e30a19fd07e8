// SPDX-License-Identifier: Apache-2.0

import Dispatch
package import GatewayFiles
package import GatewayJOSE

/// The key that the embedded issuer signs with: an RSA key in a file that only its owner can read.
///
/// Its file is read anew each time, because another `gateway` command may have made or changed it, or a person may have
/// deleted it.
package struct SigningKey: Sendable {
    let directory: StateDirectory
    private let parsed = ParsedSigners()

    package init(in directory: StateDirectory) {
        self.directory = directory
    }

    package var path: String { directory.file("issuer-key.pem") }

    /// Why there is no key to sign with.
    package enum Failure: Error, CustomStringConvertible {
        case file(FileError)
        case key(path: String, KeyError)
        case formerKey(path: String, KeyError)
        case readableByOthers(path: String)

        package var description: String {
            switch self {
            case .file(let error): error.description
            case .key(let path, let error): "\(path): \(error); delete the file to get a new key"
            case .formerKey(let path, let error):
                "\(path): \(error); delete the file, and tokens of the former key are no longer accepted"
            case .readableByOthers(let path): "\(path) can be read by others; run: chmod 600 \(path)"
            }
        }
    }

    /// The key, made when there is none.
    ///
    /// Takes about a tenth of a second then, and blocks.
    package func load() throws(Failure) -> TokenSigner {
        try signer(readOrMade())
    }

    /// The same on a thread that may be blocked.
    package func load() async throws(Failure) -> TokenSigner {
        try await blocking { () throws(Failure) in try self.load() }
    }

    func signer(_ pem: [UInt8]) throws(Failure) -> TokenSigner {
        do throws(KeyError) {
            return try parsed.signer(pem)
        } catch {
            throw .key(path: path, error)
        }
    }

    func readOrMade() throws(Failure) -> [UInt8] {
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
        return try read(path)
    }

    func read(_ path: String) throws(Failure) -> [UInt8] {
        do throws(FileError) {
            if try File.mode(of: path) & 0o077 == 0 { return try File.read(path, limit: 64 * 1024) }
        } catch {
            throw .file(error)
        }
        throw .readableByOthers(path: path)
    }

    func newKey() throws(Failure) -> [UInt8] {
        do throws(KeyError) {
            return try PrivateKey.generateRSA().pem()
        } catch {
            throw .key(path: path, error)
        }
    }

    func blocking<Value: Sendable>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { () throws(Failure) in try work() })
            }
        }
        return try result.get()
    }
}
