// SPDX-License-Identifier: Apache-2.0

import GatewayModel
import GatewayTransport

/// Which pages may read answers (https://fetch.spec.whatwg.org/#http-cors-protocol): those of the applications.
struct CrossOrigin {
    let tenant: Tenant

    /// Whether pages of an origin belong to an application: its web origins, or where its callbacks are.
    func allows(_ origin: String) -> Bool {
        tenant.applications.contains {
            $0.webOrigins.allowsOrigin(origin) || $0.callbacks.allowsOrigin(origin)
        }
    }

    /// Lets the page that asked read an answer, errors above all: without it, it learns "Failed to fetch".
    func permit(_ response: inout Response, to request: Request) {
        response.fields.append("Vary", "Origin")
        guard let origin = request.origin, allows(origin) else { return }
        response.fields.append("Access-Control-Allow-Origin", origin.utf8)
    }

    /// The same for what everybody may read.
    static func openPreflight(_ request: Request, methods: String) -> Response {
        var response = Response(status: 204)
        response.fields.append("Access-Control-Allow-Origin", "*")
        response.fields.append("Access-Control-Allow-Methods", methods.utf8)
        if let headers = request.head.firstValue(of: "access-control-request-headers") {
            response.fields.append("Access-Control-Allow-Headers", headers)
        }
        return response
    }

    /// Answers the question that a browser asks before it sends the request itself.
    ///
    /// - Parameters:
    ///   - request: The question, with the method OPTIONS.
    ///   - methods: What the endpoint takes.
    /// - Returns: The answer, which permits nothing to pages that belong to no application.
    func preflight(_ request: Request, methods: String) -> Response {
        var response = Response(status: 204)
        permit(&response, to: request)
        guard let origin = request.origin, allows(origin) else { return response }
        response.fields.append("Access-Control-Allow-Methods", methods.utf8)
        // `*` would not cover Authorization, and the list of headers that libraries add grows.
        if let headers = request.head.firstValue(of: "access-control-request-headers") {
            response.fields.append("Access-Control-Allow-Headers", headers)
        }
        response.fields.append("Access-Control-Max-Age", "600")
        return response
    }
}
