// SPDX-License-Identifier: Apache-2.0

import GatewayTransport

/// Who may use the issuer: callers on this machine, who call it by a name of this machine.
package struct IssuerAccess: Sendable {
    /// Whether callers beyond loopback get tokens, too.
    private let servesOthers: Bool
    /// The host that the server was told to listen on.
    private let host: String

    package init(servesOthers: Bool = false, host: String = "localhost") {
        self.servesOthers = servesOthers
        self.host = host
    }

    /// Why a request is not answered; `nil` when it is.
    func refusal(of request: Request) -> Response? {
        guard isOurs(request.head.firstValue(of: "host") ?? []) else {
            return .text(
                421,
                "This issuer answers to localhost, to addresses, and to the --host it listens on. A page that calls it by "
                    + "another name may be rebinding that name (DNS rebinding).\n"
            )
        }
        guard servesOthers || request.peer.isLoopback else {
            return .text(
                403,
                "This issuer mints nothing for callers beyond this machine; --issuer-for-others lets it.\n"
            )
        }
        return nil
    }

    /// A name that others can point at this machine is none of ours; an address cannot be pointed anywhere.
    private func isOurs(_ field: ArraySlice<UInt8>) -> Bool {
        guard field.first != UInt8(ascii: "[") else { return true }
        let name = String(decoding: field.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self).lowercased()
        if name.isEmpty || name == "localhost" || name.hasSuffix(".localhost") || name == host.lowercased() {
            return true
        }
        return SocketAddress.isNumeric(name)
    }
}
