// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTransport

/// `/oauth/revoke`: the end of a refresh token, and of all that came before and after it (RFC 7009).
extension Issuer {
    func revoke(_ exchange: Exchange) -> Response {
        do throws(OAuthError) {
            let parameters = try Parameters(bodyOf: exchange.request)
            let application = try ClientCredentials(exchange.request, parameters).application(in: exchange.tenant)
            let token = try parameters.required("token")
            // RFC 7009 §2.2: an unknown token is as good as withdrawn, and one of another client is none of this one's.
            if let grant = refreshTokens.grant(of: token, now: exchange.now), grant.clientId == application.clientId {
                refreshTokens.withdraw(grant.family)
                note("refresh tokens of \(grant.userId) for \(grant.clientId) withdrawn")
            }
            // - Source: recorded answer of a tenant, in auth0/go-auth0: 200, and nothing in it.
            var response = Response(status: 200)
            response.forbidStoring()
            return response
        } catch {
            note("\(error.status) /oauth/revoke: \(error.inWords)")
            return .failure(error)
        }
    }
}
