// SPDX-License-Identifier: Apache-2.0

import GatewayFiles
import GatewayTransport

/// This user's certificate authority in its two files, made when there is none.
struct StoredAuthority: Sendable {
    let authority: CertificateAuthority
    /// Its certificate.
    let path: String
    /// Whether the former one was at its end, so that what trusted that one does not trust this one.
    let isRenewed: Bool

    static func certificatePath(in folder: UserDataFolder) -> String { folder.file("ca.pem") }
    static func keyPath(in folder: UserDataFolder) -> String { folder.file("ca-key.pem") }

    /// Why it cannot be had.
    enum Failure: Error, CustomStringConvertible {
        case noHome
        case file(FileError)
        case readableByOthers(path: String)
        case unusable(certificate: String, key: String, TLSError)

        var description: String {
            switch self {
            case .noHome: "there is no home directory to keep it in; set HOME or GATEWAY_DATA_HOME"
            case .file(let error): error.description
            case .readableByOthers(let path): "\(path) can be read by others; run: chmod 600 \(path)"
            case .unusable(let certificate, let key, let error):
                "\(certificate) and \(key): \(error); delete both to get a new authority"
            }
        }
    }

    /// Reads it, or makes it; two who make it at once get the same.
    ///
    /// The key is made first and stays, also when the certificate is renewed: so whatever ends the process in between, a
    /// certificate that lies there belongs to the key.
    static func open(in folder: UserDataFolder?) throws(Failure) -> StoredAuthority {
        guard let folder else { throw .noHome }
        let lock = try lock(folder)
        let (path, keyPath) = (certificatePath(in: folder), keyPath(in: folder))
        let key = try privateKey(keyPath)
        let former = File.exists(path) ? try inFiles { () throws(FileError) in try File.read(path) } : nil
        let (authority, isNew): (CertificateAuthority, Bool)
        do throws(TLSError) {
            (authority, isNew) = try Self.authority(former, key)
        } catch {
            throw .unusable(certificate: path, key: keyPath, error)
        }
        if isNew {
            try inFiles { () throws(FileError) in
                try File.replace(path, with: authority.certificate, mode: 0o644)
            }
        }
        _ = consume lock
        return StoredAuthority(authority: authority, path: path, isRenewed: isNew && former != nil)
    }

    private static func authority(
        _ certificate: [UInt8]?,
        _ key: [UInt8]
    ) throws(TLSError) -> (CertificateAuthority, isNew: Bool) {
        if let certificate {
            let known = try CertificateAuthority.load(certificate: certificate, privateKey: key)
            if known.isFresh { return (known, false) }
        }
        return (try CertificateAuthority.make(name: LocalAuthority.name, privateKey: key), true)
    }

    private static func privateKey(_ path: String) throws(Failure) -> [UInt8] {
        if !File.exists(path) {
            let key: [UInt8]
            do throws(TLSError) {
                key = try CertificateAuthority.newPrivateKey()
            } catch {
                throw .unusable(certificate: path, key: path, error)
            }
            try inFiles { () throws(FileError) in _ = try File.create(path, with: key, mode: 0o600) }
        }
        guard try inFiles({ () throws(FileError) in try File.mode(of: path) }) & 0o077 == 0 else {
            throw .readableByOthers(path: path)
        }
        return try inFiles { () throws(FileError) in try File.read(path, limit: 64 * 1024) }
    }

    private static func lock(_ folder: UserDataFolder) throws(Failure) -> FileLock {
        do throws(FileError) {
            try folder.prepare()
            let path = folder.file("ca.lock")
            if !File.exists(path) { try File.create(path, with: [], mode: 0o600) }
            return try FileLock(waitingFor: path)
        } catch {
            throw .file(error)
        }
    }

    private static func inFiles<Value>(_ work: () throws(FileError) -> Value) throws(Failure) -> Value {
        do throws(FileError) {
            return try work()
        } catch {
            throw .file(error)
        }
    }
}
