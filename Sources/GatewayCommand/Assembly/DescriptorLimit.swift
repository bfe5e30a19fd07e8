// SPDX-License-Identifier: Apache-2.0

import CLinux
import GatewayTransport

/// How many files and sockets this process may have open (RLIMIT_NOFILE).
enum DescriptorLimit {
    /// Raises it as far as that is allowed: the usual 1,024 are for programs that use select(2), and a server has a socket
    /// for each client.
    ///
    /// A command that is started later gets the old one.
    static func raise() {
        guard clinux_raise_descriptor_limit() != 0 else { return }
        // With fewer clients at a time it serves all the same.
        Terminal.printError("warning: the limit of open files stays as it is: \(SystemError(call: "setrlimit"))")
    }
}
