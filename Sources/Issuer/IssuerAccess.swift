// SPDX-License-Identifier: Apache-2.0

import GatewayTransport

/// Who may use the issuer: callers on this machine, who call it by a name of this machine.
package struct IssuerAccess: Sendable {
    /// Whether callers beyond loopback get tokens, too.
    private let servesOthers: Bool
    private let names: OwnNames

    /// - Parameters:
    ///   - servesOthers: Whether callers beyond loopback get tokens, too.
    ///   - host: The host that the server was told to listen on.
    package init(servesOthers: Bool = false, host: String = "localhost") {
        self.servesOthers = servesOthers
        names = OwnNames(host: host)
    }

    /// Why a request is not answered; `nil` when it is.
    func refusal(of request: Request) -> Response? {
        guard names.contain(request.head.firstValue(of: "host") ?? []) else {
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
}
