// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayFiles
import GatewayTransport
import Glibc

struct Trust: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how browsers and programs come to trust HTTPS here, or make them.",
        discussion: """
            HTTPS is signed by a certificate authority of this user, which can vouch for localhost only.

            EXAMPLES:
              gateway trust                       its file, and what to do with it
              gateway trust --install             trust it: the system's store, and Chromium's
              gateway trust --remove              and no longer
              gateway trust --print > ca.pem      the certificate itself
            """
    )

    enum Action: String, EnumerableFlag {
        case install, remove, print

        static func help(for value: Action) -> ArgumentHelp? {
            switch value {
            case .install: "Put it into the stores of trusted authorities."
            case .remove: "Take it out of them."
            case .print: "Print the certificate, PEM."
            }
        }
    }

    @Flag var action: Action?

    @Flag(inversion: .prefixedNo, help: "Whether the system's store is among them (Debian's; takes root or sudo).")
    var system = true

    @Flag(inversion: .prefixedNo, help: "Whether a database of NSS is among them (takes certutil of libnss3-tools).")
    var nss = true

    @Option(help: "The folder of that database. (default: ~/.pki/nssdb, which Chromium reads)", completion: .directory)
    var nssDb: String?

    func run() async throws {
        switch action {
        case .remove:
            try await change { store throws(TrustFailure) in try await store.remove() }
        case .install:
            let path = try opened().path
            try await change { store throws(TrustFailure) in try await store.install(path) }
        case .print:
            Terminal.printOut(String(decoding: try opened().authority.certificate, as: UTF8.self))
        case nil:
            let stored = try opened()
            let guide = TrustGuide(path: stored.path, fingerprint: try stored.authority.fingerprint())
            Terminal.printOut(guide.text)
        }
    }

    private func opened() throws -> StoredAuthority {
        do throws(StoredAuthority.Failure) {
            let stored = try StoredAuthority.open(in: .named())
            if stored.isRenewed {
                Terminal.printError("gateway: the authority was about to expire and is a new one, not yet trusted")
            }
            return stored
        } catch {
            throw failure(Exit.systemRefused, "\(error)")
        }
    }

    /// Does something to each store; that one of them refuses does not keep it from the others.
    private func change(_ work: (any TrustStore) async throws(TrustFailure) -> String) async throws {
        var stores: [any TrustStore] = system ? [SystemTrustStore()] : []
        var refusals: [String] = []
        if nss {
            if let folder = nssDb ?? UserDataFolder.variable("HOME").map({ $0 + "/.pki/nssdb" }) {
                stores.append(NSSTrustStore(folder: folder))
            } else {
                refusals.append("NSS: there is no home directory; name the database with --nss-db")
            }
        }
        for store in stores {
            do throws(TrustFailure) {
                Terminal.printOut(try await work(store))
            } catch {
                refusals.append(error.description)
            }
        }
        for refusal in refusals { Terminal.printError("gateway: not done: \(refusal)") }
        guard refusals.isEmpty else { throw Exit.unavailable }
    }
}
