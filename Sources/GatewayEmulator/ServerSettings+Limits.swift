// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTransport

/// What an API says of limits, in the server's terms.
extension HTTPLimits {
    /// These, but for what an API says itself.
    func limited(by said: Limits) -> HTTPLimits {
        var limits = self
        limits.targetBytes = said.amounts[.urlBytes] ?? targetBytes
        limits.fieldValueBytes = said.amounts[.headerBytes] ?? fieldValueBytes
        limits.fieldCount = said.amounts[.headerCount] ?? fieldCount
        limits.bodyBytes = said.amounts[.bodyBytes] ?? bodyBytes
        // Whoever allows a longer URL or longer values means to receive them: what a head may have grows along.
        let grown = max(0, limits.targetBytes - targetBytes) + max(0, limits.fieldValueBytes - fieldValueBytes)
        limits.headBytes = said.amounts[.headBytes] ?? headBytes + grown
        limits.headTime = said.times[.headTimeout] ?? headTime
        limits.bodyTime = said.times[.bodyTimeout] ?? bodyTime
        limits.idleTime = said.times[.idleTimeout] ?? idleTime
        limits.writeTime = said.times[.writeTimeout] ?? writeTime
        return limits
    }
}

extension ServerSettings {
    /// These, but for what an API says itself.
    func limited(by said: Limits) -> ServerSettings {
        var settings = self
        settings.limits = limits.limited(by: said)
        settings.connectionsAtMost = said.amounts[.connections] ?? connectionsAtMost
        return settings
    }
}
