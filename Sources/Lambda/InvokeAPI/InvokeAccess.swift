// SPDX-License-Identifier: Apache-2.0

import GatewayTransport

/// Who may use the Invoke API: programs that call it by a name of this machine.
///
/// Signatures (AWS Signature Version 4) are not looked at: a client signs with whatever keys it has.
package struct InvokeAccess: Sendable {
    private let names: OwnNames

    /// - Parameter host: The host that the server was told to listen on.
    package init(host: String = "localhost") {
        names = OwnNames(host: host)
    }

    /// Why a request is not answered; `nil` when it is.
    func refusal(of request: Request) -> InvokeError? {
        let head = request.head
        guard names.contain(head.firstValue(of: "host") ?? []) else {
            return .misdirected(
                "The Invoke API answers to localhost, to addresses, and to the --host it listens on. A page that calls it by "
                    + "another name may be rebinding that name (DNS rebinding)."
            )
        }
        // Browsers add these, and scripts cannot take them away (https://fetch.spec.whatwg.org/#forbidden-request-header).
        guard head.firstValue(of: "origin") == nil, head.firstValue(of: "sec-fetch-site") == nil else {
            return .accessDenied(
                "The Invoke API answers programs and no web pages: any page that you visit could run your functions. "
                    + "Let the page call a route of the gateway."
            )
        }
        return nil
    }
}
