// SPDX-License-Identifier: Apache-2.0

import GatewayTransport
import Glibc
import Logging
import Synchronization

/// The authority that signs for this run, taken up when it is first asked for.
///
/// It is this user's own. When that one cannot be had, one in memory takes its place, with a warning: nobody can trust it
/// beforehand, but a gateway is not to fail for want of it.
final class LocalAuthority: Sendable {
    private let folder: UserDataFolder?
    private let logger: Logger
    private let opened = Mutex<Opened?>(nil)

    private struct Opened: Sendable {
        let authority: CertificateAuthority
        /// `nil` when it is in memory only.
        let path: String?
    }

    init(folder: UserDataFolder? = .named(), logger: Logger) {
        self.folder = folder
        self.logger = logger
    }

    /// How lists of trusted certificates show it: each user's, of each machine, by another name.
    static var name: String {
        var host = [CChar](repeating: 0, count: 256)
        let hasHost = gethostname(&host, host.count - 1) == 0
        let machine =
            hasHost ? String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : ""
        let user = UserDataFolder.variable("USER") ?? UserDataFolder.variable("LOGNAME") ?? "\(getuid())"
        return "GatewayEmulator local CA (\(user)@\(machine.isEmpty ? "localhost" : machine))"
    }

    func certificateAuthority() throws(TLSError) -> CertificateAuthority {
        try open().authority
    }

    /// Where its certificate lies, made now if it is not there.
    ///
    /// - Returns: `nil` when it is in memory only; why was logged.
    func certificatePath() -> String? {
        do {
            return try open().path
        } catch {
            logger.error("cannot make a certificate authority", metadata: ["why": "\(error)"])
            return nil
        }
    }

    private func open() throws(TLSError) -> Opened {
        try opened.withLock { opened throws(TLSError) in
            if let opened { return opened }
            let new = try openNow()
            opened = new
            return new
        }
    }

    private func openNow() throws(TLSError) -> Opened {
        do throws(StoredAuthority.Failure) {
            let stored = try StoredAuthority.open(in: folder)
            if stored.isRenewed {
                logger.warning(
                    "the certificate authority was about to expire and is a new one; run: gateway trust --install",
                    metadata: ["file": "\(stored.path)"]
                )
            }
            return Opened(authority: stored.authority, path: stored.path)
        } catch {
            logger.warning(
                "HTTPS uses a certificate authority of this run only, which nobody trusts",
                metadata: ["why": "\(error)"]
            )
            return Opened(authority: try CertificateAuthority.make(name: Self.name), path: nil)
        }
    }
}
